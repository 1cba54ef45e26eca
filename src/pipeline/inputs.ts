/**
 * Inputs of a scan: files, folders, archives and standard input, binary logs unpacked to lines.
 * @module
 */
import { type Problem, problem, VigieError } from "../base/errors.ts";
import { counted } from "../base/messages/plural.ts";
import { type EvtxLoss, EvtxReader, type EvtxRecord } from "../formats/evtx/index.ts";
import { findInputs as findStored } from "../intake/file.ts";
import type { Found } from "../intake/input.ts";

/** Everything to be read under the paths; see intake/file.ts. @example findInputs(["/var/log", "Security.evtx"]) */
export function findInputs(paths: Iterable<string>): AsyncIterable<Found> {
  return findStored(paths, { evtx: evtxLines });
}

/** So many bytes of lines are handed on at a time. */
const PIECE_BYTES = 64 * 1024;

/** One line of JSON for each record; what could not be read is told at the end. */
async function* evtxLines(pieces: AsyncIterable<Uint8Array>, file: string): AsyncIterable<Buffer> {
  const reader = new EvtxReader();
  let failure: unknown = null;
  let isEmpty = true;
  const lines = function* (records: Iterable<EvtxRecord>): Iterable<Buffer> {
    for (const piece of joined(records)) {
      isEmpty = false;
      yield piece;
    }
  };
  try {
    for await (const piece of pieces) yield* lines(reader.push(piece));
  } catch (error) {
    failure = error; // a compressed log that is cut short: first all that could be read of it
  }
  yield* lines(reader.end());
  if (failure !== null) throw failure;
  const found = lossProblem(reader.loss, file, isEmpty);
  if (found !== null) throw new VigieError(found);
}

function* joined(records: Iterable<EvtxRecord>): Iterable<Buffer> {
  let lines: string[] = [];
  let length = 0;
  for (const record of records) {
    const line = lineOf(record);
    lines.push(line);
    length += line.length;
    if (length < PIECE_BYTES) continue;
    yield Buffer.from(lines.join(""));
    lines = [];
    length = 0;
  }
  if (lines.length > 0) yield Buffer.from(lines.join(""));
}

/** The record's place in the event log stands first: it leads back to the original bytes. */
function lineOf({ offset, json }: EvtxRecord): string {
  return `${JSON.stringify({ EvtxOffset: offset, ...json })}\n`;
}

function lossProblem(loss: EvtxLoss, file: string, isEmpty: boolean): Problem | null {
  const { damagedChunks, lostRecords, lostBytes, reasons } = loss;
  const harm = [
    [damagedChunks, "damaged chunk", "damaged chunks"],
    [lostRecords, "lost record", "lost records"],
    [lostBytes, "unread byte", "unread bytes"],
  ] as const;
  const parts = harm.filter(([count]) => count > 0).map(([n, one, many]) => counted(String(n), one, many));
  if (parts.length === 0) return null;
  const text = `is damaged: ${parts.join(", ")} (${reasons[0] ?? ""}); ${isEmpty ? "nothing was read" : "the rest was read"}`;
  return problem(
    "corrupt",
    { file },
    text,
    "fetch it again from its source, or copy it after the log was closed",
  );
}
