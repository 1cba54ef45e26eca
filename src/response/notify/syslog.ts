/**
 * Syslog: one RFC 5424 message per event, by UDP (RFC 5426) or by TCP with octet counting (RFC 6587, 3.4.1). Neither
 * answers: "sent" means handed to the network, for TCP that the connection was closed in order.
 * @module
 */
import { createSocket } from "node:dgram";
import { lookup } from "node:dns/promises";
import { connect, isIPv6 } from "node:net";
import { hostname } from "node:os";
import type { Level } from "../../model/alert.ts";
import { type Channel, type ChannelSettings, SEND_TIMEOUT_MS } from "./channel.ts";
import type { Told, ToldEvent } from "./message.ts";

export interface SyslogTarget {
  readonly host: string;
  readonly port: number;
  readonly protocol: "udp" | "tcp";
}

/** security/authorization messages */
const FACILITY = 10;
/** RFC 5424, 6.2.1. */
const SEVERITY: Readonly<Record<Level, number>> = {
  informational: 6,
  low: 5,
  medium: 4,
  high: 3,
  critical: 2,
};
/** What receivers should take (RFC 5424, 6.1). */
const MAX_BYTES = 2048;
/** The enterprise number that RFC 5612 sets aside for documentation: Vigie has none of its own. */
const DATA_ID = "vigie@32473";

/** @example syslogChannel(settings, { host: "192.0.2.9", port: 514, protocol: "tcp" }) */
export function syslogChannel(settings: ChannelSettings, target: SyslogTarget): Channel {
  const send = target.protocol === "udp" ? sendUdp : sendTcp;
  return { ...settings, send: (told) => send(syslogMessages(told, hostname(), process.pid), target) };
}

/** The messages of a notice: one for each event, one for what is only counted. */
export function syslogMessages(told: Told, host: string, pid: number): readonly Buffer[] {
  const head = (level: Level, kind: string): string =>
    `<${FACILITY * 8 + SEVERITY[level]}>1 ${told.time} ${token(host, 255)} vigie ${pid} ${kind}`;
  const messages = told.events.map((event, i) =>
    bounded(
      `${head(event.level, event.kind)} ${dataOf(event, `${told.id}/${i}`)} \ufeff${event.text} ${event.next}`,
    ),
  );
  for (const [kind, count] of Object.entries(told.more))
    messages.push(
      bounded(
        `${head(told.level, kind)} ${element({ notice: `${told.id}/${kind}`, kind, count: String(count) })}`,
      ),
    );
  return messages;
}

function dataOf(event: ToldEvent, notice: string): string {
  const { kind, level, id, count, again, details } = event;
  const own = { notice, kind, level, id: id ?? "", count: String(count), again: String(again) };
  return element({ ...own, ...details });
}

function element(values: Readonly<Record<string, string>>): string {
  const known = Object.entries(values).filter(([, value]) => value !== "");
  return `[${DATA_ID}${known.map(([key, value]) => ` ${key}="${parameter(value)}"`).join("")}]`;
}

/** RFC 5424, 6.3.3: a quote, a backslash and a closing bracket are escaped; controls were spelled out before. */
function parameter(value: string): string {
  return value.replace(/[\x00-\x1f\x7f]/g, " ").replace(/["\\\]]/g, "\\$&");
}

/** Printable ASCII without blanks. */
function token(text: string, max: number): string {
  return text.replace(/[^\x21-\x7e]/g, "").slice(0, max) || "-";
}

/** Cut where a character begins. The structured data stands first and is bounded by the details' own bounds. */
function bounded(text: string): Buffer {
  const bytes = Buffer.from(text);
  if (bytes.length <= MAX_BYTES) return bytes;
  let end = MAX_BYTES;
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.subarray(0, end);
}

async function sendUdp(messages: readonly Buffer[], { host, port }: SyslogTarget): Promise<void> {
  const { address } = await lookup(host);
  const socket = createSocket(isIPv6(address) ? "udp6" : "udp4");
  try {
    for (const message of messages)
      await new Promise<void>((done, failed) => {
        socket.once("error", failed);
        socket.send(message, port, address, (error) => (error === null ? done() : failed(error)));
      });
  } finally {
    socket.close();
  }
}

function sendTcp(messages: readonly Buffer[], { host, port }: SyslogTarget): Promise<void> {
  return new Promise((done, failed) => {
    const socket = connect({ host, port });
    const late = setTimeout(() => socket.destroy(new Error("no answer in time")), SEND_TIMEOUT_MS);
    socket.on("error", failed);
    socket.on("close", (hadError) => {
      clearTimeout(late);
      if (!hadError) done();
    });
    socket.resume(); // receivers say nothing; what they say is not kept
    socket.on("connect", () => {
      for (const message of messages)
        socket.write(Buffer.concat([Buffer.from(`${message.length} `), message]));
      socket.end();
    });
  });
}
