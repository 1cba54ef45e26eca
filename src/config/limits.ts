/**
 * `limits:` in vigie.yaml: how much a watch remembers. Whoever sends log lines makes state; these bounds hold it.
 * @module
 */
import * as z from "zod";

export interface LimitsConfig {
  /** Clients, accounts and other groups that each correlation of each body follows at once. */
  readonly groups: number;
  /** Records, times and values that each correlation remembers of them. */
  readonly remembered: number;
}

export const limitsSchema: z.ZodType<LimitsConfig> = z
  .strictObject({
    groups: z.int().min(1000).max(10_000_000).default(20_000),
    remembered: z.int().min(10_000).max(50_000_000).default(500_000),
  })
  .prefault({});
