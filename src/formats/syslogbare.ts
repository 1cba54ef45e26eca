/**
 * Syslog lines whose time is missing or of another kind: `host program[pid]: text` as tools print the journal, and
 * daemontools' TAI64N label before `program: text`.
 * @module
 */
import type { Carrier } from "./format.ts";
import { readTag, toMessage } from "./syslog3164.ts";

const CARRIER = "syslog-bare";
const HOST = /^[A-Za-z0-9][\w.-]{0,254} (?=[\w./-]{1,64}\[\d{1,10}\]: )/;
const LABEL = /^@([0-9a-f]{16})([0-9a-f]{8}) /;
const TAI_EPOCH = 2n ** 62n;
/** TAI was ten seconds ahead of UTC in 1970; the leap seconds since then are not taken off, as tai64nlocal does. */
const TAI_AHEAD_S = 10n;

export const syslogBare: Carrier = {
  kind: "carrier",
  name: CARRIER,
  title: "syslog lines without a time, or with a TAI64N label",
  unwrapLine(line) {
    if (line.charCodeAt(0) === 64 /* @ */) return unwrapLabelled(line);
    const host = HOST.exec(line.length > 400 ? line.slice(0, 400) : line);
    if (host === null) return null;
    const tag = readTag(line.slice(host[0].length));
    return tag === null ? null : toMessage(CARRIER, null, { host: host[0].trimEnd(), ...tag });
  },
};

function unwrapLabelled(line: string): ReturnType<NonNullable<Carrier["unwrapLine"]>> {
  const label = LABEL.exec(line.slice(0, 32));
  if (label === null) return null;
  const tag = readTag(line.slice(label[0].length));
  return tag === null ? null : toMessage(CARRIER, taiMs(label), { host: null, ...tag });
}

function taiMs(label: RegExpExecArray): number | null {
  const seconds = BigInt(`0x${label[1]}`) - TAI_EPOCH - TAI_AHEAD_S;
  const ms = Number(seconds) * 1000 + Math.trunc(Number.parseInt(label[2] ?? "0", 16) / 1e6);
  return Math.abs(ms) <= 8.64e15 ? ms : null;
}
