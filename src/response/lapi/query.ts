/**
 * What a bouncer asks for. The query string is written by a client that showed a key; it may still be anything: what is not
 * known is ignored, what is known and makes no sense is refused.
 * @module
 */
import { parseBlock } from "../../base/interval.ts";
import { err, ok, type Result } from "../../base/result.ts";
import type { ForceRow } from "../../store/changes.ts";
import { type Scope, scopeOf } from "./value.ts";
import { ORIGIN, scenarioOf, TYPE } from "./wire.ts";

/** Filters that both endpoints know. */
export interface Filter {
  readonly scopes: ReadonlySet<Scope>;
  /** False when an origin is asked for that is not ours, or a type that we never decide. */
  readonly possible: boolean;
  /** Lower-case parts of scenario names; any of these, when there are some. */
  readonly containing: readonly string[];
  /** None of these. */
  readonly notContaining: readonly string[];
}

export interface StreamQuery {
  readonly startup: boolean;
  readonly dedup: boolean;
  readonly filter: Filter;
}

export interface LiveQuery {
  readonly filter: Filter;
  /** Canonical address or range, or null. */
  readonly around: string | null;
  /** What contains `around`; else what `around` contains. */
  readonly contains: boolean;
  readonly value: string | null;
  readonly afterId: number;
  readonly offset: number;
  readonly limit: number;
}

/** More parts of names than anybody asks for; each is compared with each decision. */
const MAX_WORDS = 50;

/** Reads the query of `/v1/decisions/stream`. */
export function readStreamQuery(query: URLSearchParams, ranges: boolean): StreamQuery {
  return {
    startup: flag(query, "startup", false),
    dedup: flag(query, "dedup", true),
    filter: readFilter(query, ranges),
  };
}

/** Reads the query of `/v1/decisions`. Errors: one sentence for the client. */
export function readLiveQuery(query: URLSearchParams): Result<LiveQuery, string> {
  const asked = query.get("ip") || query.get("range") || null;
  const around = asked === null ? null : (parseBlock(asked)?.value ?? null);
  if (asked !== null && around === null) return err("ip and range expect an address or a range");
  const numbers = ["id_gt", "offset", "limit"].map((name) => wholeNumber(query.get(name)));
  const [afterId = 0, offset = 0, limit = 0] = numbers.map((value) => value ?? 0);
  if (numbers.includes(null)) return err("limit, offset and id_gt expect whole numbers from 0 on");
  return ok({
    filter: readFilter(query, true),
    around,
    contains: flag(query, "contains", true),
    value: query.get("value") || null,
    afterId,
    offset,
    limit: limit === 0 ? Number.POSITIVE_INFINITY : limit,
  });
}

function readFilter(query: URLSearchParams, ranges: boolean): Filter {
  const scopes = list(query, "scopes").concat(list(query, "scope"));
  const serves = (scope: Scope): boolean => scopes.length === 0 || scopes.includes(scope.toLowerCase());
  const origins = list(query, "origins");
  const types = list(query, "type");
  return {
    scopes: new Set((["Ip", "Range"] as const).filter((one) => serves(one) && (one === "Ip" || ranges))),
    possible:
      (origins.length === 0 || origins.includes(ORIGIN)) && (types.length === 0 || types.includes(TYPE)),
    containing: list(query, "scenarios_containing"),
    notContaining: list(query, "scenarios_not_containing"),
  };
}

/** Whether the filter lets every address through, so that what was not sent is not in force. */
export function isWhole({ scopes, possible, containing, notContaining }: Filter): boolean {
  return possible && scopes.has("Ip") && containing.length === 0 && notContaining.length === 0;
}

/** The scope under which a decision leaves; null when it does not pass, or must not leave at all. */
export function admit(row: ForceRow, filter: Filter): Scope | null {
  const scope = scopeOf(row.value);
  if (scope === null || !filter.possible || !filter.scopes.has(scope)) return null;
  const scenario = scenarioOf(row.behaviour);
  const holds = (word: string): boolean => scenario.includes(word);
  if (filter.containing.length > 0 && !filter.containing.some(holds)) return null;
  return filter.notContaining.some(holds) ? null : scope;
}

/** A comma list, in lower case; repeated parameters are joined. */
function list(query: URLSearchParams, name: string): readonly string[] {
  const words = query.getAll(name).flatMap((text) => text.split(","));
  const known = words.map((word) => word.trim().toLowerCase()).filter((word) => word !== "");
  return known.slice(0, MAX_WORDS);
}

function flag(query: URLSearchParams, name: string, otherwise: boolean): boolean {
  const text = query.get(name)?.toLowerCase();
  if (text === "true" || text === "1") return true;
  return text === "false" || text === "0" ? false : otherwise;
}

/** 0 when it is absent, null when it is no whole number. */
function wholeNumber(text: string | null): number | null {
  if (text === null || text === "") return 0;
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
}
