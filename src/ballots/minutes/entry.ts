/**
 * One person's typing of one station's minutes. The figures stand as they are on paper; whoever types may make mistakes, or
 * lie: that is why a second person types the same paper.
 * @module
 */
import * as z from "zod";
import { type Total, totals } from "../results/table.ts";

/** What minutes say beside the result. */
export const extras = ["signatures", "envelopes", "annexed_blank", "annexed_null"] as const;
export type Extra = (typeof extras)[number];

const count = z.int().nonnegative().max(1_000_000_000).nullable();
const day = z.string().regex(/^\d{2}:\d{2}$/);

/** A tally sheet of one table: two people tally side by side (R65), so each choice has two figures. */
const tallySchema = z.object({ table: z.string().max(40), first: z.array(count), second: z.array(count) });

export const entrySchema: z.ZodType<Entry> = z.object({
  format: z.literal("vigie-entry-1"),
  unit: z.string().max(160),
  by: z.string().min(1).max(200),
  copy: z.string().min(1).max(200),
  time: z.string(),
  totals: z.object(Object.fromEntries(totals.map((name) => [name, count]))) as unknown as z.ZodType<
    Entry["totals"]
  >,
  votes: z.array(z.int().nonnegative()),
  extras: z.object(Object.fromEntries(extras.map((name) => [name, count]))) as unknown as z.ZodType<
    Entry["extras"]
  >,
  packets: z.array(z.int().nonnegative()).max(1000),
  tallies: z.array(tallySchema).max(200),
  unsigned: z.array(z.string().max(200)).max(50),
  drawnUp: day.nullable(),
  closed: day.nullable(),
  observations: z.string().max(10_000),
  asWritten: z.boolean(),
  photos: z
    .array(z.object({ name: z.string().max(400), sha256: z.string().regex(/^[0-9a-f]{64}$/) }))
    .max(50),
});

export interface Entry {
  readonly format: "vigie-entry-1";
  readonly unit: string;
  /** Who typed. */
  readonly by: string;
  /** Whose copy of the paper: "mairie", "prefecture", the name of a party's delegate. */
  readonly copy: string;
  readonly time: string;
  readonly totals: { readonly [name in Total]: number | null };
  readonly votes: readonly number[];
  readonly extras: { readonly [name in Extra]: number | null };
  /** What each packet of a hundred holds, the last one included. */
  readonly packets: readonly number[];
  readonly tallies: readonly {
    readonly table: string;
    readonly first: readonly (number | null)[];
    readonly second: readonly (number | null)[];
  }[];
  /** Who should have signed and did not. */
  readonly unsigned: readonly string[];
  readonly drawnUp: string | null;
  readonly closed: string | null;
  readonly observations: string;
  /** The paper itself breaks a rule; whoever typed has looked twice. */
  readonly asWritten: boolean;
  readonly photos: readonly { readonly name: string; readonly sha256: string }[];
}

/** Whether two people read the same from the same paper. Photos, observations and names of those who typed may differ. */
export function sameFigures(a: Entry, b: Entry): boolean {
  return figuresOf(a) === figuresOf(b);
}

function figuresOf({ totals: counted, votes, extras: more, packets, tallies }: Entry): string {
  return JSON.stringify([
    totals.map((name) => counted[name]),
    votes,
    extras.map((name) => more[name]),
    packets,
    tallies,
  ]);
}

/** Every figure in which two entries differ, by name. @param choices names of the votes */
export function differingFigures(
  a: Entry,
  b: Entry,
  choices: readonly string[],
): readonly { readonly what: string; readonly first: string; readonly second: string }[] {
  const text = (value: unknown): string =>
    value === null || value === undefined ? "-" : JSON.stringify(value);
  const all: readonly (readonly [string, unknown, unknown])[] = [
    ...totals.map((name) => [name, a.totals[name], b.totals[name]] as const),
    ...choices.map((name, i) => [name, a.votes[i], b.votes[i]] as const),
    ...extras.map((name) => [name, a.extras[name], b.extras[name]] as const),
    ["packets", a.packets, b.packets],
    ["tallies", a.tallies, b.tallies],
  ];
  return all
    .map(([what, first, second]) => ({ what, first: text(first), second: text(second) }))
    .filter(({ first, second }) => first !== second);
}
