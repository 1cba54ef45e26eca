/**
 * The second half of the demo: the result of the rehearsed election against its minutes.
 * @module
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { outcomeOf } from "../../ballots/outcome.ts";
import { readResults } from "../../ballots/results/read.ts";
import type { ResultTable } from "../../ballots/results/table.ts";
import { type Difference, differences, sumsAt } from "../../ballots/tabulation/replay.ts";
import { countText } from "../../base/text.ts";
import { rehearseCount } from "../../rehearsal/count.ts";
import type { Output } from "../output.ts";

export interface CountAnswer {
  readonly stations: number;
  readonly differences: readonly Difference[];
  /** Who won by the published figures, and who by the minutes. */
  readonly published: string;
  readonly minutes: string;
  /** The altered commune was found, and nothing else was accused. */
  readonly found: boolean;
}

/** Writes the minutes and the published figures into a folder, and adds up again. */
export function countDemo(seed: number, folder: string): CountAnswer {
  const { stations, communes, truth } = rehearseCount(seed);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "stations.csv"), stations);
  writeFileSync(join(folder, "communes.csv"), communes);
  const minutes = tableOf(join(folder, "stations.csv"), stations);
  const published = tableOf(join(folder, "communes.csv"), communes);
  const found = [...differences(minutes, published)];
  return {
    stations: minutes.rows.length,
    differences: found,
    published: winnerOf(published),
    minutes: winnerOf(minutes),
    found: found.length > 0 && found.every(({ unit }) => unit === truth.unit),
  };
}

function tableOf(file: string, text: string): ResultTable {
  const table = readResults(file, Buffer.from(text));
  if (!table.ok) throw new Error(table.error.text); // made by ourselves a moment ago
  return table.value;
}

function winnerOf(table: ResultTable): string {
  const votes = sumsAt(table, "nation").get("nation")?.votes ?? [];
  return outcomeOf(table.choices, votes, { kind: "plurality", seats: 1 }).winners[0] ?? "";
}

export async function printCount(answer: CountAnswer, folder: string, output: Output): Promise<void> {
  const { demo: m, language } = output.messages;
  const count = (value: number): string => countText(value, language);
  await output.line();
  await output.line(output.color.bold(m.countHeading));
  await output.line(`  ${m.countAdded(count(answer.stations))}`);
  for (const { unit, choice, official, replayed } of answer.differences)
    await output.line(`  ${m.countDiffers(unit, choice, count(official ?? 0), count(replayed ?? 0))}`);
  await output.line(`  ${m.countWinner(answer.published, answer.minutes)}`);
  await output.line(output.color.dim(`  ${m.countCaveat(folder)}`));
}
