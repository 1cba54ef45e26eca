/**
 * Linux audit records: `type=SYSCALL msg=audit(time:serial): key=value ...`, and laurel's JSON of a whole event. The
 * kernel quotes safe texts and writes all others as hexadecimal, so that no argument can add a key.
 * @module
 */
import { parseAddress } from "../base/address.ts";
import type { Event } from "../model/event.ts";
import { type FieldBag, type FieldValue, fieldBag } from "../model/fields.ts";
import { type Logsource, logsource } from "../model/logsource.ts";
import type { JsonFormat, JsonObject, LineFormat } from "./format.ts";
import { toEvent } from "./format.ts";
import { epochMs, toList, toNumber, toObject, toText } from "./json-value.ts";

/** Reads raw audit records. */
export const auditd: LineFormat = {
  name: "auditd",
  title: "Linux audit record",
  kind: "line",
  embeddable: true,
  read: readAuditd,
};

/** Reads laurel's JSON. */
export const laurel: JsonFormat = {
  name: "laurel",
  title: "Linux audit event in laurel's JSON",
  kind: "json",
  read: readLaurel,
};

const AUDITD: Logsource = logsource({ product: "linux", service: "auditd" });
const LOGIN: Logsource = logsource({ category: "authentication", product: "linux", service: "auditd" });
const EXEC: Logsource = logsource({ category: "process_creation", product: "linux", service: "auditd" });

const HEAD =
  /^(?:node=[^ ]{1,255} )?type=([A-Z0-9_]{2,32}|UNKNOWN\[\d+\]) msg=audit\((\d{1,12}\.\d{3}):(\d{1,12})\): ?/;
const PAIR = /([A-Za-z0-9_\-[\]]{1,64})=(?:"([^"]*)"|'([^']*)'?|([^ '"\u001d]*))(?=[ \u001d]|[A-Z]+=|$)/y;
const MAX_PAIRS = 512;

function readAuditd(line: string): Event | null {
  const head = HEAD.exec(line);
  if (head === null) return null;
  const fields = fieldBag();
  const type = head[1] ?? "";
  fields["type"] = type;
  addPairs(fields, line, head[0].length, type);
  fields["process.pid"] = toNumber(fields["pid"]) ?? undefined;
  fields["process.name"] = toText(fields["comm"]) ?? undefined;
  if (type === "EXECVE") fields["CommandLine"] = argumentsOf(fields).join(" ");
  const login = readLogin(type, fields);
  return toEvent({
    format: "auditd",
    why: `audit record of type ${type}`,
    time: epochMs(Number(head[2])),
    origin: login && fields["event.reason"] === undefined ? parseAddress(toText(fields["addr"]) ?? "") : null,
    logsource: login ? LOGIN : AUDITD,
    fields,
  });
}

/** `msg='...'` of user records holds pairs itself. */
function addPairs(fields: FieldBag, line: string, start: number, type: string): void {
  let at = start;
  for (let seen = 0; at < line.length && seen < MAX_PAIRS; seen++) {
    PAIR.lastIndex = at;
    const match = PAIR.exec(line);
    if (match === null) {
      at = nextWord(line, at);
      continue;
    }
    const key = match[1] ?? "";
    if (key === "msg" && match[3] !== undefined && type !== INNER) addPairs(fields, match[3], 0, INNER);
    else if (fields[key] === undefined) fields[key] = textOf(key, match, type);
    else if (key === "addr" && fields[key] !== textOf(key, match, type))
      fields["event.reason"] = "ambiguous origin"; // some program did not encode a name
    at = skipBlanks(line, at + match[0].length);
  }
}

function nextWord(line: string, at: number): number {
  const blank = line.indexOf(" ", at);
  return blank < 0 ? line.length : blank + 1;
}

function skipBlanks(line: string, at: number): number {
  let next = at;
  while (line.charCodeAt(next) === 32 || line.charCodeAt(next) === 29) next++;
  return next;
}

/** The text of a user record, inside which no other follows. */
const INNER = "";
const ARGUMENT = /^a\d{1,5}(?:\[\d+\])?$/;
const ENCODED: ReadonlySet<string> = new Set(
  "exe comm cmd name cwd proctitle key acct data path ocomm dir".split(" "),
);
const HEX = /^(?:[0-9A-F]{2})+$/;

