/**
 * Attacks and campaigns as a STIX 2.1 bundle. Raw records, users, hosts and targets stay here: what leaves is that an
 * address did something of a kind, how often and when. Nothing in it says who was behind it.
 * @module
 */
import type { Attack } from "../../model/attack.ts";
import type { Campaign } from "../../model/campaign.ts";
import {
  addressObject,
  addressPattern,
  idOf,
  type Marking,
  markingObject,
  type StixBundle,
  type StixObject,
  techniqueObject,
} from "./objects.ts";

export interface ExportOptions {
  /** Who publishes; a body's name leaves only with its consent. */
  readonly publisher: string;
  readonly marking: Marking;
  readonly nowMs: number;
}

/** The largest count that the specification allows. */
const MAX_COUNT = 999_999_999;

/**
 * @returns a bundle whose objects stand in a fixed order: the same attacks give the same bytes, but for the time of export
 * @example exportStix(attacks, [], { publisher: "CERT", marking: "amber", nowMs: Date.now() })
 */
export function exportStix(
  attacks: readonly Attack[],
  campaigns: readonly Pick<Campaign, "id" | "attacks" | "first" | "last">[],
  options: ExportOptions,
): StixBundle {
  const objects = new Map<string, StixObject>();
  const add = (object: StixObject): string => {
    if (!objects.has(object.id)) objects.set(object.id, object);
    return object.id;
  };
  const marking = add(markingObject(options.marking));
  const publisher = add(identity(options));
  const common = { created_by_ref: publisher, object_marking_refs: [marking] };
  const indicators = new Map<string, string>();
  for (const attack of attacks) {
    if (attack.origin === null) continue; // a thread without an address would name a person or a machine
    indicators.set(attack.id, attackObjects(attack, attack.origin.ip, common, add));
  }
  for (const campaign of campaigns) campaignObjects(campaign, indicators, common, add);
  if (objects.size > 2) add(report([...objects.values()], options, common));
  const all = [...objects.values()];
  return { type: "bundle", id: idOf("bundle", ...all.map(({ id }) => id)), objects: all };
}

type Common = { readonly created_by_ref: string; readonly object_marking_refs: readonly string[] };
type Add = (object: StixObject) => string;

function identity({ publisher, nowMs }: ExportOptions): StixObject {
  const time = new Date(nowMs).toISOString();
  return {
    type: "identity",
    spec_version: "2.1",
    id: idOf("identity", publisher),
    created: time,
    modified: time,
    name: publisher,
    identity_class: "organization",
  };
}

/** @returns the id of the indicator */
function attackObjects(attack: Attack, ip: string, common: Common, add: Add): string {
  const { id, first, last, alerts, techniques, outcome, verdict } = attack;
  const address = add(addressObject(ip));
  const times = { created: last, modified: last };
  const observed = add({
    type: "observed-data",
    spec_version: "2.1",
    id: idOf("observed-data", id),
    ...common,
    ...times,
    first_observed: first,
    last_observed: last,
    number_observed: Math.min(alerts, MAX_COUNT),
    object_refs: [address],
  });
  const indicator = add({
    type: "indicator",
    spec_version: "2.1",
    id: idOf("indicator", ip),
    ...common,
    ...times,
    name: ip,
    description: `Seen in an attack (${verdict.class}; ${outcome}). Context, not attribution: addresses change hands and are shared.`,
    indicator_types: ["anomalous-activity"],
    pattern: addressPattern(ip),
    pattern_type: "stix",
    valid_from: first,
    valid_until: new Date(Math.max(Date.parse(last), Date.parse(first)) + 90 * 86_400_000).toISOString(),
  });
  for (const technique of techniques) {
    const pattern = add({
      ...techniqueObject(technique, common.created_by_ref, first),
      object_marking_refs: common.object_marking_refs,
    });
    add({
      type: "relationship",
      spec_version: "2.1",
      id: idOf("relationship", indicator, "indicates", technique),
      ...common,
      ...times,
      relationship_type: "indicates",
      source_ref: indicator,
      target_ref: pattern,
    });
  }
  add({
    type: "sighting",
    spec_version: "2.1",
    id: idOf("sighting", id),
    ...common,
    ...times,
    first_seen: first,
    last_seen: last,
    count: Math.min(alerts, MAX_COUNT),
    sighting_of_ref: indicator,
    observed_data_refs: [observed],
  });
  return indicator;
}

function campaignObjects(
  { id, attacks, first, last }: Pick<Campaign, "id" | "attacks" | "first" | "last">,
  indicators: ReadonlyMap<string, string>,
  common: Common,
  add: Add,
): void {
  const members = attacks.flatMap((attack) => indicators.get(attack) ?? []);
  if (members.length === 0) return;
  const times = { created: last, modified: last };
  const campaign = add({
    type: "campaign",
    spec_version: "2.1",
    id: idOf("campaign", id),
    ...common,
    ...times,
    name: `Campaign ${id.slice(0, 12)}`,
    description: "Attacks tied by dated evidence. Author and intent are not determined.",
    first_seen: first,
    last_seen: last,
  });
  for (const indicator of new Set(members))
    add({
      type: "relationship",
      spec_version: "2.1",
      id: idOf("relationship", indicator, "indicates", campaign),
      ...common,
      ...times,
      relationship_type: "indicates",
      source_ref: indicator,
      target_ref: campaign,
    });
}

function report(
  objects: readonly StixObject[],
  { publisher, nowMs }: ExportOptions,
  common: Common,
): StixObject {
  const time = new Date(nowMs).toISOString();
  const refs = objects.map(({ id }) => id).filter((id) => !id.startsWith("marking-definition--"));
  return {
    type: "report",
    spec_version: "2.1",
    id: idOf("report", publisher, ...refs),
    ...common,
    created: time,
    modified: time,
    name: "Attacks seen",
    description: "What was seen, when and how often. Nothing here says who was behind it.",
    report_types: ["observed-data"],
    published: time,
    object_refs: refs,
  };
}
