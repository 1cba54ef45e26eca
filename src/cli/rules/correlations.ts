/**
 * Correlations on trial: the records on which their rules fire are kept, and correlated by time at the end.
 * @module
 */
import { countText, terminalText } from "../../base/text.ts";
import { timeText } from "../../base/time.ts";
import {
  type Correlation,
  type CorrelationHit,
  correlate,
  type Hit,
  neededFields,
  type RuleSet,
  type SigmaRule,
} from "../../sigma/index.ts";
import type { Output } from "../output.ts";
import type { PlacedEvent } from "./events.ts";

/** So many records are kept: a trial holds them in memory. */
const MAX_HITS = 200_000;
/** So many alerts of each correlation are shown to a person; with --json all are. */
const MAX_SHOWN = 3;

/** A record on which rules fire; one object for all of them. */
type Placed = Pick<PlacedEvent, "file" | "offset">;

/** Collects the hits of base rules, and says which correlations fire on them. */
export class TriedCorrelations {
  readonly #set: RuleSet;
  readonly #needed: ReadonlyMap<string, readonly string[]>;
  readonly #hits: Hit<Placed>[] = [];
  #record: Placed | null = null;
  #leftOut = 0;
  #undated = 0;

  constructor(set: RuleSet) {
    this.#set = set;
    this.#needed = neededFields(set);
  }

  /** Takes a record on which a rule fires. */
  add({ key }: SigmaRule, { event, file, offset }: PlacedEvent): void {
    const names = this.#needed.get(key);
    if (names === undefined) return;
    if (event.time === null) this.#undated++;
    else if (this.#hits.length >= MAX_HITS) this.#leftOut++;
    else {
      if (this.#record?.file !== file || this.#record.offset !== offset) this.#record = { file, offset };
      const fields = Object.fromEntries(names.map((name) => [name, event.fields.get(name)]));
      this.#hits.push({ rule: key, timeMs: event.time, fields, record: this.#record });
    }
  }

  /**
   * Tells what every correlation makes of them.
   * @param all those that do not fire are told as well
   * @returns the correlations that raise alerts and did not
   */
  async conclude(all: boolean, output: Output): Promise<number> {
    const fired = new Map<string, number>();
    const hits = this.#hits.toSorted((a, b) => a.timeMs - b.timeMs);
    for (const alert of correlate(this.#set, hits)) {
      const count = (fired.get(alert.correlation.key) ?? 0) + 1;
      fired.set(alert.correlation.key, count);
      if (output.json) await output.object(alertObject(alert));
      else if (count <= MAX_SHOWN) await printAlert(alert, output);
    }
    const wanted = this.#set.correlations.filter(({ alerts }) => alerts);
    for (const one of wanted)
      if (all || fired.has(one.key)) await this.#tell(one, fired.get(one.key) ?? 0, output);
    this.#remark(output);
    return wanted.filter(({ key }) => !fired.has(key)).length;
  }

  async #tell(correlation: Correlation, fired: number, output: Output): Promise<void> {
    const { key, title } = correlation;
    const events = this.#recordsOf(correlation);
    if (output.json) return output.object({ kind: "summary", rule: key, title, events, fired });
    const { language, rules: words } = output.messages;
    const counts = words.correlated(countText(fired, language), countText(events, language));
    await output.line(`${terminalText(title)}: ${counts}`);
  }

  #remark(output: Output): void {
    const { language, rules } = output.messages;
    if (this.#undated > 0) output.remark(rules.undated(countText(this.#undated, language)));
    if (this.#leftOut > 0) output.remark(rules.firstHits(countText(MAX_HITS, language)));
  }

  /** On how many records the rules below a correlation fire. */
  #recordsOf(correlation: Correlation): number {
    const below = new Set<string>(correlation.rules);
    for (const key of below) {
      const inner = this.#set.byKey.get(key); // a set grows while it is walked: each rule is met once
      if (inner?.kind === "correlation") for (const rule of inner.rules) below.add(rule);
    }
    return new Set(this.#hits.filter(({ rule }) => below.has(rule)).map(({ record }) => record)).size;
  }
}

function alertObject({ correlation, timeMs, group, count, refs, omitted }: CorrelationHit<Placed>): object {
  const { key, title } = correlation;
  return {
    kind: "correlation",
    rule: key,
    title,
    time: timeText(timeMs),
    group,
    count,
    records: refs,
    omitted,
  };
}

async function printAlert(alert: CorrelationHit<Placed>, output: Output): Promise<void> {
  const { correlation, timeMs, group, refs, omitted } = alert;
  const { color, messages } = output;
  const where = Object.entries(group).map(([name, value]) => `${name}=${value}`);
  const count = countText(refs.length + omitted, messages.language);
  const first = refs[0];
  const place = first === undefined ? "" : `${first.file}@${first.offset}`;
  const title = terminalText(correlation.title);
  await output.line(`${timeText(timeMs)}  ${color.red(messages.rules.fired)}  ${title}`);
  const stretch = messages.rules.stretch(count, place, where.join(", "));
  await output.line(`  ${color.dim(terminalText(stretch, 200))}`);
}
