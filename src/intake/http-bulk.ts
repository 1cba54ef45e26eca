/**
 * Elasticsearch's _bulk: pairs of an action line and a document line.
 * @module
 */
import { err, ok, type Result } from "../base/result.ts";
import type { Refusal } from "./http-body.ts";

const LF = 10;
const ACTIONS = ["index", "create", "update", "delete"] as const;
const MAX_ITEMS = 100_000;

export interface BulkItem {
  readonly action: (typeof ACTIONS)[number];
  /** The index that the sender named; it decides nothing. */
  readonly index: string;
  readonly id: string | null;
  /** The document as it was sent; null for a deletion, which is not obeyed. */
  readonly document: Buffer | null;
}

/**
 * Reads a body. Documents are taken as they are, also when they are no JSON: what was logged is not lost because a
 * shipper wrote it badly. A bad action line refuses the whole request, as Elasticsearch does.
 * @param index from the path, for actions that name none
 */
export function parseBulk(body: Buffer, index: string | null): Result<readonly BulkItem[], Refusal> {
  const items: BulkItem[] = [];
  const lines = bodyLines(body);
  for (let next = lines.next(); next.done !== true; next = lines.next()) {
    const { line, number } = next.value;
    if (line.length === 0) continue;
    const found = actionOf(line);
    if (found === null)
      return err({
        status: 400,
        reason: `Malformed action/metadata line [${number}], expected {"create":{}}`,
      });
    if (items.length === MAX_ITEMS)
      return err({ status: 413, reason: `more than ${MAX_ITEMS} items; send smaller batches` });
    const document = found.action === "delete" ? null : lines.next();
    if (document?.done === true)
      return err({ status: 400, reason: `The document of line [${number}] is missing` });
    const given = found.meta["_index"];
    const id = found.meta["_id"];
    items.push({
      action: found.action,
      index: typeof given === "string" ? given.slice(0, 255) : (index ?? "vigie"),
      id: typeof id === "string" && id !== "" ? id : null,
      document: document === null ? null : document.value.line,
    });
  }
  return ok(items);
}

interface Action {
  readonly action: BulkItem["action"];
  readonly meta: Readonly<Record<string, unknown>>;
}

const MAX_ACTION_BYTES = 16 * 1024;

function actionOf(line: Buffer): Action | null {
  if (line.length > MAX_ACTION_BYTES) return null;
  try {
    const value = JSON.parse(line.toString("utf8")) as unknown;
    if (typeof value !== "object" || value === null) return null;
    const [[name, meta] = [], ...more] = Object.entries(value);
    const action = ACTIONS.find((known) => known === name);
    if (action === undefined || more.length > 0 || typeof meta !== "object" || meta === null) return null;
    return { action, meta: meta as Record<string, unknown> };
  } catch {
    return null;
  }
}

function* bodyLines(body: Buffer): Generator<{ line: Buffer; number: number }, undefined> {
  let number = 0;
  for (let start = 0; start < body.length; ) {
    const found = body.indexOf(LF, start);
    const next = found < 0 ? body.length : found;
    const end = next > start && body[next - 1] === 13 ? next - 1 : next;
    yield { line: body.subarray(start, end), number: ++number };
    start = next + 1;
  }
}

/** The answer that shippers look at: one item for each, in order, and "errors" only for what was not taken. */
export function bulkAnswer(items: readonly BulkItem[], tookMs: number): unknown {
  const answers = items.map(({ action, index, id, document }) => ({
    [action]: {
      _index: index,
      ...(id === null ? {} : { _id: id }),
      ...(document === null
        ? { status: 404, result: "not_found" }
        : { status: 201, result: "created", _version: 1, _shards: { total: 1, successful: 1, failed: 0 } }),
    },
  }));
  return { took: tookMs, errors: false, items: answers };
}
