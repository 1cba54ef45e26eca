/**
 * Reads vigie.yaml; every message names file:line:column.
 * @module
 */
import { readFileSync } from "node:fs";
import { dirname, join, matchesGlob, relative, resolve } from "node:path";
import { isMap, isScalar, LineCounter, parseDocument } from "yaml";
import type * as z from "zod";
import { type Problem, problem, systemCode } from "../base/errors.ts";
import { err, ok, type Result } from "../base/result.ts";
import { type Config, configSchema, type SourceConfig } from "./schema.ts";

/** A configuration and the folder that its paths are relative to. */
export interface LoadedConfig {
  readonly config: Config;
  readonly folder: string;
}

/** What holds where no file is named. */
export function defaultConfig(): LoadedConfig {
  return { config: configSchema.parse({}), folder: process.cwd() };
}

const MAX_BYTES = 1024 * 1024;

/**
 * @returns the configuration, or every problem in it
 * @example const loaded = loadConfig("vigie.yaml")
 */
export function loadConfig(file: string): Result<LoadedConfig, readonly Problem[]> {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const missing = systemCode(error) === "ENOENT";
    const what = missing ? "there is no such file" : "cannot be read";
    return err([
      problem(missing ? "not-found" : "unreadable", { file }, what, "check the path after --config"),
    ]);
  }
  if (text.length > MAX_BYTES)
    return err([problem("too-large", { file }, "is larger than 1 MiB", "is this vigie.yaml?")]);
  return parseConfig(text, file);
}

/** Reads the text of a configuration; `file` names it in problems. */
export function parseConfig(text: string, file: string): Result<LoadedConfig, readonly Problem[]> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const [wrong] = document.errors;
  if (wrong !== undefined) {
    const at = wrong.linePos?.[0];
    const place = at === undefined ? { file } : { file, line: at.line, column: at.col };
    return err([problem("config", place, wrong.message.split("\n")[0] ?? "", "correct the YAML")]);
  }
  const parsed = configSchema.safeParse(document.toJS({ maxAliasCount: 100 }) ?? {});
  if (parsed.success) return ok({ config: parsed.data, folder: dirname(resolve(file)) });
  return err(parsed.error.issues.map((issue) => issueProblem(issue, file, document, lines)));
}

function issueProblem(
  issue: z.core.$ZodIssue,
  file: string,
  document: ReturnType<typeof parseDocument>,
  lines: LineCounter,
): Problem {
  const path = issue.path.map(String);
  const unknown = issue.code === "unrecognized_keys" ? issue.keys[0] : undefined;
  const offset = offsetOf(document, unknown === undefined ? path : [...path, unknown]);
  const { line, col } = lines.linePos(offset);
  const name = [...path, ...(unknown === undefined ? [] : [unknown])].join(".") || "the file";
  const remedy =
    unknown === undefined
      ? "see docs/configuration.md"
      : "remove it, or check its spelling in docs/configuration.md";
  return problem("config", { file, line, column: col }, `${name}: ${issue.message}`, remedy);
}

/** Where a path stands: its key in a map, else its value, else the nearest thing around it. */
function offsetOf(document: ReturnType<typeof parseDocument>, path: readonly string[]): number {
  for (let length = path.length; length > 0; length--) {
    const parent = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    if (isMap(parent)) {
      const pair = parent.items.find(
        (item) => isScalar(item.key) && String(item.key.value) === path[length - 1],
      );
      if (pair !== undefined && isScalar(pair.key) && pair.key.range) return pair.key.range[0];
    }
    const node = document.getIn(path.slice(0, length), true);
    if (isScalar(node) && node.range) return node.range[0];
  }
  return 0;
}

/** The entry of `sources` that a file falls under, or null. */
export function sourceConfigOf(loaded: LoadedConfig, file: string): SourceConfig | null {
  const path = relative(loaded.folder, resolve(file));
  return loaded.config.sources.find((source) => matchesGlob(path, source.path)) ?? null;
}

/** Paths of the configuration's rules, made absolute. */
export function rulePaths(loaded: LoadedConfig): readonly string[] {
  return loaded.config.rules.map((path) => join(loaded.folder, path));
}
