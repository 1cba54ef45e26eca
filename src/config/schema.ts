/**
 * vigie.yaml: its shape.
 * @module
 */
import * as z from "zod";
import { parseRange } from "../base/address.ts";
import { parseBlock } from "../base/interval.ts";
import { parseDuration } from "../base/time.ts";
import { type Level, levels } from "../model/alert.ts";
import { type ApiConfig, apiSchema } from "./api.ts";
import { type HealthConfig, healthSchema } from "./health.ts";
import { type NotifyConfig, notifySchema } from "./notify.ts";

/** Logs of one body or kind; the first entry whose pattern fits a file is taken. */
export interface SourceConfig {
  /** A path or glob, relative to the folder of vigie.yaml. */
  readonly path: string;
  readonly body?: string | undefined;
  readonly format?: string | undefined;
  readonly utc_offset?: string | undefined;
}

/** Which alerts lead to a block, and how long it lasts; docs/blocking.md. */
export interface BlockConfig {
  /** In a dry run decisions are made and shown, and nothing is blocked. */
  readonly mode: "dry_run" | "active";
  /** The mildest level that leads to a decision, where `behaviours` does not say otherwise. */
  readonly level: Level;
  /** Behaviour, with `*` for any side of the colon -> the mildest level, or "never"; the first that fits holds. */
  readonly behaviours: Readonly<Record<string, Level | "never">>;
  /** Ids of rules that always, or never, lead to a decision. */
  readonly rules: { readonly include: readonly string[]; readonly exclude: readonly string[] };
  readonly duration: string;
  /** Escalation stops here. */
  readonly max_duration: string;
  /** Earlier decisions on the same client are remembered for so long. */
  readonly memory: string;
  /** An event older than this leads to no decision. */
  readonly lateness: string;
  /** New blocks per minute; beyond it they are proposed. */
  readonly per_minute: number;
  /** Records that an alert must rest on. */
  readonly min_records: number;
  /** Never blocked: addresses, ranges, and names with the address they stand for. */
  readonly allow: readonly (string | { readonly name: string; readonly address: string })[];
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
  readonly block: BlockConfig;
  readonly sources: readonly SourceConfig[];
  /** Where bouncers fetch decisions; nothing listens without it. */
  readonly api?: ApiConfig | undefined;
  /** Who is told what; nobody without it. */
  readonly notify: readonly NotifyConfig[];
  /** Where health and metrics are served; false for nowhere. */
  readonly health: HealthConfig | false;
}

const offset = z.string().regex(/^[+-]\d\d:[0-5]\d$/, 'expected an offset such as "+02:00"');
const duration = z
  .string()
  .refine((text) => parseDuration(text) !== null, "expected a duration such as 30m, 4h or 1d");
const range = z
  .string()
  .refine((text) => parseRange(text) !== null, "expected an address or a range such as 192.0.2.0/24");
const name = z.string().min(1).max(200);

const blockable = z
  .string()
  .refine(
    (text) => parseBlock(text) !== null,
    "expected an address or a range; a name is pinned: {name: vpn.example, address: 192.0.2.1}",
  );

/** What is not mentioned in `behaviours`: guessing is certain earlier than other attacks; a person's or a cloud's own deed is nobody's to block. */
const BEHAVIOURS: Readonly<Record<string, Level | "never">> = {
  "cloud:*": "never",
  "*:unusual-activity": "never",
  "*:post-exploitation": "never",
  "*:bruteforce": "medium",
};

const blockSchema: z.ZodType<BlockConfig> = z.strictObject({
  mode: z.enum(["dry_run", "active"]).default("dry_run"),
  level: z.enum(levels).default("high"),
  behaviours: z
    .record(z.string(), z.enum([...levels, "never"]))
    .superRefine((map, context) => {
      const message = 'expected a behaviour such as "ssh:bruteforce" or "http:*"';
      for (const key of Object.keys(map).filter((one) => !/^[a-z0-9/*-]+:[a-z*-]+$/.test(one)))
        context.addIssue({ code: "custom", path: [key], message });
    })
    .default({})
    .transform((own) => ({
      ...own,
      ...Object.fromEntries(Object.entries(BEHAVIOURS).filter(([key]) => !(key in own))),
    })),
  rules: z
    .strictObject({ include: z.array(name).default([]), exclude: z.array(name).default([]) })
    .default({ include: [], exclude: [] }),
  duration: duration.default("4h"),
  max_duration: duration.default("7d"),
  memory: duration.default("30d"),
  lateness: duration.default("5m"),
  per_minute: z.int().min(1).max(10_000).default(60),
  min_records: z.int().min(1).max(1000).default(1),
  allow: z.array(z.union([blockable, z.strictObject({ name, address: blockable })])).default([]),
});

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
  block: blockSchema.prefault({}),
  sources: z
    .array(
      z.strictObject({
        path: z.string().min(1),
        body: name.optional(),
        format: name.optional(),
        utc_offset: offset.optional(),
      }),
    )
    .default([]),
  api: apiSchema.optional(),
  notify: notifySchema,
  health: healthSchema,
});
