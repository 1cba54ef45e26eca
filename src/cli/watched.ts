/**
 * When the sources of a store gave records.
 * @module
 */
import type { Watched } from "../assess/trend/weeks.ts";
import type { LoadedConfig } from "../config/load.ts";
import type { SourceFacts } from "../detect/task.ts";
import type { SegmentFolder } from "../evidence/segments.ts";
import { type RetainedSource, segmentSpan } from "../pipeline/retained.ts";
import type { Output } from "./output.ts";
import { ownerOf } from "./sources.ts";

/** A source that was received before, as its formats need it. */
export function retainedFacts(
  source: string,
  body: string,
  referenceMs: number,
  loaded: LoadedConfig,
): SourceFacts {
  const { format, zoneMinutes } = ownerOf(source.replace(/^file:/, ""), {}, loaded);
  return { file: source, source, body, referenceMs, zoneMinutes, format };
}

/** When each source gave records, segment by segment. Segments that are gone say nothing any more. */
export function watchedOf(
  sources: readonly RetainedSource[],
  folder: SegmentFolder,
  loaded: LoadedConfig,
  output: Output,
): readonly Watched[] {
  let gone = 0;
  const watched = sources.flatMap(({ source, body, segments }) =>
    segments.flatMap((segment): Watched[] => {
      const span = segmentSpan(segment, retainedFacts(source, body, segment.sealedMs, loaded), folder);
      if (span === null) gone++;
      return span === null ? [] : [{ source, body, ...span }];
    }),
  );
  if (gone > 0) output.remark(output.messages.trend.gone(String(gone)));
  return watched;
}
