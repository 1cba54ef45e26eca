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

type Placed = Pick<PlacedEvent, "file" | "offset">;

/** Collects the hits of base rules, and says which correlations fire on them. */
export class TriedCorrelations {
  readonly #set: RuleSet;
  readonly #needed: ReadonlyMap<string, readonly string[]>;
  readonly #hits: Hit<Placed>[] = [];
  readonly #counts = new Map<string, number>();

  constructor(set: RuleSet) {
    this.#set = set;
    this.#needed = neededFields(set);
  }

  /** Takes a record on which a rule fires; one without a time belongs to no window. */
  add({ key }: SigmaRule, { event, file, offset }: PlacedEvent): void {
    const names = this.#needed.get(key);
    if (names === undefined) return;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    if (event.time === null || this.#hits.length >= MAX_HITS) return;
    const fields = Object.fromEntries(names.map((name) => [name, event.fields.get(name)]));
    this.#hits.push({ rule: key, timeMs: event.time, fields, record: { file, offset } });
  }

  /**
   * Tells what every correlation makes of them.
   * @param all those that do not fire are told as well
   * @returns whether each that raises alerts fired
   */
  async conclude(all: boolean, output: Output): Promise<boolean> {
    const wanted = this.#set.correlations.filter(({ alerts }) => alerts);
    const fired = new Map(wanted.map(({ key }) => [key, 0]));
    const hits = this.#hits.toSorted((a, b) => a.timeMs - b.timeMs);
    for (const alert of correlate(this.#set, hits)) {
      const count = (fired.get(alert.correlation.key) ?? 0) + 1;
      fired.set(alert.correlation.key, count);
      if (output.json) await output.object(alertObject(alert));
      else if (count <= MAX_SHOWN) await printAlert(alert, output);
    }
    for (const one of wanted) {
      const count = fired.get(one.key) ?? 0;
      if (all || count > 0) await this.#tell(one, count, output);
    }
    if (this.#hits.length >= MAX_HITS) output.remark(output.messages.rules.firstHits(String(MAX_HITS)));
    return [...fired.values()].every((count) => count > 0);
  }

  async #tell(correlation: Correlation, fired: number, output: Output): Promise<void> {
    const { key, title } = correlation;
    const events = this.#recordsOf(correlation);
    if (output.json) return output.object({ kind: "summary", rule: key, title, events, fired });
    const { language, rules: words } = output.messages;
    const counts = words.correlated(countText(fired, language), countText(events, language));
    await output.line(`${terminalText(title)}: ${counts}`);
  }

  /** On how many records the rules below a correlation fire. No correlation stands below itself: loading sees to it. */
  #recordsOf({ rules }: Correlation): number {
    const counts = rules.map((key) => {
      const inner = this.#set.byKey.get(key);
      return inner?.kind === "correlation" ? this.#recordsOf(inner) : (this.#counts.get(key) ?? 0);
    });
    return counts.reduce((sum, count) => sum + count, 0);
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
  await output.line(
    `${timeText(timeMs)}  ${color.red(messages.rules.fired)}  ${terminalText(correlation.title)}`,
  );
  await output.line(
    `  ${color.dim(terminalText(messages.rules.stretch(count, place, where.join(", ")), 200))}`,
  );
}
