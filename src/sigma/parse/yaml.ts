/**
 * YAML text -> plain values, bounded: rule files come from strangers.
 * @module
 */
import { loadAll, YAMLException } from "js-yaml";
import { type Problem, problem } from "../../base/errors.ts";
import { err, ok, type Result } from "../../base/result.ts";

/** Largest rule file, in characters. SigmaHQ's largest is 60 thousand. */
const MAX_FILE_CHARS = 4 * 1024 * 1024;
const MAX_DOCUMENTS = 10_000;
const MAX_DEPTH = 32;
const MAX_ALIASES = 1000;
/** Values per document, each use of an alias counted: an alias bomb stops here. */
const MAX_VALUES = 50_000;

/**
 * Reads all documents of a file; empty documents are left out as null.
 * @example parseYaml("a.yml", "a: 1\n---\nb: 2") // { ok: true, value: [{ a: 1 }, { b: 2 }] }
 */
export function parseYaml(file: string, text: string): Result<readonly unknown[], Problem> {
  if (text.length > MAX_FILE_CHARS) return tooLarge(file, "the file is larger than 4 MiB", "split it");
  let documents: readonly unknown[];
  try {
    documents = loadAll(text, { maxDepth: MAX_DEPTH, maxAliases: MAX_ALIASES });
  } catch (error) {
    if (error instanceof YAMLException) return err(syntaxProblem(file, error));
    throw error;
  }
  if (documents.length > MAX_DOCUMENTS)
    return tooLarge(file, "there are too many documents", "split the file");
  for (const document of documents) {
    if (countValues(document, MAX_DEPTH, MAX_VALUES) < 0) {
      return tooLarge(file, "a document holds too many values or is nested too deeply", "split it");
    }
  }
  return ok(documents);
}

function tooLarge(file: string, text: string, remedy: string): Result<never, Problem> {
  return err(problem("too-large", { file }, text, remedy));
}

function syntaxProblem(file: string, error: YAMLException): Problem {
  const mark = error.mark;
  const place =
    mark === undefined || mark === null ? { file } : { file, line: mark.line + 1, column: mark.column + 1 };
  const reason = error.reason.split("\n", 1)[0] ?? "syntax error";
  return problem("rule-syntax", place, `this is not valid YAML: ${reason}`, "correct the text at this place");
}

/** What is left of the budget, or a negative number as soon as it is used up. */
function countValues(value: unknown, depth: number, budget: number): number {
  if (depth < 0) return -1;
  let left = budget - 1;
  if (typeof value !== "object" || value === null) return left;
  for (const inner of Object.values(value)) {
    if (left < 0) return -1;
    left = countValues(inner, depth - 1, left);
  }
  return left;
}
