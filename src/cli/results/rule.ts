/**
 * Options that say how votes make an outcome.
 * @module
 */
import { type Command, InvalidArgumentError, Option } from "commander";
import type { OutcomeRule } from "../../ballots/outcome.ts";
import { problem, VigieError } from "../../base/errors.ts";
import { wholeNumber } from "../options.ts";

export interface RuleOptions {
  readonly rule: OutcomeRule["kind"];
  readonly seats: number;
  readonly threshold?: readonly [number, number];
}

const KINDS: readonly OutcomeRule["kind"][] = ["plurality", "majority", "dhondt", "sainte-lague"];

export function withRule(command: Command): Command {
  return command
    .addOption(
      new Option(
        "--rule <rule>",
        "most votes win; above half elects, else the first qualify; highest averages",
      )
        .choices(KINDS)
        .default("plurality"),
    )
    .option("--seats <n>", "how many win, or qualify for a second round", wholeNumber(1, 10_000), 1)
    .option("--threshold <percent>", "share of the valid votes below which a list gets no seat", threshold);
}

/** @throws VigieError when the options contradict each other */
export function outcomeRule({ rule, seats: won, threshold: share }: RuleOptions): OutcomeRule {
  if (rule === "dhondt" || rule === "sainte-lague")
    return { kind: rule, seats: won, threshold: share ?? null };
  if (share !== undefined)
    throw new VigieError(
      problem("usage", null, `--threshold does not go with --rule ${rule}`, "leave one of them out"),
    );
  return { kind: rule, seats: won };
}

/** `5%` or `3.5` as whole numbers: 5 of 100, 35 of 1000. */
function threshold(text: string): readonly [number, number] {
  const match = /^(\d{1,2})(?:[.,](\d{1,4}))?\s*%?$/.exec(text);
  if (match === null) throw new InvalidArgumentError("expected a percentage such as 5% or 3.5%");
  const digits = match[2] ?? "";
  return [Number(`${match[1]}${digits}`), 100 * 10 ** digits.length];
}
