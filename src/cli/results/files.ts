/**
 * Result files as the commands read them: plain, compressed or in an archive, whole and bounded.
 * @module
 */

import { readResults } from "../../ballots/results/read.ts";
import type { ResultTable } from "../../ballots/results/table.ts";
import { violationText } from "../../ballots/results/violation.ts";
import { type Problem, problem, VigieError } from "../../base/errors.ts";
import { fill } from "../../base/messages/fill.ts";
import { countText, terminalText } from "../../base/text.ts";
import { findInputs } from "../../intake/file.ts";
import { readProblem } from "../../intake/problems.ts";
import { ExitError, exit } from "../exit.ts";
import type { Output } from "../output.ts";

/** A nation's stations take 20 MB; nothing that is read at once may be larger than this, decompressed. */
const MAX_BYTES = 512 * 1024 * 1024;

/** Lists of stations have no choices; results must have some. */
type Kind = "results" | "stations";

/** Every table under the paths. @throws VigieError for a file that cannot be read, or is no result */
export async function readTables(
  paths: readonly string[],
  output: Output,
  kind: Kind = "results",
): Promise<readonly ResultTable[]> {
  const tables: ResultTable[] = [];
  for await (const { file, bytes } of wholeFiles(paths)) {
    const table = readResults(file, bytes);
    if (!table.ok) throw new VigieError(table.error);
    if (kind === "results" && table.value.choices.length === 0)
      throw new VigieError(
        problem(
          "unsupported",
          { file, line: 1 },
          "has no column of votes",
          "add a column for each choice behind the totals",
        ),
      );
    tables.push(table.value);
    output.remark(readLine(table.value, output));
  }
  if (tables.length === 0)
    throw new VigieError(problem("not-found", { file: paths.join(" ") }, "holds no file", "name a file"));
  return tables;
}

/** Files under the paths, decompressed. @throws VigieError for the first that cannot be read */
export async function* wholeFiles(
  paths: readonly string[],
): AsyncIterable<{ readonly file: string; readonly bytes: Buffer }> {
  for await (const found of findInputs(paths)) {
    if ("problem" in found) throw new VigieError(found.problem);
    const { file } = found.input;
    const pieces: Uint8Array[] = [];
    let size = 0;
    try {
      for await (const piece of found.input.open(() => {})) {
        size += piece.length;
        if (size > MAX_BYTES)
          throw new VigieError(
            problem("too-large", { file }, "holds more than 512 MiB", "split it by departement"),
          );
        pieces.push(piece);
      }
    } catch (error) {
      throw new VigieError(wholeProblem(file, error), { cause: error });
    }
    yield { file, bytes: Buffer.concat(pieces) };
  }
}

/** Of a log what came before the damage counts; of a table nothing does. */
function wholeProblem(file: string, error: unknown): Problem {
  const found = readProblem(file, error);
  if (error instanceof VigieError || found.code !== "corrupt") return found;
  return { ...found, text: "is cut off or damaged in its compressed data; nothing of it was taken" };
}

function readLine({ rows, level, choices, layout, file }: ResultTable, output: Output): string {
  const { results: m, language } = output.messages;
  const values = { rows: countText(rows.length, language), level: m.levels[level], choices: choices.length };
  return fill(m.read, { ...values, layout, file });
}

/**
 * One table that can be added up. Rows that could not be read would be missing from every sum without a word, so the
 * command ends, naming them.
 */
export async function readSound(path: string, output: Output, kind: Kind = "results"): Promise<ResultTable> {
  const [table, second] = await readTables([path], output, kind);
  if (table === undefined || second !== undefined)
    throw new VigieError(problem("usage", { file: path }, "holds several files", "name one file"));
  if (table.faults.length === 0) return table;
  const { results: m } = output.messages;
  for (const fault of table.faults.slice(0, 10)) {
    const text = `${fault.unit}: ${violationText(fault, m)}`;
    output.problem(problem("corrupt", { file: fault.file, line: fault.line }, text, m.faultyRemedy));
  }
  throw new ExitError(exit.check);
}

/** `12 345`, for a sentence. */
export function count(value: number, output: Output): string {
  return countText(value, output.messages.language);
}

/** A text of a file on a terminal. */
export function shown(text: string): string {
  return terminalText(text, 120);
}
