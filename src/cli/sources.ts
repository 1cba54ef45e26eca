/**
 * Whose source a file is.
 * @module
 */
import { zoneOffset } from "../base/time.ts";
import { type LoadedConfig, sourceConfigOf } from "../config/load.ts";
import type { SourceConfig } from "../config/schema.ts";
import type { SourceFacts } from "../detect/task.ts";
import type { Input } from "../intake/input.ts";

export interface SourceOptions {
  readonly body?: string;
  readonly format?: string;
}

export interface SourceOwner {
  readonly body: string;
  /** The one format that reads it; null when each record is recognised. */
  readonly format: string | null;
  readonly zoneMinutes: number;
  /** Its entry in the configuration, when it has one. */
  readonly own: SourceConfig | null;
}

/** What the command line says of a file, else the configuration's entry for it, else the configuration's default. */
export function ownerOf(file: string, options: SourceOptions, loaded: LoadedConfig): SourceOwner {
  const own = sourceConfigOf(loaded, file) ?? null;
  return {
    body: options.body ?? own?.body ?? loaded.config.body,
    format: options.format ?? own?.format ?? null,
    zoneMinutes: zoneOffset(own?.utc_offset ?? loaded.config.utc_offset),
    own,
  };
}

/** The same for a file that is read to its end. */
export function factsOf(input: Input, options: SourceOptions, loaded: LoadedConfig): SourceFacts {
  const { body, format, zoneMinutes } = ownerOf(input.file, options, loaded);
  const { file, source, referenceMs } = input;
  return { file, source, body, referenceMs, zoneMinutes, format };
}
