/**
 * Making a statement: seal the count on its own, then the watch, then the claims; write the sentences that follow from
 * them; seal the list of files; make the page; seal the page. The order lets each step cite what stands in the log already.
 * @module
 */

import type { Language } from "../../base/messages/index.ts";
import { digestHex } from "../../evidence/commitment.ts";
import type { Finding } from "../../evidence/finding.ts";
import { parseProof } from "../../evidence/tlog/index.ts";
import type { PublicFinding, Publisher } from "../../pipeline/publish.ts";
import type { SealedFinding } from "../../store/seal.ts";
import { verifyProgram } from "../page/inline.ts";
import { statementPage } from "../page/page.ts";
import { TEMPLATES } from "../sentences/compose.ts";
import { documentBytes, type StatementDocument, statementDocument } from "../sentences/document.ts";
import type { ClaimFacts, CountFacts, StatementFacts } from "../sentences/facts.ts";
import { FINDINGS, type FindingName } from "../sentences/sentence.ts";
import { WITHHELD } from "../sentences/watch.ts";
import type { Marking } from "../stix/objects.ts";
import { statementBundle } from "../stix/statement.ts";
import { PAGE_FINDING } from "../verify/log.ts";
import { type BagFiles, bagOf } from "./bagit.ts";
import type { CountRecipe } from "./count.ts";
import { factsOf } from "./facts.ts";
import type { WatchCount } from "./watch.ts";

/** Everything that a statement is made of. */
export interface StatementInput {
  readonly statement: StatementFacts;
  /** The count, how it was made, and its files by their path in the payload. */
  readonly count: {
    readonly facts: CountFacts;
    readonly recipe: CountRecipe | null;
    readonly files: BagFiles;
  } | null;
  readonly watch: WatchCount | null;
  /** The finding of the drills, sealed when they were made. */
  readonly drills: SealedFinding | null;
  readonly claims: readonly ClaimFacts[];
  readonly policy: string;
  readonly marking: Marking;
  readonly language: Language;
}

/** @returns the files of the bag @throws VigieError when the log cannot be written or witnesses do not cosign */
export async function publishStatement(input: StatementInput, publisher: Publisher): Promise<BagFiles> {
  await publisher.prepare();
  const payload = new Map<string, Uint8Array>([
    ["policy.txt", Buffer.from(input.policy)],
    ...(input.count?.files ?? []),
  ]);
  if (input.watch !== null) payload.set(WITHHELD, Buffer.from(input.watch.withheld));
  const firsts = firstFindings(input, payload);
  const proofs = await publisher.seal(firsts.map(({ sealed }) => sealed));
  for (const [i, { name }] of firsts.entries()) put(payload, FINDINGS[name], proofs[i]);
  if (input.drills !== null) put(payload, FINDINGS.drills, publisher.proven(input.drills));
  const document = documentOf(payload, input);
  addTexts(payload, document, input);
  const [own] = await publisher.seal([statementFinding(input.statement, payload)]);
  put(payload, FINDINGS.statement, own);
  const page = Buffer.from(statementPage(document, payload, input.language));
  const [pageProof] = await publisher.seal([pageFinding(input.statement, page)]);
  return wrapped(input, new Map([["index.html", page], ...payload]), pageProof, publisher);
}

/** What is said of the count stands in the log on its own, before anything else. */
function firstFindings(
  { statement, count, watch, claims }: StatementInput,
  payload: BagFiles,
): readonly { readonly name: FindingName; readonly sealed: PublicFinding }[] {
  const found: { name: FindingName; sealed: PublicFinding }[] = [];
  const add = (
    name: FindingName,
    draft: Pick<Finding, "kind" | "claim" | "grade" | "result">,
    files: readonly string[],
  ): void => {
    const subjects = files.map((path) => ({
      name: path,
      sha256: digestHex(payload.get(path) ?? new Uint8Array(0)),
    }));
    const finding = { ...draft, subjects, evidence: [], recompute: ["vigie", "verify", "--recompute"] };
    found.push({ name, sealed: { finding, about: `statement ${statement.asOf} ${name}` } });
  };
  if (count !== null)
    add(
      "count",
      {
        kind: "count",
        claim: "published figures against the paper",
        grade: "recomputable",
        result: { count: count.facts, recipe: count.recipe },
      },
      [...count.files.keys()],
    );
  if (watch !== null)
    add(
      "watch",
      {
        kind: "watch",
        claim: `${watch.facts.attacks} attacks counted`,
        grade: "attested",
        result: { watch: watch.facts },
      },
      [WITHHELD],
    );
  if (claims.length > 0)
    add(
      "claims",
      { kind: "claims", claim: `${claims.length} claims of others`, grade: "attested", result: { claims } },
      [],
    );
  return found;
}

function addTexts(
  payload: Map<string, Uint8Array>,
  document: StatementDocument,
  input: StatementInput,
): void {
  payload.set("statement.json", documentBytes(document));
  payload.set(
    "bundle.stix.json",
    Buffer.from(
      `${JSON.stringify(statementBundle(document, input.watch?.techniques ?? [], input.marking), null, 1)}\n`,
    ),
  );
  payload.set("verify.mjs", Buffer.from(verifyProgram()));
}

/** Made from the findings as they were sealed, by the same way as whoever verifies it. */
function documentOf(payload: BagFiles, { statement }: StatementInput): StatementDocument {
  const facts = factsOf(payload, statement);
  if (typeof facts === "string") throw new Error(facts);
  return statementDocument(facts);
}

function statementFinding(statement: StatementFacts, payload: BagFiles): PublicFinding {
  const subjects = [...payload].map(([name, bytes]) => ({ name, sha256: digestHex(bytes) }));
  return {
    about: `statement ${statement.asOf} files`,
    finding: {
      kind: "statement",
      claim: `a statement of ${subjects.length} files was published`,
      grade: "attested",
      subjects,
      evidence: [],
      result: { statement, templates: TEMPLATES },
      recompute: ["vigie", "verify", "--recompute"],
    },
  };
}

function pageFinding({ asOf }: StatementFacts, page: Uint8Array): PublicFinding {
  return {
    about: `statement ${asOf} page`,
    finding: {
      kind: "statement",
      claim: "the page of a statement was published",
      grade: "attested",
      subjects: [{ name: "index.html", sha256: digestHex(page) }],
      evidence: [],
      result: { page: "index.html" },
      recompute: ["vigie", "verify"],
    },
  };
}

function wrapped(
  { statement, policy }: StatementInput,
  payload: BagFiles,
  pageProof: BagFiles | undefined,
  publisher: Publisher,
): BagFiles {
  const sealed = parseProof(payload.get(`${FINDINGS.statement}batch.tlog-proof`) ?? "");
  if (!sealed.ok) throw new Error("the statement has no proof");
  const tags = new Map<string, Uint8Array>([
    ["policy.txt", Buffer.from(policy)],
    ["checkpoint", Buffer.from(publisher.checkpoint())],
    [`${PAGE_FINDING}/consistency.txt`, Buffer.from(publisher.consistencySince(sealed.value.checkpoint))],
  ]);
  put(tags, `${PAGE_FINDING}/`, pageProof);
  return bagOf(payload, tags, {
    "Source-Organization": statement.publisher,
    "Bagging-Date": statement.asOf.slice(0, 10),
    "Bag-Software-Agent": "Vigie",
  });
}

function put(files: Map<string, Uint8Array>, folder: string, proof: BagFiles | undefined): void {
  for (const [name, bytes] of proof ?? []) files.set(`${folder}${name}`, bytes);
}
