/**
 * Attacks as a MISP event (MISP core format, draft-dulaunoy-misp-core-format): addresses with what they did, nothing raw.
 * @module
 */
import type { Attack } from "../model/attack.ts";
import { uuid5 } from "./stix/objects.ts";

const NAMESPACE = "0d7a1a86-7f3b-5d0c-8a51-6a4c0d3b9e21";
const TLP: Readonly<Record<string, string>> = {
  white: "tlp:clear",
  green: "tlp:green",
  amber: "tlp:amber",
  red: "tlp:red",
};

/** One event with an attribute for each address. @param marking of the Traffic Light Protocol */
export function exportMisp(
  attacks: readonly Attack[],
  {
    publisher,
    marking,
    nowMs,
  }: { readonly publisher: string; readonly marking: string; readonly nowMs: number },
): { readonly Event: object } {
  const byAddress = Map.groupBy(
    attacks.filter(({ origin }) => origin !== null),
    ({ origin }) => origin?.ip ?? "",
  );
  const attributes = [...byAddress].map(([ip, own]) => {
    const techniques = [...new Set(own.flatMap((attack) => attack.techniques))].sort();
    const [first] = own.map((attack) => attack.first).sort();
    const last = own
      .map((attack) => attack.last)
      .sort()
      .at(-1);
    return {
      uuid: uuid5(NAMESPACE, ip),
      type: "ip-src",
      category: "Network activity",
      to_ids: false,
      value: ip,
      first_seen: first,
      last_seen: last,
      comment: `${own.length} attacks; ${techniques.join(" ")}`.trim(),
    };
  });
  const time = new Date(nowMs);
  return {
    Event: {
      uuid: uuid5(NAMESPACE, JSON.stringify([publisher, ...byAddress.keys()])),
      info: "Attacks seen; author and intent not determined",
      date: time.toISOString().slice(0, 10),
      timestamp: String(Math.floor(nowMs / 1000)),
      threat_level_id: "4", // undefined: Vigie does not rate threats to others
      analysis: "1",
      distribution: "0",
      published: false,
      Orgc: { name: publisher, uuid: uuid5(NAMESPACE, publisher) },
      Tag: [{ name: TLP[marking] ?? "tlp:red" }],
      Attribute: attributes,
    },
  };
}
