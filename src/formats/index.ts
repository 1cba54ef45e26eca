/**
 * Every format Vigie reads.
 * @module
 */
import type { Format } from "./format.ts";
import { otherFallbacks, otherFormats } from "./list-other.ts";
import { systemFallbacks, systemFormats } from "./list-system.ts";
import { Registry } from "./registry.ts";

/** The specific formats: at most one of them fits a record. */
export const formats: readonly Format[] = [...systemFormats, ...otherFormats];
/** The generic ones, tried when nothing specific fits. */
const fallbacks: readonly Format[] = [...systemFallbacks, ...otherFallbacks];

/** Names for `--format`, sorted. */
export function formatNames(): readonly string[] {
  const names = [...formats, ...fallbacks]
    .filter((format) => format.kind !== "carrier")
    .map((format) => format.name);
  return [...new Set(names)].sort();
}

/**
 * A registry of all formats, or of one only (and the carriers its messages come in).
 * @example createRegistry().read(line, context)
 */
export function createRegistry(only: string | null = null): Registry {
  if (only === null) return new Registry(formats, fallbacks);
  const wanted = [...formats, ...fallbacks].filter(
    (format) => format.kind === "carrier" || format.name === only,
  );
  return new Registry(wanted);
}
