/**
 * Runs `nft`: scripts in, JSON out (libnftables-json(5)). One call is one transaction of the kernel: all of it or nothing.
 * @module
 */
import { spawn } from "node:child_process";
import { problem, systemCode, VigieError } from "../../base/errors.ts";
import { parseBlock } from "../../base/interval.ts";
import { err, ok, type Result } from "../../base/result.ts";
import { type Element, keyOf } from "./elements.ts";

/** An element as the kernel has it. */
export interface Present {
  readonly set: Element["set"];
  readonly first: bigint;
  readonly last: bigint;
  readonly key: string;
  /** Id of our decision; null for an element that somebody else put there. */
  readonly decision: string | null;
  /** Whole seconds; null for one without end. */
  readonly expiresS: number | null;
  readonly packets: number;
  readonly bytes: number;
}

/** Our table as the kernel has it. */
export interface Table {
  readonly elements: readonly Present[];
  /** Something stands in it that we did not make. */
  readonly foreign: boolean;
}

export const TABLE = "vigie";
const CHAIN = "blocked";
/** Our elements carry it in front of the decision's id. */
const MARK = "vigie:";

/** Sets, chain and rules; harmless when they are there already. Before routing: machines and containers behind this one are covered too. */
export const SETUP: string = `
add table inet ${TABLE}
add set inet ${TABLE} v4 { type ipv4_addr; flags interval, timeout; counter; }
add set inet ${TABLE} v6 { type ipv6_addr; flags interval, timeout; counter; }
add chain inet ${TABLE} ${CHAIN} { type filter hook prerouting priority -150; policy accept; }
flush chain inet ${TABLE} ${CHAIN}
add rule inet ${TABLE} ${CHAIN} ip saddr @v4 drop
add rule inet ${TABLE} ${CHAIN} ip6 saddr @v6 drop
`;

/** Longer than any transaction takes. */
const TIMEOUT_MS = 60_000;
/** JSON of a set of 100,000 elements has about 15 MB. */
const MAX_OUTPUT = 256 * 1024 * 1024;

/** The first line that nft says when it refuses. */
export type NftFault = string;

/**
 * @param command nft, with whatever stands before it
 * @throws VigieError when nft is missing, not permitted, or does not come back
 */
export async function runNft(
  command: readonly string[],
  args: readonly string[],
  script: string | null,
): Promise<Result<string, NftFault>> {
  const [program = "nft", ...before] = command;
  const child = spawn(program, [...before, ...args], {
    env: { ...process.env, LC_ALL: "C", PATH: `${process.env["PATH"] ?? ""}:/usr/sbin:/sbin` },
  });
  const timer = setTimeout(() => child.kill("SIGKILL"), TIMEOUT_MS); // spawn's own goes on when nothing was started
  const out: Buffer[] = [];
  const errors: Buffer[] = [];
  let size = 0;
  child.stdout.on("data", (piece: Buffer) => {
    size += piece.length;
    if (size > MAX_OUTPUT) child.kill();
    else out.push(piece);
  });
  child.stderr.on("data", (piece: Buffer) => void (errors.length < 64 && errors.push(piece)));
  child.stdin.on("error", () => {}); // it may end before it has read everything; its exit code tells
  child.stdin.end(script ?? "");
  const code = await new Promise<number | null>((done, fail) => {
    child.on("error", (error) => fail(missing(program, error)));
    child.on("close", done);
  }).finally(() => clearTimeout(timer));
  if (code === 0) return ok(Buffer.concat(out).toString("utf8"));
  const text = Buffer.concat(errors).toString("utf8").split("\n")[0] ?? "";
  if (/not permitted|permission denied|must be root/i.test(text)) throw refused(text);
  if (code === null) throw trouble(program, "was ended by a signal or took too long");
  return err(text || `exit code ${code}`);
}

function missing(program: string, error: unknown): VigieError {
  const absent = systemCode(error) === "ENOENT";
  const text = absent ? "is not installed" : `cannot be started (${systemCode(error) ?? String(error)})`;
  const remedy = "install nftables (Debian: apt install nftables), or let a bouncer block: docs/blocking.md";
  return new VigieError(problem(absent ? "not-found" : "unreadable", { file: program }, text, remedy));
}

function refused(text: string): VigieError {
  const remedy = "run Vigie as root, or give its service the capability CAP_NET_ADMIN";
  return new VigieError(
    problem("unreadable", { file: "nft" }, `may not change the firewall: ${text}`, remedy),
  );
}

/** Anything else that nft objects to. */
export function trouble(file: string, text: string): VigieError {
  const remedy = "look at the table: nft list table inet vigie";
  return new VigieError(problem("unreadable", { file }, text, remedy));
}

/** Our table; null when it is not there. @throws VigieError */
export async function readTable(command: readonly string[]): Promise<Table | null> {
  const listed = await runNft(command, ["-j", "list", "table", "inet", TABLE], null);
  if (!listed.ok) {
    if (/No such file or directory/.test(listed.error)) return null;
    throw trouble("nft", listed.error);
  }
  const objects = (JSON.parse(listed.value) as { readonly nftables: readonly Listed[] }).nftables;
  const elements = objects.flatMap(({ set }) =>
    set !== undefined && (set.name === "v4" || set.name === "v6")
      ? (set.elem ?? []).map((one) => presentOf(set.name as Element["set"], one))
      : [],
  );
  const others = objects.some(
    ({ set, chain, map }) =>
      map !== undefined ||
      (set !== undefined && set.name !== "v4" && set.name !== "v6") ||
      (chain !== undefined && chain.name !== CHAIN),
  );
  return { elements, foreign: others || elements.some(({ decision }) => decision === null) };
}

interface Listed {
  readonly set?: { readonly name: string; readonly elem?: readonly ListedElement[] };
  readonly chain?: { readonly name: string };
  readonly map?: unknown;
}

type Value =
  | string
  | { readonly prefix: { readonly addr: string; readonly len: number } }
  | { readonly range: readonly [string, string] };

/** An element with properties is wrapped. */
type ListedElement =
  | Value
  | {
      readonly elem: {
        readonly val: Value;
        readonly expires?: number;
        readonly comment?: string;
        readonly counter?: { readonly packets: number; readonly bytes: number };
      };
    };

function presentOf(set: Element["set"], listed: ListedElement): Present {
  const elem = typeof listed === "object" && "elem" in listed ? listed.elem : { val: listed };
  const span = spanOf(elem.val);
  const { comment = "", expires, counter } = { comment: "", expires: undefined, counter: undefined, ...elem };
  return {
    set,
    ...span,
    key: keyOf({ set, ...span }),
    decision: comment.startsWith(MARK) ? comment.slice(MARK.length) : null,
    expiresS: expires ?? null,
    packets: counter?.packets ?? 0,
    bytes: counter?.bytes ?? 0,
  };
}

function spanOf(value: Value): { readonly first: bigint; readonly last: bigint } {
  const [from, to] =
    typeof value === "string"
      ? [value, value]
      : "prefix" in value
        ? [`${value.prefix.addr}/${value.prefix.len}`, `${value.prefix.addr}/${value.prefix.len}`]
        : value.range;
  const [first, last] = [parseBlock(from), parseBlock(to)];
  if (first === null || last === null) throw trouble("nft", `lists something else than addresses: ${from}`);
  return { first: first.interval.first, last: last.interval.last };
}

/** The mark of an element. */
export function commentOf(decision: string): string {
  return `${MARK}${decision}`;
}
