/**
 * `vigie audit size`: how many cards the methods need, side by side.
 * @module
 */
import { sampleSizes } from "../../ballots/audit/plan/sizes.ts";
import { countText } from "../../base/text.ts";
import type { Effects } from "../effects.ts";
import { type CommonOptions, outputOf } from "../options.ts";

export interface SizeOptions extends CommonOptions {
  readonly cards: number;
  readonly votes: readonly number[];
  readonly seats: number;
  readonly riskLimit: string;
}

/** Prints what each method needs. */
export async function printSizes(options: SizeOptions, effects: Effects): Promise<void> {
  const output = outputOf(options, effects);
  for (const one of sampleSizes(options)) {
    if (options.json) await output.object({ kind: "size", ...one });
    else
      await output.line(
        `${one.method.padEnd(34)} ${one.cards === null ? "-" : countText(one.cards, options.lang)}`,
      );
  }
}
