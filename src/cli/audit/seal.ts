/**
 * Steps of an audit in the log, where there is one: the log shows what was committed, and when, to anyone who keeps its
 * checkpoints. The plan must stand there before the seed is thrown.
 * @module
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Assessment } from "../../ballots/audit/folder/assess.ts";
import type { Round } from "../../ballots/audit/folder/draw.ts";
import { readBytes } from "../../ballots/audit/folder/files.ts";
import { kindOf, type Plan, titleOf } from "../../ballots/audit/folder/plan.ts";
import { sha256 } from "../../base/digest.ts";
import { VigieError } from "../../base/errors.ts";
import { terminalText } from "../../base/text.ts";
import { methodOf } from "../../pipeline/method.ts";
import { openSealing, spinePaths } from "../../pipeline/spine.ts";
import { type CommonOptions, openStore } from "../options.ts";
import type { Output } from "../output.ts";
import { version } from "../version.ts";

/** What is sealed: the step, and the files of the folder as they are after it. */
interface Step {
  readonly name: "plan" | "draw" | "assessment";
  readonly claim: string;
  readonly files: readonly string[];
  readonly result: Readonly<Record<string, unknown>>;
}

/**
 * Seals a step into the log of the store. Sealing the same step twice leaves one entry. A log that cannot be written is
 * told and stops nothing: the step itself is done, and its answer must still be given.
 * @returns whether it was sealed: not where nobody keeps a log
 */
export async function sealStep(
  dir: string,
  plan: Plan,
  step: Step,
  options: CommonOptions,
  output: Output,
): Promise<boolean> {
  if (options.store === ":memory:" || !existsSync(join(spinePaths(options.store).log, "checkpoint")))
    return false;
  try {
    await seal(dir, plan, step, options);
  } catch (error) {
    if (!(error instanceof VigieError)) throw error;
    output.problem(error.problem);
    return false;
  }
  output.remark(output.messages.audit.sealed(terminalText(options.store)));
  return true;
}

async function seal(dir: string, plan: Plan, step: Step, options: CommonOptions): Promise<void> {
  const subjects = step.files.map((name) => ({ name, sha256: sha256(readBytes(join(dir, name))) }));
  // round 1 of two audits may be the same bytes: the plan tells them apart
  const about = ["audit", step.name, ...subjects.map(({ sha256: digest }) => digest)].join(" ");
  const store = openStore(options);
  try {
    if (store.isSealed(about)) return;
    const sealing = openSealing(options.store, store, methodOf(version(), "", []));
    sealing.sealer.sealFinding(
      {
        kind: "audit",
        claim: step.claim,
        grade: "attested",
        subjects,
        evidence: [],
        result: { step: step.name, contest: titleOf(plan), kind: kindOf(plan), ...step.result },
        recompute: ["vigie", "audit", "assess", dir, "--recompute"],
      },
      about,
    );
    await sealing.close();
  } finally {
    store.close();
  }
}

export function planStep(plan: Plan, commitment: string): Step {
  return {
    name: "plan",
    claim: `An audit of ${titleOf(plan)} was planned; the SHA-256 of its plan.json is ${commitment}`,
    files: ["plan.json", ...Object.keys(plan.files)],
    result: {
      commitment,
      units: plan.strata.reduce((sum, one) => sum + one.units, 0),
      riskLimit: plan.riskLimit,
    },
  };
}

export function drawStep(plan: Plan, { round, drawn }: Round): Step {
  return {
    name: "draw",
    claim: `Round ${round} of the audit of ${titleOf(plan)} was drawn: ${drawn} units so far`,
    files: [`round-${round}.json`, "seed.json", "plan.json"],
    result: { round, drawn },
  };
}

export function assessmentStep(plan: Plan, { round, risk, confirmed }: Assessment): Step {
  return {
    name: "assessment",
    claim: `Round ${round} of the audit of ${titleOf(plan)}: risk ${risk}, limit ${plan.riskLimit}`,
    files: [`assessment-${round}.json`, "entries.json", "seed.json", "plan.json"],
    result: { round, risk, confirmed },
  };
}
