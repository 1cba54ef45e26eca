/**
 * The metrics of a watch. Label values come from closed sets, from vigie.yaml, or are names of sources, of which a bounded
 * number is told apart.
 * @module
 */
import { levels } from "../model/alert.ts";
import { decisionStatuses } from "../model/decision.ts";
import type { SourceTally } from "../pipeline/live/tallies.ts";
import { refusalCodes } from "../response/refusal.ts";
import { EXPOSITION_TYPE, exposition, type Family, type Sample } from "./exposition.ts";
import { judge } from "./judge.ts";
import type { WatchState } from "./state.ts";

export { EXPOSITION_TYPE };

/** Sources that are told apart; syslog by UDP makes one for each sender. The others are summed up as "other". */
export const MAX_SOURCES = 500;

/** The whole page. @example metricsPage(state, Date.now()) */
export function metricsPage(state: WatchState, nowMs: number): string {
  return exposition([
    ...sourceFamilies(state, nowMs),
    ...findingFamilies(state),
    ...correlationFamilies(state),
    ...keepingFamilies(state, nowMs),
  ]);
}

interface SourceSums {
  readonly source: string;
  readonly body: string;
  readonly records: number;
  readonly bytes: number;
  readonly unparsed: number;
  readonly lost: number;
  readonly behindSeconds: number;
}

function sourceFamilies({ watch }: WatchState, nowMs: number): readonly Family[] {
  const all = [...watch.tallies.sources].map(([source, tally]) => sumsOf(source, tally, nowMs));
  const told = all.slice(0, MAX_SOURCES);
  const rest = all.slice(MAX_SOURCES);
  if (rest.length > 0) told.push(rest.reduce(merged));
  const of = (field: Exclude<keyof SourceSums, "source" | "body">): readonly Sample[] =>
    told.map((sums) => ({ labels: { source: sums.source, body: sums.body }, value: sums[field] }));
  return [
    counter("vigie_source_records_total", "Records read since the start.", of("records")),
    counter("vigie_source_bytes_total", "Bytes read since the start.", of("bytes")),
    counter("vigie_source_unparsed_total", "Records that no format reads.", of("unparsed")),
    counter("vigie_source_lost_total", "Records known to be lost on the way here.", of("lost")),
    gauge(
      "vigie_source_behind_seconds",
      "For how long more has been at hand than was read.",
      of("behindSeconds"),
    ),
    gauge(
      "vigie_sources_silent",
      "Sources that are silent for longer than they may be.",
      single(watch.silent.size),
    ),
  ];
}

function sumsOf(source: string, tally: SourceTally, nowMs: number): SourceSums {
  const { body, records, bytes, unparsed, lost, behindSinceMs } = tally;
  const behindSeconds = behindSinceMs === null ? 0 : Math.max(0, nowMs - behindSinceMs) / 1000;
  return { source, body, records, bytes, unparsed, lost, behindSeconds };
}

function merged(a: SourceSums, b: SourceSums): SourceSums {
  return {
    source: "other",
    body: a.body === b.body ? a.body : "",
    records: a.records + b.records,
    bytes: a.bytes + b.bytes,
    unparsed: a.unparsed + b.unparsed,
    lost: a.lost + b.lost,
    behindSeconds: Math.max(a.behindSeconds, b.behindSeconds),
  };
}

function findingFamilies({ watch, store }: WatchState): readonly Family[] {
  const { tallies } = watch;
  const counts = store.decisions.counts();
  const sum = (field: "packets" | "bytes"): number => counts.reduce((total, one) => total + one[field], 0);
  return [
    counter("vigie_alerts_total", "Alerts since the start.", each("level", levels, tallies.alertsByLevel)),
    counter(
      "vigie_decisions_total",
      "Decisions of the block policy since the start, as they were made.",
      each("status", decisionStatuses, tallies.decisionsByStatus),
    ),
    counter(
      "vigie_refusals_total",
      "Alerts that led to no decision, by reason.",
      each("code", refusalCodes, tallies.refusals),
    ),
    gauge(
      "vigie_enforced_packets",
      "Packets that the firewall of this machine dropped for decisions that are kept.",
      single(sum("packets")),
    ),
    gauge(
      "vigie_enforced_bytes",
      "Bytes that the firewall of this machine dropped for decisions that are kept.",
      single(sum("bytes")),
    ),
  ];
}

function correlationFamilies({ watch }: WatchState): readonly Family[] {
  const { size, evicted, late } = watch.correlationState;
  return [
    gauge("vigie_correlation_items", "Groups of correlations and what is remembered in them.", single(size)),
    counter(
      "vigie_correlation_evicted_total",
      "Groups that were forgotten for want of room.",
      single(evicted),
    ),
    counter("vigie_correlation_late_total", "Hits that came too late to be counted.", single(late)),
  ];
}

function keepingFamilies(state: WatchState, nowMs: number): readonly Family[] {
  const { tallies } = state.watch;
  const channels = state.store.notices.states();
  const of = (field: "waiting" | "sent" | "givenUp" | "failures"): readonly Sample[] =>
    channels.map((one) => ({ labels: { channel: one.channel }, value: one[field] }));
  return [
    counter("vigie_commits_total", "Transactions that were committed.", single(tallies.commits)),
    counter(
      "vigie_commit_failures_total",
      "Transactions that failed; nothing of them was kept.",
      single(tallies.failures),
    ),
    gauge("vigie_log_unflushed_entries", "Entries that are not in the log yet.", single(state.unflushed())),
    gauge("vigie_notify_waiting_events", "Events that are not told yet.", of("waiting")),
    counter("vigie_notify_sent_total", "Messages that arrived.", of("sent")),
    counter("vigie_notify_given_up_total", "Events that were given up.", of("givenUp")),
    gauge("vigie_notify_failures", "Tries that failed since the last one that did not.", of("failures")),
    gauge(
      "vigie_healthy",
      "1 when nothing is wrong, else 0.",
      single(judge(state, nowMs).status === "ok" ? 1 : 0),
    ),
    gauge(
      "vigie_start_time_seconds",
      "When the watch began, in seconds since 1970.",
      single(state.startedMs / 1000),
    ),
    {
      ...gauge("vigie_build_info", "The version, as a label.", []),
      samples: [{ labels: { version: state.version }, value: 1 }],
    },
  ];
}

function counter(name: string, help: string, samples: readonly Sample[]): Family {
  return { name, type: "counter", help, samples };
}

function gauge(name: string, help: string, samples: readonly Sample[]): Family {
  return { name, type: "gauge", help, samples };
}

function single(value: number): readonly Sample[] {
  return [{ labels: {}, value }];
}

/** Every value of a closed set, also those that never occurred: an alarm needs something to compare with. */
function each(
  label: string,
  values: readonly string[],
  counts: ReadonlyMap<string, number>,
): readonly Sample[] {
  return values.map((value) => ({ labels: { [label]: value }, value: counts.get(value) ?? 0 }));
}
