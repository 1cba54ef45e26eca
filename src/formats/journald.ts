/**
 * The systemd journal as JSON (`journalctl -o json`, systemd-journal-upload).
 * Fields that begin with `_` are the journal's own; the others, the program's name among them, are set by the sender.
 * @module
 */
import type { FieldValue } from "../model/fields.ts";
import type { Carrier, JsonObject, Message } from "./format.ts";
import { toMessage } from "./syslog3164.ts";

const CARRIER = "journald";

export const journald: Carrier = {
  kind: "carrier",
  name: CARRIER,
  title: "systemd journal, JSON",
  unwrapJson(object): Message | null {
    if (!Object.hasOwn(object, "MESSAGE") || !isJournal(object)) return null;
    const text = messageText(object["MESSAGE"]);
    if (text === null) return null;
    const time = micros(object["_SOURCE_REALTIME_TIMESTAMP"]) ?? micros(object["__REALTIME_TIMESTAMP"]);
    return toMessage(CARRIER, time, {
      host: plain(object["_HOSTNAME"]),
      program: programOf(object),
      pid: number(object["_PID"]) ?? number(object["SYSLOG_PID"]),
      text: without(text),
    });
  },
};

function isJournal(object: JsonObject): boolean {
  return ["__REALTIME_TIMESTAMP", "__CURSOR", "_BOOT_ID", "_TRANSPORT", "_HOSTNAME"].some((key) =>
    Object.hasOwn(object, key),
  );
}

/** What a user passes through `logger` is logger's, whatever name he gives it. */
function programOf(object: JsonObject): string | null {
  const own = plain(object["_COMM"]);
  if (own === "logger" || own === "systemd-cat") return own;
  if (object["_TRANSPORT"] === "kernel") return "kernel";
  return plain(object["SYSLOG_IDENTIFIER"]) ?? own;
}

/** Text, or the bytes of text that is not valid UTF-8. */
function messageText(value: FieldValue | undefined): string | null {
  if (typeof value === "string") return value;
  if (!Array.isArray(value)) return null;
  const bytes = value as readonly FieldValue[];
  const valid = bytes.every((b) => typeof b === "number" && Number.isInteger(b) && b >= 0 && b <= 255);
  return valid ? Buffer.from(bytes as readonly number[]).toString("utf8") : null;
}

function without(text: string): string {
  return text.endsWith("\n") ? text.slice(0, -1) : text;
}

function plain(value: FieldValue | undefined): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function number(value: FieldValue | undefined): number | null {
  const text = typeof value === "number" ? String(value) : value;
  return typeof text === "string" && /^\d{1,10}$/.test(text) ? Number(text) : null;
}

function micros(value: FieldValue | undefined): number | null {
  const text = typeof value === "number" ? String(value) : value;
  return typeof text === "string" && /^\d{10,16}$/.test(text) ? Math.trunc(Number(text) / 1000) : null;
}
