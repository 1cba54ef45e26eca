/**
 * `announced_tests:` in vigie.yaml: penetration tests that somebody answers for. Attacks from their addresses in their
 * time are marked and counted apart; nothing of them is hidden.
 * @module
 */
import * as z from "zod";
import { name, range } from "./parts.ts";

export interface AnnouncedTestConfig {
  /** Who announced it, as it is to be printed beside the attacks. */
  readonly by: string;
  /** Addresses that the test comes from. */
  readonly ranges: readonly string[];
  /** RFC 3339, or a day, which counts from its beginning (from) or to its end (to), UTC. */
  readonly from: string;
  readonly to: string;
  /** The body that is tested; every one where none is named. */
  readonly body?: string | undefined;
}

const DAY_MS = 86_400_000;
const DAY = /^\d{4}-\d\d-\d\d$/;

const moment = z.union([z.iso.date(), z.iso.datetime({ offset: true })], {
  error: 'expected a day such as "2026-05-03", or a time such as "2026-05-03T08:00:00+02:00"',
});

export const announcedSchema: z.ZodType<readonly AnnouncedTestConfig[]> = z
  .array(
    z
      .strictObject({
        by: name,
        ranges: z.array(range).min(1),
        from: moment,
        to: moment,
        body: name.optional(),
      })
      .refine((test) => periodOf(test).fromMs <= periodOf(test).toMs, {
        path: ["to"],
        error: "lies before from: exchange them",
      }),
  )
  .default([]);

/** A test with its period in milliseconds, both ends included. */
export interface AnnouncedTest extends Omit<AnnouncedTestConfig, "from" | "to"> {
  readonly fromMs: number;
  readonly toMs: number;
}

/** @example announcedTests(config.announced_tests)[0]?.fromMs */
export function announcedTests(tests: readonly AnnouncedTestConfig[]): readonly AnnouncedTest[] {
  return tests.map(({ from, to, ...test }) => ({ ...test, ...periodOf({ from, to }) }));
}

function periodOf({ from, to }: Pick<AnnouncedTestConfig, "from" | "to">): { fromMs: number; toMs: number } {
  return { fromMs: Date.parse(from), toMs: Date.parse(to) + (DAY.test(to) ? DAY_MS - 1 : 0) };
}
