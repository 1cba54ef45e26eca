/**
 * STIX 2.1 objects, as far as Vigie writes them (OASIS STIX Version 2.1, 10 June 2021), each with a deterministic id: the same
 * finding is the same object wherever it is exported.
 * @module
 */
import { createHash } from "node:crypto";

/** Any object; properties beyond these by type. */
export interface StixObject {
  readonly type: string;
  readonly id: string;
  readonly spec_version?: "2.1";
  readonly [property: string]: unknown;
}

export interface StixBundle {
  readonly type: "bundle";
  readonly id: string;
  readonly objects: readonly StixObject[];
}

/** Section 2.9: ids of observables are UUIDv5 in this namespace over the canonical JSON of their contributing properties. */
const OBSERVABLES = "00abedb4-aa42-466c-9c01-fed23315a9b7";
/** Ours, for everything else. */
const VIGIE = "6f3d6bd4-8a30-5a0e-9f0a-2f3f6b1e7a55";

/** A name-based UUID (RFC 9562, section 5.5). @example uuid5("00abedb4-aa42-466c-9c01-fed23315a9b7", '{"value":"192.0.2.1"}') */
export function uuid5(namespace: string, name: string): string {
  const bytes = createHash("sha1")
    .update(Buffer.from(namespace.replaceAll("-", ""), "hex"))
    .update(name)
    .digest()
    .subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The id of one of Vigie's own objects. @param parts what makes it this one and no other */
export function idOf(type: string, ...parts: readonly string[]): string {
  return `${type}--${uuid5(VIGIE, JSON.stringify([type, ...parts]))}`;
}

/** An address as an observable. */
export function addressObject(ip: string): StixObject {
  const type = ip.includes(":") ? "ipv6-addr" : "ipv4-addr";
  const id = `${type}--${uuid5(OBSERVABLES, JSON.stringify({ value: ip }))}`;
  return { type, spec_version: "2.1", id, value: ip };
}

/** Who may see what is exported: TLP, as STIX 2.1 defines its four markings (section 7.2.1.4). */
export const markings = ["white", "green", "amber", "red"] as const;
export type Marking = (typeof markings)[number];

const MARKING_IDS: Readonly<Record<Marking, string>> = {
  white: "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9",
  green: "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da",
  amber: "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82",
  red: "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed",
};

export function markingObject(marking: Marking): StixObject {
  return {
    type: "marking-definition",
    spec_version: "2.1",
    id: MARKING_IDS[marking],
    created: "2017-01-20T00:00:00.000Z",
    definition_type: "tlp",
    name: `TLP:${marking.toUpperCase()}`,
    definition: { tlp: marking },
  };
}

/** An ATT&CK technique that a rule names. */
export function techniqueObject(id: string, createdBy: string, time: string): StixObject {
  const url = `https://attack.mitre.org/techniques/${id.replace(".", "/")}`;
  return {
    type: "attack-pattern",
    spec_version: "2.1",
    id: idOf("attack-pattern", id),
    created_by_ref: createdBy,
    created: time,
    modified: time,
    name: id,
    external_references: [{ source_name: "mitre-attack", external_id: id, url }],
  };
}

/** A pattern that matches an address. Quotes cannot stand in a canonical address. */
export function addressPattern(ip: string): string {
  return `[${ip.includes(":") ? "ipv6-addr" : "ipv4-addr"}:value = '${ip}']`;
}
