/**
 * Asking the witnesses of a trust policy to cosign the log's newest checkpoint.
 * @module
 */
import {
  askWitnesses,
  faultText,
  formatNote,
  LogFolder,
  type LogWriter,
  type Policy,
} from "../evidence/tlog/index.ts";
import { must } from "./spine.ts";

/** A witness that did not cosign, and why. */
export interface Refusal {
  readonly witness: string;
  readonly why: string;
}

/** Adds the cosignatures that are given. @param folder of the log @returns who refused: one that saw another log does */
export async function cosign(policy: Policy, log: LogWriter, folder: string): Promise<readonly Refusal[]> {
  const reader = new LogFolder(folder);
  const replies = await askWitnesses(policy.witnesses, formatNote(log.note), (from, to) =>
    reader.consistencyProof(from, to),
  );
  const refused: Refusal[] = [];
  for (const { witness, result } of replies) {
    if (result.ok) must(log.cosign(result.value, [witness.key]), folder);
    else refused.push({ witness: witness.name, why: faultText(result.error) });
  }
  return refused;
}
