/**
 * The options that every benchmark takes: `npm run -s bench -- NAME [--data DIR] [--rules PATH] [--json]`.
 * @module
 */
import { globSync, statSync } from "node:fs";
import { join } from "node:path";

const SHARED = join(import.meta.dirname, "../../shared/data");

interface Text {
  readonly type: "string";
  readonly default: string;
}

interface Flag {
  readonly type: "boolean";
  readonly default: boolean;
}

export const common: { readonly data: Text; readonly rules: Text; readonly json: Flag } = {
  /** A folder laid out like the shared one; any part of it may be missing. */
  data: { type: "string", default: process.env["VIGIE_DATA"] ?? SHARED },
  /** Public Sigma rules: the same whatever the data are. */
  rules: { type: "string", default: join(SHARED, "sigma/rules") },
  json: { type: "boolean", default: false },
};

/** The largest file of a data folder that fits one of the patterns, the first that any file fits; null when none does. */
export function dataFile(data: string, ...patterns: readonly string[]): string | null {
  for (const pattern of patterns) {
    const found = globSync(join(data, pattern)).toSorted((a, b) => statSync(b).size - statSync(a).size);
    if (found[0] !== undefined) return found[0];
  }
  return null;
}
