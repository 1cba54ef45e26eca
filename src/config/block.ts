/**
 * `block:` in vigie.yaml: which alerts lead to a block, and how long it lasts.
 * @module
 */
import * as z from "zod";
import { parseBlock } from "../base/interval.ts";
import { type Level, levels } from "../model/alert.ts";
import { duration, name } from "./parts.ts";

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

export const blockSchema: z.ZodType<BlockConfig> = z.strictObject({
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
