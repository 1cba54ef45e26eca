/**
 * The events of files, for commands that look at rules one by one.
 * @module
 */
import type { Event } from "../../model/event.ts";
import { readRecords } from "../../pipeline/parse.ts";
import { type CommonOptions, readConfig } from "../options.ts";
import type { Output } from "../output.ts";
import { factsOf } from "../sources.ts";

/** An event with its place. */
export interface PlacedEvent {
  readonly event: Event;
  readonly file: string;
  readonly offset: number;
}

/** Reads events; what cannot be read is told, and `onProblem` hears of it. */
export async function* eventsOf(
  paths: readonly string[],
  options: CommonOptions,
  output: Output,
  onProblem: () => void,
): AsyncIterable<PlacedEvent> {
  const loaded = readConfig(options, output);
  const records = readRecords(paths, {
    factsOf: (input) => factsOf(input, {}, loaded),
    trustedProxies: loaded.config.trusted_proxies,
  });
  for await (const item of records) {
    if ("problem" in item) {
      output.problem(item.problem);
      onProblem();
    } else if (item.reading.kind === "event") {
      const { file, offset, reading } = item;
      yield { file, offset, event: reading.event };
    }
  }
}
