/**
 * Reads vigie.yaml; every message names file:line:column.
 * @module
 */
import { readFileSync } from "node:fs";
import { dirname, isAbsolute, matchesGlob, relative, resolve } from "node:path";
import { isMap, isNode, isScalar, LineCounter, parseDocument, visit } from "yaml";
import type * as z from "zod";
import { errorText, type Place, type Problem, problem, systemCode } from "../base/errors.ts";
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
 * @param formats names that a source may give as its format; null takes any
 * @returns the configuration, or every problem in it
 * @example const loaded = loadConfig("vigie.yaml")
 */
export function loadConfig(
  file: string,
  formats: readonly string[] | null = null,
): Result<LoadedConfig, readonly Problem[]> {
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
  return parseConfig(text, file, formats);
}

/** Reads the text of a configuration; `file` names it in problems. */
export function parseConfig(
  text: string,
  file: string,
  formats: readonly string[] | null = null,
): Result<LoadedConfig, readonly Problem[]> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const [wrong] = document.errors;
  if (wrong !== undefined) {
    const at = wrong.linePos?.[0];
    const place = at === undefined ? { file } : { file, line: at.line, column: at.col };
    return err([problem("config", place, wrong.message.split("\n")[0] ?? "", "correct the YAML")]);
  }
  const value = plainValue(document, lines, file);
  if (!value.ok) return value;
  const parsed = configSchema.safeParse(value.value ?? {});
  if (!parsed.success)
    return err(parsed.error.issues.map((issue) => issueProblem(issue, file, document, lines)));
  const unknown = unknownFormats(parsed.data, formats).map(({ path, text: reason }) => {
    const { line, col } = lines.linePos(offsetOf(document, path));
    return problem("config", { file, line, column: col }, reason, "vigie scan --help lists them");
  });
  return unknown.length > 0 ? err(unknown) : ok({ config: parsed.data, folder: dirname(resolve(file)) });
}

/** The plain value; aliases that lead nowhere, or that would unfold into a bomb, are refused. */
function plainValue(
  document: ReturnType<typeof parseDocument>,
  lines: LineCounter,
  file: string,
): Result<unknown, readonly Problem[]> {
  try {
    return ok(document.toJS({ maxAliasCount: 100 }));
  } catch (error) {
    const reason = errorText(error);
    const place = firstAlias(document, lines, file);
    return err([problem("config", place, reason, "write the values out instead of using aliases")]);
  }
}

function firstAlias(document: ReturnType<typeof parseDocument>, lines: LineCounter, file: string): Place {
  let offset = 0;
  visit(document, {
    Alias(_key, node) {
      offset = node.range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  const { line, col } = lines.linePos(offset);
  return { file, line, column: col };
}

/** A format that does not exist would read nothing at all. */
function unknownFormats(
  config: Config,
  formats: readonly string[] | null,
): readonly { readonly path: readonly string[]; readonly text: string }[] {
  if (formats === null) return [];
  const { syslog, http, journald } = config.listen;
  const named = [
    ...entriesAt(["sources"], config.sources),
    ...entriesAt(["listen", "syslog"], syslog),
    ...entriesAt(["listen", "http", "sources"], http?.sources ?? []),
    ...entriesAt(["listen", "journald"], journald),
  ];
  return named.flatMap(({ path, format }) =>
    format === undefined || formats.includes(format)
      ? []
      : [{ path, text: `${path.join(".")}: there is no format "${format}"` }],
  );
}

function entriesAt(
  path: readonly string[],
  entries: readonly { readonly format?: string | undefined }[],
): readonly { readonly path: readonly string[]; readonly format: string | undefined }[] {
  return entries.map(({ format }, i) => ({ path: [...path, String(i), "format"], format }));
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
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

/** The entry of `sources` that a file falls under, or null. */
export function sourceConfigOf(loaded: LoadedConfig, file: string): SourceConfig | null {
  const whole = resolve(file);
  const path = relative(loaded.folder, whole);
  const fits = (pattern: string): boolean => matchesGlob(isAbsolute(pattern) ? whole : path, pattern);
  return loaded.config.sources.find((source) => fits(source.path)) ?? null;
}

/** Paths of the configuration's rules, made absolute. */
export function rulePaths(loaded: LoadedConfig): readonly string[] {
  return loaded.config.rules.map((path) => resolve(loaded.folder, path));
}
