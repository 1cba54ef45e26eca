/**
 * Does a store still hold what it committed to? Its findings against their batches, its alerts against their findings, its
 * segments against their digests.
 * @module
 */
import { commitmentOf, entryOf } from "../evidence/commitment.ts";
import { parseFinding } from "../evidence/finding.ts";
import type { SegmentFolder } from "../evidence/segments.ts";
import { faultText, LogFolder } from "../evidence/tlog/index.ts";
import type { Alert } from "../model/alert.ts";
import type { Decision } from "../model/decision.ts";
import type { SealedFinding } from "../store/seal.ts";
import type { Store } from "../store/store.ts";

interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** Checks that every finding is what its batch lists, every batch what its entry commits to, every alert what was sealed. */
export function findingsHold(store: Store): Check {
  const name = "findings as committed";
  let count = 0;
  for (const finding of store.allFindings()) {
    const wrong = faultOf(finding, store);
    if (wrong !== null) return { name, ok: false, detail: `${finding.kind} ${finding.about}: ${wrong}` };
    count++;
  }
  return { name, ok: true, detail: `${count} findings` };
}

function faultOf(finding: SealedFinding, store: Store): string | null {
  const batch = store.batch(finding.batch);
  if (batch === null) return "its batch is missing";
  const commitment = commitmentOf(finding.salt, finding.bytes).toString("hex");
  if (commitment !== finding.commitment) return "its bytes were changed";
  if (!Buffer.from(batch.bytes).toString("latin1").split("\n").includes(commitment))
    return "its batch does not list it";
  if (store.entryIndex(entryOf("batch", commitmentOf(batch.salt, batch.bytes))) === null)
    return "its batch was changed";
  if (finding.kind === "decision") return decisionFault(finding, store);
  return finding.kind === "alert" ? alertFault(finding, store) : null;
}

/** What is shown of a decision must be what was sealed of it; its status changes, and each change is sealed. */
function decisionFault(finding: SealedFinding, store: Store): string | null {
  const sealed = parseFinding(finding.bytes)?.result as Partial<Decision> | undefined;
  const [thing] = store.find(finding.about);
  if (thing === undefined || !("decision" in thing) || sealed === undefined) return "its decision is missing";
  const facts = ({ value, until, body, rule, alerts, by, created }: Partial<Decision>): string =>
    JSON.stringify({ value, until, body, rule, alerts, by, created });
  if (facts(thing.decision) === facts(sealed)) return null;
  return "the decision that is shown is not the one that was sealed";
}

/** What is shown of an alert must be what was sealed of it. */
function alertFault(finding: SealedFinding, store: Store): string | null {
  const sealed = parseFinding(finding.bytes)?.result as Partial<Alert> | undefined;
  const [thing] = store.find(finding.about);
  if (thing === undefined || !("alert" in thing) || sealed === undefined) return "its alert is missing";
  const { time, rule, body, origin, entities, group } = thing.alert;
  const shown = JSON.stringify({ time, rule, body, origin, entities, group });
  const was = JSON.stringify({
    time: sealed.time,
    rule: sealed.rule,
    body: sealed.body,
    origin: sealed.origin,
    entities: sealed.entities,
    group: sealed.group,
  });
  return shown === was ? null : "the alert that is shown is not the one that was sealed";
}

/** Checks that every segment which was sealed is there and hashes to its name. */
export function segmentsHold(store: Store, segments: SegmentFolder): Check {
  const name = "segments as committed";
  const digests = store.segmentsBefore(Number.MAX_SAFE_INTEGER);
  const wrong = digests.find((digest) => segments.read(digest) === null);
  if (wrong !== undefined) return { name, ok: false, detail: `${wrong} is missing or was changed` };
  return { name, ok: true, detail: `${digests.length} segments` };
}

/** Checks that the log holds exactly what the store gave it, once and in order. */
export function logAsInStore(folder: string, store: Store): Check {
  const log = new LogFolder(folder);
  const size = log.checkpoint();
  const name = "entries as in the store";
  if (!size.ok) return { name, ok: false, detail: faultText(size.error) };
  let index = 0;
  const given = store.outbox(0)[Symbol.iterator]();
  try {
    for (const entry of log.entries(size.value.size)) {
      const next = given.next();
      if (!entry.ok) return { name, ok: false, detail: faultText(entry.error) };
      const same = next.done !== true && Buffer.compare(next.value.entry, entry.value) === 0;
      if (!same) return { name, ok: false, detail: `entry ${index} differs` };
      index++;
    }
  } finally {
    given.return?.(); // a reading that is left open keeps the store from writing once a watch has written
  }
  const waiting = store.outboxSize() - index;
  return { name, ok: true, detail: `${index} entries, ${waiting} waiting in the outbox` };
}
