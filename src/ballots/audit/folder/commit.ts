/**
 * Planning an audit: the tables are gathered and checked, and only then the folder is written, plan.json last.
 * @module
 */
import { join } from "node:path";
import { sha256 } from "../../../base/digest.ts";
import { problem, VigieError } from "../../../base/errors.ts";
import type { CvrTable } from "../cvr/table.ts";
import { type CheckedAudit, type ContestForm, derive, digestsOf } from "./audit.ts";
import { checkLimit, needsBoundsSource } from "./checks.ts";
import { checkFree, formatJson, makeFolder, readBytes, writeOnce } from "./files.ts";
import { checkPlan, fileOf, infosOf, type Plan } from "./plan.ts";
import { recordsOf } from "./records.ts";
import type { Rule } from "./rule.ts";
import { type StratumKind, StratumTables, TABLES, type TableName } from "./stratum.ts";
import { refuse } from "./tables.ts";

/** One contest, as `vigie audit plan` is told of it. */
export interface ContestInput {
  readonly name: string;
  readonly rule: Rule;
  readonly votesAllowed: number;
  /** The most cards that can hold it, from a source of its own: it is drawn from these alone. Null: from all cards. */
  readonly cards: number | null;
}

/** One part of what can be drawn. */
export interface StratumInput {
  /** Empty where there is only one. */
  readonly name: string;
  readonly kind: StratumKind;
  /** Reported votes: by unit (minutes), by batch (ONEAudit), or one row of totals (polling). */
  readonly results: string | null;
  /** Cards by batch. */
  readonly manifest: string | null;
  /** Records, already read, and the file they came from. */
  readonly cvr: { readonly file: string; readonly table: CvrTable } | null;
}

/** What `vigie audit plan` is told. */
export interface PlanInput {
  readonly contests: readonly ContestInput[];
  readonly strata: readonly StratumInput[];
  readonly riskLimit: string;
  readonly bounds: string | null;
  readonly boundsSource: string | null;
  readonly replace: boolean;
  readonly now: string;
}

/** Plans an audit: checks everything, then writes the folder. @throws VigieError; nothing is written then */
export function planAudit(dir: string, input: PlanInput): CheckedAudit {
  checkLimit(input.riskLimit);
  const styled = input.contests.some(({ cards }) => cards !== null);
  const needsSource = needsBoundsSource({ styled, strata: input.strata });
  const gathered = input.strata.map((stratum) => gather(stratum, input));
  if (needsSource) checkSource(input.boundsSource);
  const infos = infosOf(input.contests);
  const tables = input.strata.map(
    ({ name, kind }, i) => new StratumTables(name, kind, infos, sourceOf(gathered[i] ?? new Map())),
  );
  const form = {
    contests: input.contests.map((contest) => formOf(contest, input)),
    strata: input.strata,
    styled,
    replace: input.replace,
  };
  const found = derive(form, tables);
  const files = Object.fromEntries(
    gathered.flatMap((one, i) =>
      Array.from(one, ([table, { bytes }]) => [fileOf(table, i, gathered.length), bytes] as const),
    ),
  );
  const plan: Plan = {
    format: "vigie-audit-1",
    contests: found.contests,
    strata: found.strata,
    styled,
    replace: input.replace,
    riskLimit: input.riskLimit,
    boundsSource: needsSource ? input.boundsSource : null,
    files: digestsOf(files),
    planned: input.now,
  };
  checkPlan(plan);
  const text = formatJson(plan);
  write(dir, files, text);
  return { dir, plan, commitment: sha256(text), tables, contests: found.audited };
}

function write(dir: string, files: Readonly<Record<string, Uint8Array>>, plan: string): void {
  makeFolder(dir);
  // all of them first: a folder of another audit is left as it is
  for (const [name, bytes] of Object.entries(files)) checkFree(join(dir, name), bytes);
  checkFree(join(dir, "plan.json"), plan);
  for (const [name, bytes] of Object.entries(files)) writeOnce(join(dir, name), bytes);
  writeOnce(join(dir, "plan.json"), plan); // last: without it there is no audit
}

/** Choices in the order of the records. */
function formOf(contest: ContestInput, { strata }: PlanInput): ContestForm {
  const choices = strata.flatMap(
    ({ cvr }) => cvr?.table.contests.find(({ name }) => name === contest.name)?.choices ?? [],
  );
  return { ...contest, choices };
}

function checkSource(source: string | null): void {
  if (source === null || source.trim() === "")
    throw new VigieError(
      problem(
        "usage",
        null,
        "--bounds-source is missing",
        "say where the bounds come from, such as: roll of 2 April",
      ),
    );
}

/** A table that was gathered: its bytes, and how a message names it. */
interface Gathered {
  readonly bytes: Buffer;
  readonly label: string;
}

function sourceOf(tables: ReadonlyMap<TableName, Gathered>): StratumTables["source"] {
  const of = (table: TableName): Gathered => tables.get(table) ?? { bytes: Buffer.alloc(0), label: table };
  return { bytes: (table) => of(table).bytes, label: (table) => of(table).label };
}

const WHY: Readonly<Record<TableName, readonly [string, string]>> = {
  results: ["--results", "name the table of reported votes"],
  bounds: [
    "--bounds",
    "name the registered voters of each unit, from the roll; a bound from the results under audit lets a file that deletes votes lower its own bound",
  ],
  manifest: ["--manifest", "name the table of cards by batch: batch,cards"],
  records: ["--cvr", "name the file of cast vote records"],
};

/** The bytes to commit to. */
function gather(stratum: StratumInput, input: PlanInput): ReadonlyMap<TableName, Gathered> {
  const found = new Map<TableName, Gathered>();
  for (const table of TABLES[stratum.kind]) {
    if (table === "records") {
      if (stratum.cvr === null) missing(table);
      found.set(table, { bytes: recordsOf(stratum.cvr, infosOf(input.contests)), label: stratum.cvr.file });
    } else {
      const path = table === "bounds" ? input.bounds : stratum[table];
      if (path === null) missing(table);
      found.set(table, { bytes: readBytes(path), label: path });
    }
  }
  const [results, bounds] = [found.get("results"), found.get("bounds")];
  if (results !== undefined && bounds !== undefined && sha256(results.bytes) === sha256(bounds.bytes))
    refuse(bounds.label, null, "the bounds are the results under audit", "use the roll of registered voters");
  return found;
}

function missing(table: TableName): never {
  const [option, why] = WHY[table];
  throw new VigieError(problem("usage", null, `${option} is missing`, why));
}
