/**
 * When the sources of a store gave records.
 * @module
 */
import { trendOf } from "../assess/trend/trend.ts";
import { isPlausible, type Watched, weeksOf } from "../assess/trend/weeks.ts";
import type { LoadedConfig } from "../config/load.ts";
import type { SourceFacts } from "../detect/task.ts";
import type { SegmentFolder } from "../evidence/segments.ts";
import { logsOf, nameOf } from "../intake/log-names.ts";
import type { Attack } from "../model/attack.ts";
import { type RetainedSource, segmentStretches } from "../pipeline/retained.ts";
import { rulesInForce } from "../pipeline/rules.ts";
import { Random } from "../rehearsal/random.ts";
import type { GrowthShown } from "../statement/trend.ts";
import type { Store } from "../store/store.ts";
import type { Output } from "./output.ts";
import { ownerOf } from "./sources.ts";

/** A source that was received before, as its formats need it. */
export function retainedFacts(
  source: string,
  body: string,
  referenceMs: number,
  loaded: LoadedConfig,
): SourceFacts {
  const { format, zoneMinutes } = ownerOf(nameOf(source), {}, loaded);
  return { file: source, source, body, referenceMs, zoneMinutes, format };
}

/** When each source gave records, stretch by stretch; the files of one log are one. Segments that are gone say nothing any more. */
export function watchedOf(
  sources: readonly RetainedSource[],
  folder: SegmentFolder,
  loaded: LoadedConfig,
  output: Output,
  nowMs: number,
): readonly Watched[] {
  let gone = 0;
  const stretchesOf = ({ source, body, segments }: RetainedSource): readonly Stretch[] =>
    segments.flatMap((segment) => {
      const facts = retainedFacts(source, body, segment.sealedMs, loaded);
      const stretches = segmentStretches(segment, facts, folder).filter(
        ({ fromMs, toMs }) => isPlausible(fromMs, nowMs) && isPlausible(toMs, nowMs),
      );
      if (stretches.length === 0) gone++;
      return stretches;
    });
  const watched = [...Map.groupBy(sources, ({ body }) => body)].flatMap(([body, own]) => {
    const logs = logsOf(own.map(({ source }) => source));
    return own.flatMap((one) => {
      const source = logs.get(one.source) ?? one.source;
      return stretchesOf(one).map((stretch) => ({ source, body, ...stretch }));
    });
  });
  if (gone > 0) output.remark(output.messages.trend.gone(String(gone)));
  return watched;
}

type Stretch = Omit<Watched, "source" | "body">;

/** Of every interval that is published. */
export const CONFIDENCE = 0.95;

/** The growth of the attacks of a store, as a report shows it. @param attacks as triage judged them */
export function storedGrowth(
  store: Store,
  watched: readonly Watched[],
  attacks: readonly Attack[],
  nowMs: number,
): GrowthShown {
  const begun = attacks
    .filter(({ announced }) => announced === null)
    .map(({ first }) => Date.parse(first))
    .filter((timeMs) => isPlausible(timeMs, nowMs));
  const weeks = weeksOf(begun, watched);
  const random = new Random(1);
  return { weeks, trend: trendOf(weeks, rulesInForce(store).length <= 1, CONFIDENCE, () => random.next()) };
}
