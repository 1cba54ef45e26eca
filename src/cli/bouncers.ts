/**
 * The API that bouncers ask, and bouncers as they are shown: what each was told, what it cannot do, and what it says it stopped.
 * @module
 */
import { timeText } from "../base/time.ts";
import { apiSettings } from "../config/api.ts";
import type { LoadedConfig } from "../config/load.ts";
import type { Listening } from "../pipeline/live/station.ts";
import { startDecisionApi } from "../response/lapi/server.ts";
import type { Bouncer, BouncerClient, MetricTotal } from "../store/bouncers.ts";
import type { Store } from "../store/store.ts";
import type { Output } from "./output.ts";

/**
 * What a bouncer does not enforce: ranges (measured for nftables mode), perhaps ranges (`range?`: a firewall bouncer whose
 * mode was not told; Traefik's plugin, which in stream mode compared whole texts before it learned ranges), or the part of a
 * ban beyond 24 days (ipset's timers end there).
 */
type Limit = "range" | "range?" | "longer-than-24-days";

interface ClientView {
  readonly name: string;
  readonly address: string;
  readonly agent: string;
  readonly version: string;
  readonly last_pull: string | null;
  readonly last_seen: string | null;
  /** Changes that it was not told yet. */
  readonly behind: number;
  /** Decisions left out of its last whole list. */
  readonly omitted: number;
}

export interface BouncerView {
  readonly kind: "bouncer";
  readonly name: string;
  readonly type: string;
  readonly certificate: boolean;
  readonly created: string;
  readonly revoked: string | null;
  readonly clients: readonly ClientView[];
  readonly cannot_enforce: readonly Limit[];
  readonly ranges_in_force: number;
  /** In total, as the bouncer reports it, for decisions of Vigie; not for any single one. */
  readonly enforced: { readonly reported: boolean; readonly packets: number; readonly bytes: number };
}

/** Every bouncer with its clients. @example bouncerViews(store, Date.now())[0]?.enforced.packets */
export function bouncerViews(
  store: Pick<Store, "bouncers" | "changes">,
  nowMs: number,
): readonly BouncerView[] {
  const clients = Map.groupBy(store.bouncers.clients(), ({ bouncer }) => bouncer);
  const totals = store.bouncers.totals();
  const { ranges } = store.changes.counts(nowMs);
  const latest = store.changes.latest();
  return store.bouncers.list().map((bouncer) => {
    const own = (clients.get(bouncer.name) ?? []).filter(({ address }) => address !== "");
    return {
      kind: "bouncer",
      name: bouncer.name,
      type: bouncer.kind,
      certificate: bouncer.certificate,
      created: timeText(bouncer.createdMs),
      revoked: textOrNull(bouncer.revokedMs),
      clients: own.map((client) => clientView(client, latest)),
      cannot_enforce: limitsOf(bouncer, own),
      ranges_in_force: ranges,
      enforced: enforcedBy(totals.filter((total) => total.bouncer === bouncer.name)),
    };
  });
}

function clientView(client: BouncerClient, latest: number): ClientView {
  return {
    name: client.name,
    address: client.address,
    agent: client.type,
    version: client.version,
    last_pull: textOrNull(client.lastPullMs),
    last_seen: textOrNull(client.lastSeenMs),
    behind: client.lastPullMs === null ? 0 : latest - client.cursor,
    omitted: client.omitted,
  };
}

function limitsOf({ kind }: Bouncer, clients: readonly BouncerClient[]): readonly Limit[] {
  if (kind === "nftables") return ["range"];
  if (kind === "iptables") return ["longer-than-24-days"];
  if (kind === "traefik") return ["range?"];
  return clients.some(({ type }) => type === "crowdsec-firewall-bouncer") ? ["range?"] : [];
}

function enforcedBy(totals: readonly MetricTotal[]): BouncerView["enforced"] {
  const dropped = (unit: string): number =>
    totals.find((one) => one.name === "dropped" && one.origin === "vigie" && one.unit === unit)?.value ?? 0;
  return { reported: totals.length > 0, packets: dropped("packet"), bytes: dropped("byte") };
}

function textOrNull(timeMs: number | null): string | null {
  return timeMs === null ? null : timeText(timeMs);
}

/** The decision API, where vigie.yaml has one: started before a watch takes anything. */
export function decisionServers(
  loaded: LoadedConfig,
  store: Store,
  output: Output,
): readonly (() => Promise<Listening>)[] {
  const { api } = loaded.config;
  if (api === undefined) return [];
  const settings = apiSettings(api, loaded.folder);
  const onRemark = (text: string): void => output.remark(text);
  return [() => startDecisionApi({ ...settings, store, clock: Date.now, onRemark })];
}
