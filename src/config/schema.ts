/**
 * vigie.yaml: its shape.
 * @module
 */
import * as z from "zod";
import { type Level, levels } from "../model/alert.ts";
import { type AnnouncedTestConfig, announcedSchema } from "./announced.ts";
import { type ApiConfig, apiSchema } from "./api.ts";
import { type BlockConfig, blockSchema } from "./block.ts";
import { type HealthConfig, healthSchema } from "./health.ts";
import { type LimitsConfig, limitsSchema } from "./limits.ts";
import { type ListenConfig, listenSchema } from "./listen.ts";
import { type NotifyConfig, notifySchema } from "./notify.ts";
import { duration, name, offset, range } from "./parts.ts";

/** Logs of one body or kind; the first entry whose pattern fits a file is taken. */
export interface SourceConfig {
  /** A path or glob, relative to the folder of vigie.yaml. */
  readonly path: string;
  readonly body?: string | undefined;
  readonly format?: string | undefined;
  readonly utc_offset?: string | undefined;
  /** In a watch, silence longer than this is an alarm. */
  readonly silence?: string | undefined;
}

export interface Config {
  /** The body whose logs these are where no source says otherwise. */
  readonly body: string;
  /** The offset of times that state no zone, such as "+02:00". */
  readonly utc_offset: string;
  /** Rules besides the built-in pack, relative to the folder of vigie.yaml. */
  readonly rules: readonly string[];
  readonly builtin_rules: boolean;
  /** The counting window. */
  readonly gap: string;
  /** How long raw bytes and what was found in them are kept; `vigie erase --expired` deletes what is older. */
  readonly retention: string;
  /** The mildest level that is reported. */
  readonly level: Level;
  /** Values of `%placeholders%` in rules that use the `expand` modifier. */
  readonly placeholders: Readonly<Record<string, readonly string[]>>;
  /** Ranges of the reverse proxies whose forwarded-for header is believed. */
  readonly trusted_proxies: readonly string[];
  /** Penetration tests that somebody answers for. */
  readonly announced_tests: readonly AnnouncedTestConfig[];
  readonly block: BlockConfig;
  readonly sources: readonly SourceConfig[];
  /** Where bouncers fetch decisions; nothing listens without it. */
  readonly api?: ApiConfig | undefined;
  readonly listen: ListenConfig;
  /** Who is told what; nobody without it. */
  readonly notify: readonly NotifyConfig[];
  /** Where health and metrics are served; false for nowhere. */
  readonly health: HealthConfig | false;
  /** Results, estimates and leak verdicts are not printed for publication before this time (the legal silence). */
  readonly publish_not_before?: string | undefined;
  /** The log's key is not used to publish after this time; docs/tlog.md says how to change to a new one. */
  readonly key_valid_until?: string | undefined;
  /** How much a watch remembers. */
  readonly limits: LimitsConfig;
}

export const configSchema: z.ZodType<Config> = z.strictObject({
  body: name.default("default"),
  utc_offset: offset.default("+00:00"),
  rules: z.array(z.string().min(1)).default([]),
  builtin_rules: z.boolean().default(true),
  gap: duration.default("30m"),
  retention: duration.default("365d"),
  level: z.enum(levels).default("informational"),
  placeholders: z.record(z.string(), z.array(z.string())).default({}),
  trusted_proxies: z.array(range).default([]),
  announced_tests: announcedSchema,
  block: blockSchema.prefault({}),
  sources: z
    .array(
      z.strictObject({
        path: z.string().min(1),
        body: name.optional(),
        format: name.optional(),
        utc_offset: offset.optional(),
        silence: duration.optional(),
      }),
    )
    .default([]),
  api: apiSchema.optional(),
  listen: listenSchema,
  notify: notifySchema,
  health: healthSchema,
  publish_not_before: z.iso.datetime({ offset: true }).optional(),
  key_valid_until: z.iso.datetime({ offset: true }).optional(),
  limits: limitsSchema,
});
