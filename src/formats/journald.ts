/**
 * The systemd journal as JSON (`journalctl -o json`, systemd-journal-upload).
 * Fields that begin with `_` are the journal's own; the others, the program's name among them, are set by the sender.
 * So `SYSLOG_IDENTIFIER` counts when the superuser sent it or when it is a name of the process that sent it, `_COMM`, or
 * when the record does not say who sent it; otherwise the program is the process. A user can still give his own process
 * a daemon's name: the journal alone cannot tell that, `_UID` stays readable for rules.
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
  const stated = plain(object["SYSLOG_IDENTIFIER"]);
  if (stated === null || own === null || plain(object["_UID"]) === "0") return stated ?? own;
  return isNameOf(stated, own) ? stated : own;
}

/**
 * Whether a program named so runs as this process: its name (of which the kernel keeps 15 bytes), the last part of a path
 * ("postfix/smtpd" is smtpd), or with a part or version behind ("sshd-session" is sshd, "exim4" is exim).
 */
function isNameOf(stated: string, comm: string): boolean {
  const name = stated.slice(stated.lastIndexOf("/") + 1);
  if (name.slice(0, 15) === comm) return true;
  const [short, long] = name.length < comm.length ? [name, comm] : [comm, name];
  return (
    short !== "" && long.startsWith(short) && /^(?:-[a-z-]{1,32}|\d{1,2})$/.test(long.slice(short.length))
  );
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