/** Texts that the kernel would not quote are hexadecimal; the arguments of a system call are numbers that look alike. */
function textOf(key: string, match: RegExpExecArray, type: string): string {
  const quoted = match[2] ?? match[3];
  if (quoted !== undefined) return quoted;
  const word = match[4] ?? "";
  const encoded = ENCODED.has(key) || (type === "EXECVE" && ARGUMENT.test(key));
  return encoded && HEX.test(word) ? decodeHex(word) : word;
}

function decodeHex(word: string): string {
  return Buffer.from(word, "hex").toString("utf8").replaceAll("\u0000", " ").trimEnd();
}

const MAX_ARGUMENTS = 512;

function argumentsOf(fields: FieldBag): string[] {
  const found: string[] = [];
  for (let i = 0; i < MAX_ARGUMENTS; i++) {
    const value = toText(fields[`a${i}`]);
    if (value === null) break;
    found.push(value);
  }
  return found;
}

const LOGIN_TYPES: ReadonlySet<string> = new Set(["USER_AUTH", "USER_LOGIN", "USER_ERR"]);

function readLogin(type: string, fields: FieldBag): boolean {
  if (!LOGIN_TYPES.has(type)) return false;
  const result = fields["res"] ?? fields["result"];
  fields["event.action"] = "login";
  fields["event.outcome"] = result === "success" || result === "1" ? "success" : "failure";
  fields["user.name"] = toText(fields["acct"]) ?? undefined;
  return true;
}

const LAUREL_ID = /^(\d{1,12}\.\d{3}):\d{1,12}$/;
const CALL_FIELDS =
  "exe comm key auid uid gid euid suid fsuid egid tty pid ppid success exit syscall SYSCALL ARCH AUID UID EUID".split(
    " ",
  );

function readLaurel(object: JsonObject): Event | null {
  const id = LAUREL_ID.exec(toText(object["ID"]) ?? "");
  if (id === null) return null;
  const call = toObject(object["SYSCALL"]);
  const exec = toObject(object["EXECVE"]);
  const fields = fieldBag();
  fields["type"] = Object.keys(object).filter((key) => /^[A-Z_]{3,32}$/.test(key) && key !== "ID");
  for (const name of CALL_FIELDS) if (call?.[name] !== undefined) fields[name] = call[name];
  const argv = toList(exec?.["ARGV"] ?? exec?.["argv"]);
  for (const [i, value] of argv.slice(0, MAX_ARGUMENTS).entries()) fields[`a${i}`] = value;
  addPaths(fields, object);
  const executed = argv.length > 0 || exec?.["ARGV_STR"] !== undefined;
  if (executed) addProcess(fields, object, argv, toText(exec?.["ARGV_STR"]));
  return toEvent({
    format: "laurel",
    why: "audit event of laurel",
    time: epochMs(Number(id[1])),
    origin: null,
    logsource: executed ? EXEC : AUDITD,
    fields,
    raw: object,
  });
}

function addPaths(fields: FieldBag, object: JsonObject): void {
  const paths = toList(object["PATH"]).map(toObject);
  const names = paths.map((path) => toText(path?.["name"])).filter((name) => name !== null);
  if (names.length > 0) fields["name"] = names;
}

function addProcess(
  fields: FieldBag,
  object: JsonObject,
  argv: readonly FieldValue[],
  joined: string | null,
): void {
  const call = toObject(object["SYSCALL"]);
  const parent = toObject(object["PPID"]) ?? toObject(call?.["PPID"]);
  fields["CommandLine"] = joined ?? argv.map((value) => toText(value) ?? "").join(" ");
  fields["Image"] = toText(call?.["exe"]) ?? undefined;
  fields["ParentImage"] = toText(parent?.["EXE"] ?? parent?.["exe"]) ?? undefined;
  fields["User"] = toText(call?.["UID"]) ?? undefined;
  fields["CurrentDirectory"] = toText(toObject(object["CWD"])?.["cwd"]) ?? undefined;
  fields["process.name"] = toText(call?.["comm"]) ?? undefined;
  fields["process.pid"] = toNumber(call?.["pid"]) ?? undefined;
}
