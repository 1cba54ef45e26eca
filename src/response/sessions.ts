/**
 * From where people are signed in to this machine. Three ways, because none is everywhere:
 * utmp (not on newer systems, and only sessions with a terminal), systemd-logind, and the processes that sshd started
 * for people who had proved who they are. An open connection to sshd is none: every guesser has one.
 * @module
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAddress } from "../base/address.ts";
import { systemCode } from "../base/errors.ts";
import { addressText } from "../base/interval.ts";

export interface Sessions {
  readonly addresses: readonly string[];
  /** What could not be read, for a person. */
  readonly unread: readonly string[];
}

/** One way of asking: addresses, null when this machine does not offer it, or what is wrong. */
type Answer = readonly string[] | null | { readonly unread: string };

/** @param root folder before /proc, /run and /var */
export function readSessions(root = "/"): Sessions {
  const answers: readonly Answer[] = [readUtmp(root), readLogind(root), readProcesses(root)];
  const lists = answers.filter((answer) => Array.isArray(answer));
  const faults = answers.flatMap((answer) => (answer !== null && "unread" in answer ? [answer.unread] : []));
  const unread =
    lists.length === 0 && faults.length === 0
      ? ["nothing tells who is signed in (utmp, logind, /proc)"]
      : faults;
  return { addresses: [...new Set(lists.flat())], unread };
}

/** More of anything is no machine that people sign in to. */
const MAX_BYTES = 16 * 1024 * 1024;

function read(file: string): Buffer | null | { readonly unread: string } {
  try {
    const bytes = readFileSync(file);
    return bytes.length > MAX_BYTES ? { unread: `${file} is larger than 16 MiB` } : bytes;
  } catch (error) {
    const code = systemCode(error);
    // a process or session that ended while it was looked at
    return code === "ENOENT" || code === "ESRCH" ? null : { unread: `${file} cannot be read (${code})` };
  }
}

/**
 * utmp(5). glibc has two layouts: 384 bytes where it keeps 32-bit times for compatibility, 400 bytes elsewhere; the
 * fields that are read here stand alike but for the address.
 */
function readUtmp(root: string): Answer {
  const file = join(root, "var/run/utmp");
  const bytes = read(file);
  if (bytes === null || !Buffer.isBuffer(bytes)) return bytes;
  const size = [384, 400].find((length) => bytes.length % length === 0);
  if (size === undefined) return { unread: `${file} is of no known layout` };
  const found: string[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    const entry = bytes.subarray(at, at + size);
    if (entry.readInt16LE(0) !== USER_PROCESS || !isRunning(root, entry.readInt32LE(4))) continue;
    const address = utmpAddress(entry, size === 384 ? 348 : 360) ?? parseAddress(hostOf(entry));
    if (address !== null) found.push(address);
  }
  return found;
}

const USER_PROCESS = 7;

/** `ut_host`: 256 bytes, ended by a zero; a name in it is not looked up. */
function hostOf(entry: Buffer): string {
  const host = entry.subarray(76, 76 + 256);
  const end = host.indexOf(0);
  return host.toString("latin1", 0, end < 0 ? 256 : end);
}

/** `ut_addr_v6`: network order; an IPv4 address stands in its first four bytes. */
function utmpAddress(entry: Buffer, at: number): string | null {
  const bytes = entry.subarray(at, at + 16);
  if (bytes.every((byte) => byte === 0)) return null;
  if (bytes.subarray(4).every((byte) => byte === 0)) return [...bytes.subarray(0, 4)].join(".");
  return parseAddress(addressText(6, BigInt(`0x${bytes.toString("hex")}`)));
}

/** Entries of sessions that crashed stay in utmp. */
function isRunning(root: string, pid: number): boolean {
  return Buffer.isBuffer(read(join(root, "proc", String(pid), "stat")));
}

const MAX_ENTRIES = 65_536;

function names(folder: string): readonly string[] | null {
  try {
    return readdirSync(folder).slice(0, MAX_ENTRIES);
  } catch {
    return null;
  }
}

/** /run/systemd/sessions: one file of KEY=VALUE lines per session, written by logind. */
function readLogind(root: string): Answer {
  const folder = join(root, "run/systemd/sessions");
  const files = names(folder)?.filter((name) => !name.includes("."));
  if (files === undefined) return null;
  const found: string[] = [];
  for (const file of files) {
    const bytes = read(join(folder, file));
    if (bytes === null) continue;
    if (!Buffer.isBuffer(bytes)) return bytes;
    const text = bytes.toString("latin1");
    const host = /^REMOTE_HOST=(.*)$/m.exec(text)?.[1] ?? "";
    const address = parseAddress(host);
    if (address !== null && !/^STATE=closing$/m.test(text)) found.push(address);
  }
  return found;
}

/**
 * Children of sshd with another name run for somebody who is signed in; sshd leaves the client's address in their
 * environment (SSH_CONNECTION, ssh(1)). Only root may read the environment of others.
 */
function readProcesses(root: string): Answer {
  const proc = join(root, "proc");
  const pids = names(proc)?.filter((name) => /^\d+$/.test(name));
  if (pids === undefined) return null;
  const processes = new Map(
    pids.map((pid) => [pid, statOf(join(proc, pid, "stat"))] as const).filter(([, stat]) => stat !== null),
  );
  const found: string[] = [];
  for (const [pid, stat] of processes) {
    const parent = processes.get(stat?.parent ?? "");
    if (stat === null || !isServer(parent?.name) || isServer(stat.name)) continue;
    const environment = read(join(proc, pid, "environ"));
    if (environment !== null && !Buffer.isBuffer(environment)) return null; // not root: the other two ways must do
    const client = /(?:^|\0)SSH_CONNECTION=([0-9a-fA-F:.]+)/.exec(environment?.toString("latin1") ?? "")?.[1];
    const address = client === undefined ? null : parseAddress(client);
    if (address !== null) found.push(address);
  }
  return found;
}

function isServer(name: string | undefined): boolean {
  return name === "sshd" || name === "sshd-session" || name === "sshd-auth" || name === "dropbear";
}

/** Name and parent of /proc/PID/stat: "PID (NAME) STATE PARENT ..."; the name may hold anything, ")" included. */
function statOf(file: string): { readonly name: string; readonly parent: string } | null {
  const bytes = read(file);
  if (!Buffer.isBuffer(bytes)) return null;
  const text = bytes.toString("latin1");
  const end = text.lastIndexOf(")");
  const parent = text.slice(end + 2).split(" ")[1] ?? "";
  return { name: text.slice(text.indexOf("(") + 1, end), parent };
}
