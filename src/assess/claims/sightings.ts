/**
 * What certain addresses did in some logs: every record of theirs counted, every rule that fired on them named.
 * @module
 */
import { digestHex } from "../../evidence/commitment.ts";
import { readRecords } from "../../pipeline/parse.ts";
import { scan } from "../../pipeline/scan.ts";
import type { ScanOptions } from "../../pipeline/scan-options.ts";
import type { Behaviour } from "./match.ts";

interface Sighting {
  records: number;
  firstMs: number | null;
  lastMs: number | null;
  readonly rules: Set<string>;
  readonly sample: Behaviour["sample"];
}

/**
 * Reads logs twice: once for the records of these addresses, once with the rules.
 * @param wanted canonical addresses
 * @param options of a scan whose store is thrown away afterwards
 */
export async function behavioursIn(
  wanted: ReadonlySet<string>,
  options: ScanOptions,
): Promise<ReadonlyMap<string, Behaviour>> {
  const sightings = new Map<string, Sighting>();
  for await (const item of readRecords(options.paths, options)) {
    if ("problem" in item || item.reading.kind !== "event") continue;
    const { origin, time } = item.reading.event;
    if (origin === null || !wanted.has(origin)) continue;
    const { file, offset, bytes } = item;
    const sample = { file, offset, length: bytes.length, sha256: digestHex(bytes) };
    const known = sightings.get(origin) ?? {
      records: 0,
      firstMs: null,
      lastMs: null,
      rules: new Set<string>(),
      sample,
    };
    sightings.set(origin, known);
    known.records++;
    if (time === null) continue;
    known.firstMs = Math.min(known.firstMs ?? time, time);
    known.lastMs = Math.max(known.lastMs ?? time, time);
  }
  if (sightings.size > 0)
    await scan(options, {
      onAlert: ({ origin, rule }) => {
        if (origin !== null) sightings.get(origin.ip)?.rules.add(rule.title);
      },
    });
  return new Map(
    [...sightings].map(([value, { rules, ...one }]) => [value, { value, ...one, rules: [...rules].sort() }]),
  );
}
