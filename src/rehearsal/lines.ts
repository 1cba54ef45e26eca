/**
 * Log lines as the services write them.
 * @module
 */
import { timeText } from "../base/time.ts";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const two = (value: number): string => String(value).padStart(2, "0");

function clock(date: Date): string {
  return `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
}

/** A web request with what the server answered. */
export interface Request {
  readonly ip: string;
  readonly target: string;
  readonly method?: string;
  readonly status?: number;
  readonly bytes?: number;
  readonly referer?: string;
  readonly agent?: string;
}

export const BROWSER =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/134.0.0.0 Safari/537.36";

/** Combined log format of nginx and Apache. */
export function accessLine(timeMs: number, r: Request): string {
  const date = new Date(timeMs);
  const day = `${two(date.getUTCDate())}/${MONTHS[date.getUTCMonth()]}/${date.getUTCFullYear()}`;
  const request = `${r.method ?? "GET"} ${r.target} HTTP/1.1`;
  return `${r.ip} - - [${day}:${clock(date)} +0000] "${request}" ${r.status ?? 200} ${r.bytes ?? 5120} "${r.referer ?? "-"}" "${r.agent ?? BROWSER}"`;
}

/** RFC 3164 as files hold it: no priority, no year. */
export function syslogLine(timeMs: number, host: string, program: string, text: string): string {
  const date = new Date(timeMs);
  return `${MONTHS[date.getUTCMonth()]} ${String(date.getUTCDate()).padStart(2)} ${clock(date)} ${host} ${program}: ${text}`;
}

/** A packet that the firewall dropped, as the kernel logs it for ufw. */
export function blockedLine(
  timeMs: number,
  host: string,
  ip: string,
  to: string,
  port: number,
  sourcePort: number,
): string {
  const packet = `IN=eth0 OUT= MAC=02:00:5e:00:53:01 SRC=${ip} DST=${to} LEN=40 TOS=0x00 PREC=0x00 TTL=241 ID=54321 PROTO=TCP SPT=${sourcePort} DPT=${port} WINDOW=1024 RES=0x00 SYN URGP=0`;
  return syslogLine(timeMs, host, "kernel", `[UFW BLOCK] ${packet}`);
}

/** A record of the Microsoft 365 unified audit log. */
export function auditLine(timeMs: number, fields: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({
    CreationTime: timeText(timeMs).slice(0, 19),
    RecordType: 15,
    Version: 1,
    ...fields,
  });
}

/** An alert of Suricata. */
export function eveAlert(
  timeMs: number,
  from: string,
  to: string,
  port: number,
  signature: string,
  id: number,
): string {
  return JSON.stringify({
    timestamp: `${timeText(timeMs).slice(0, 23)}000+0000`,
    flow_id: Math.trunc(timeMs / 7),
    event_type: "alert",
    src_ip: from,
    src_port: 40_000 + (id % 20_000),
    dest_ip: to,
    dest_port: port,
    proto: "TCP",
    alert: {
      action: "allowed",
      gid: 1,
      signature_id: id,
      rev: 3,
      signature,
      category: "Web Application Attack",
      severity: 1,
    },
    flow: { src_ip: from, dest_ip: to, src_port: 40_000 + (id % 20_000), dest_port: port },
  });
}

/** What Suricata says of itself every now and then, whether anything happened or not. */
export function eveStats(timeMs: number, uptimeSeconds: number): string {
  return JSON.stringify({
    timestamp: `${timeText(timeMs).slice(0, 23)}000+0000`,
    event_type: "stats",
    stats: { uptime: uptimeSeconds, capture: { kernel_packets: uptimeSeconds * 210, kernel_drops: 0 } },
  });
}
