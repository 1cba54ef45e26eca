/**
 * What is sealed of each kind of thing, but for the method: the same thing always gives the same bytes.
 * @module
 */
import { type Finding, membersDigest, RECORD } from "../evidence/finding.ts";
import type { Alert } from "../model/alert.ts";
import type { Seal } from "../store/seal.ts";
import type { SourceRecord } from "../store/store.ts";

/** A segment with everything that is known of it when it is closed. */
export interface ClosedSegment {
  /** Hexadecimal SHA-256. */
  readonly digest: string;
  /** Stream offset of its first byte. */
  readonly offset: number;
  readonly bytes: Uint8Array;
  readonly source: SourceRecord;
  readonly records: number;
}

type Unmade = Omit<Finding, "method">;

/** What was received, by its digest. */
export function segmentFinding({ digest, bytes, offset, records, source }: ClosedSegment): Unmade {
  return {
    kind: "segment",
    claim: `${bytes.length} bytes (${records} records) of ${source.source} from stream offset ${offset} on`,
    grade: "evidenced",
    subjects: [{ name: "segment", sha256: digest }],
    evidence: [],
    result: { source: source.source, body: source.body, offset, bytes: bytes.length, records },
    recompute: [],
  };
}

/**
 * The records are cited by their own digests and not by their segment's: the finding stays checkable, and tells nothing
 * about its neighbours, when the segment has to be erased.
 */
export function alertFinding(alert: Alert): Unmade {
  const { evidence, ...result } = alert;
  return {
    kind: "alert",
    claim: `rule "${alert.rule.title}" fired on ${evidence.length + alert.omitted} record(s)`,
    grade: "recomputable",
    subjects: evidence.map(({ sha256 }) => ({ name: RECORD, sha256 })),
    evidence: [], // the records are cited whole
    result: { ...result, places: placesOf(evidence) },
    recompute: ["vigie", "verify", "--recompute"],
  };
}

/** An attack with what stands for its alerts; the rank is left out: it is relative to the other attacks of a scan. */
export function attackFinding({ attack, alertIds }: Seal["attacks"][number]): Unmade {
  const { rank, ...lasting } = attack;
  return {
    kind: "attack",
    claim: `${attack.alerts} alerts of ${attack.thread} against ${attack.body}: ${attack.verdict.class}, ${attack.outcome}`,
    grade: "recomputable",
    subjects: [],
    evidence: [],
    result: { ...lasting, members: membersDigest(alertIds) },
    recompute: ["vigie", "verify", "--recompute"],
  };
}

/** Which rules were in force. @param scan what stands for the rules and settings */
export function activationFinding(scan: string, loaded: number, rejected: number): Unmade {
  const claim = `${loaded} rules and correlations in force, ${rejected} rejected`;
  return attested("activation", claim, { scan, loaded, rejected });
}

/** How long raw bytes are kept. */
export function retentionFinding(retention: string): Unmade {
  const claim = `raw bytes and what was found in them are kept for ${retention}`;
  return attested("retention", claim, { retention });
}

function attested(kind: Finding["kind"], claim: string, result: Finding["result"]): Unmade {
  return { kind, claim, grade: "attested", subjects: [], evidence: [], result, recompute: [] };
}

/** Places of records: file, then stream offsets in it. Few files, many records. */
function placesOf(evidence: Alert["evidence"]): readonly (readonly [string, readonly number[]])[] {
  return [...Map.groupBy(evidence, (ref) => ref.file)].map(([file, refs]) => [
    file,
    refs.map((ref) => ref.offset),
  ]);
}
