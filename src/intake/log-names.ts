/**
 * Which files are one log: rotation gives its old lines a name each (`auth.log.1`, `auth.log-20260401.gz`), and many
 * servers begin a file each day (`u_ex260401.log`, `2026/04/01/auth.log`). Who names files decides by it how many sources
 * are counted, and nothing of what is found.
 * @module
 */
import { isAbsolute } from "node:path";
import { PACKED } from "./tail-rotated.ts";

/** A date, down to seconds: years of two or four digits, with or without marks between the parts; or seconds since 1970 after it. */
const DATE =
  /(?<!\d)(?:(?:19|20)\d\d([-_./]?)(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])|\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?=[^/\\]{0,255}$))(?:-\d{10}|[-_T]?\d\d(?:[-_:]?\d\d){0,2})?(?!\d)/g;
const TURN = /^(.+)(?:\.\d{1,3}|[-_.]\*)$/s;
/** What follows such a name is a turn of rotation, also where the present file was not given. */
const LOG = /\.(?:log|txt|json|jsonl|out|err)$/i;
/** The name by which people know a source: of a followed file its path, of others what they are called. */
export function nameOf(source: string): string {
  return source.replace(/^file:/, "");
}

/**
 * The log of each source: of files, what is the same for all that rotation or the day has parted.
 * @example logsOf(["/l/auth.log", "/l/auth.log.2.gz"]).get("/l/auth.log.2.gz") // "/l/auth.log"
 */
export function logsOf(sources: Iterable<string>): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  const logs = new Map<string, string>();
  for (const source of sources) {
    const path = nameOf(source);
    if (path === source && !isAbsolute(path)) logs.set(source, source);
    else files.set(source, path.replace(PACKED, "").replace(DATE, "*"));
  }
  const known = new Set(files.values());
  for (const [source, name] of files) logs.set(source, unturned(name, known));
  return logs;
}

function unturned(name: string, known: ReadonlySet<string>): string {
  const base = TURN.exec(name)?.[1];
  if (base === undefined) return name;
  return name.endsWith("*") || known.has(base) || LOG.test(base) ? base : name;
}
