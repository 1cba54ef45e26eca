/**
 * `health:` in vigie.yaml: where health and metrics are served while a watch runs.
 * @module
 */
import * as z from "zod";
import { readAddress } from "./api.ts";

export interface HealthConfig {
  /** PORT or HOST:PORT. */
  readonly address: string;
}

/** Beside the decision API's. */
export const DEFAULT_HEALTH_ADDRESS = "127.0.0.1:8742";

/** On by default, on loopback only: what it tells holds no log text. */
export const healthSchema: z.ZodType<HealthConfig | false> = z
  .union([
    z.literal(false),
    z.strictObject({
      address: z
        .string()
        .refine((text) => readAddress(text) !== null, "expected PORT or HOST:PORT, such as 127.0.0.1:8742")
        .default(DEFAULT_HEALTH_ADDRESS),
    }),
  ])
  .default({ address: DEFAULT_HEALTH_ADDRESS });
