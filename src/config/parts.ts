/**
 * Pieces of vigie.yaml's schema that several sections are made of.
 * @module
 */
import * as z from "zod";
import { parseRange } from "../base/address.ts";
import { parseDuration } from "../base/time.ts";

export const offset: z.ZodString = z
  .string()
  .regex(/^[+-]\d\d:[0-5]\d$/, 'expected an offset such as "+02:00"');
export const duration: z.ZodString = z
  .string()
  .refine((text) => parseDuration(text) !== null, "expected a duration such as 30m, 4h or 1d");
export const range: z.ZodString = z
  .string()
  .refine((text) => parseRange(text) !== null, "expected an address or a range such as 192.0.2.0/24");
export const name: z.ZodString = z.string().min(1).max(200);
export const path: z.ZodString = z.string().min(1);
