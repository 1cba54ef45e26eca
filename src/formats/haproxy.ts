/**
 * HAProxy traffic lines: `client:port [accept date] frontend backend/server timers ...`, HTTP or TCP, as a message of
 * program haproxy or bare. The client and every number are HAProxy's; captured headers in braces and the quoted request
 * at the end are the client's.
 * @module
 */
import { parseHostPort } from "../base/address.ts";
import { parseClf } from "../base/time.ts";
import type { Event } from "../model/event.ts";
import { fieldBag } from "../model/fields.ts";
import { type Logsource, logsource } from "../model/logsource.ts";
import type { Found, LineFormat, MessageFormat, ReadContext } from "./format.ts";
import { toEvent } from "./format.ts";
import { parseRequestLine, unescapeQuoted, webFields } from "./web.ts";

const HTTP: Logsource = logsource({ category: "webserver", product: "haproxy" });
const TCP: Logsource = logsource({ product: "haproxy", service: "tcp" });

const HEAD =
  /^([0-9a-fA-F:.]{3,45}|\[[0-9a-fA-F:.]{2,45}\]):(\d{1,5}) \[(\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d)(?:\.\d{1,6})?\] ([^ ]{1,128}) ([^ /]{1,128})\/([^ ]{1,128}) /;
const HTTP_REST =
  /^[-+\d]+(?:\/[-+\d]+){3,4} (-?\d{1,4}) \+?(\d{1,18}) [^ ]{1,128} [^ ]{1,128} ([A-Za-z-]{4}) [+\d]+(?:\/[+\d]+){4} \d+\/\d+ (?:\{.*\} )?"(.*)(?:"|$)/;
const TCP_REST = /^[-+\d]+(?:\/[-+\d]+){2} \+?(\d{1,18}) ([A-Za-z-]{2}) [+\d]+(?:\/[+\d]+){4} \d+\/\d+\s*$/;

/** Reads bare HAProxy lines. */
export const haproxyLine: LineFormat = {
  name: "haproxy-line",
  title: "HAProxy traffic line without a carrier",
  kind: "line",
  read: readHaproxy,
};

/** Reads the messages of program haproxy. */
export const haproxy: MessageFormat = {
  name: "haproxy",
  title: "HAProxy traffic and status messages",
  kind: "message",
  accepts: (program) => program === "haproxy",
  read: (message, context) => readHaproxy(message.text, context),
};

function readHaproxy(line: string, context: ReadContext): Event | null {
  const head = HEAD.exec(line);
  if (head === null) return null;
  const ip = parseHostPort(head[1] ?? "")?.ip ?? null;
  const time = parseClf(head[3] ?? "", context.zoneMinutes);
  if (ip === null || time === null) return null;
  const rest = line.slice(head[0].length);
  const found = httpOf(rest, ip) ?? tcpOf(rest);
  if (found === null) return null;
  found.fields["source.port"] = Number(head[2]);
  found.fields["haproxy.frontend"] = head[4] ?? "";
  found.fields["haproxy.backend"] = head[5] ?? "";
  found.fields["haproxy.server"] = head[6] ?? "";
  return toEvent({ ...found, format: "haproxy", time, origin: ip });
}

type Part = Pick<Found, "why" | "logsource" | "verdict" | "fields">;

/** A termination state that begins with P: the proxy itself refused, by rule or by limit. */
function httpOf(rest: string, ip: string): Part | null {
  const m = HTTP_REST.exec(rest);
  if (m === null) return null;
  const request = parseRequestLine(unescapeQuoted(m[4] ?? ""));
  const status = Number(m[1]);
  const fields = webFields({
    ip,
    ...request,
    status: status < 0 ? null : status,
    bytes: Number(m[2]),
    referrer: null,
    agent: null,
    user: null,
    host: null,
  });
  const denied = m[3]?.startsWith("PR") === true && status === 403;
  return { why: "HAProxy HTTP line", logsource: HTTP, verdict: denied ? "denied" : null, fields };
}

function tcpOf(rest: string): Part | null {
  const m = TCP_REST.exec(rest);
  if (m === null) return null;
  const fields = fieldBag();
  fields["event.action"] = "connection";
  fields["network.transport"] = "tcp";
  fields["sc-bytes"] = Number(m[1]);
  return {
    why: "HAProxy TCP line",
    logsource: TCP,
    verdict: m[2]?.startsWith("PR") === true ? "denied" : null,
    fields,
  };
}
