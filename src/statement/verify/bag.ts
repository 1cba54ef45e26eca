/**
 * A statement as a folder: it is whole, every file of it was sealed into a log of the trust policy, and its sentences are
 * those that follow from its findings. Independent of any store.
 * @module
 */
import { languages } from "../../base/messages/index.ts";
import { digestHex } from "../../evidence/commitment.ts";
import type { Finding } from "../../evidence/finding.ts";
import { type Grade, grades, weakest } from "../../evidence/grade.ts";
import type { Policy } from "../../evidence/tlog/index.ts";
import { checkBag, payloadOf } from "../bag/bagit.ts";
import { factsOf } from "../bag/facts.ts";
import { statementPage } from "../page/page.ts";
import { TEMPLATES } from "../sentences/compose.ts";
import { documentBytes, type StatementDocument, statementDocument } from "../sentences/document.ts";
import type { Facts } from "../sentences/facts.ts";
import { WITHHELD } from "../sentences/watch.ts";
import { type Check, failed, readPolicy, type VerifyOptions } from "./check.ts";
import { digestOfFile, type Files, textOf } from "./files.ts";
import { checkFinding } from "./finding.ts";
import { checkLog, checkOneLog, PAGE_FINDING } from "./log.ts";
import { recount } from "./recount.ts";

const PAGE = "index.html";

/** @param folder where the files lie, for what is computed again */
export function verifyBag(folder: string, files: Files, options: VerifyOptions): readonly Check[] {
  const checks = [...checkBag(files)];
  const own = textOf(files.get("policy.txt"));
  checks.push(sameKeys(own, textOf(files.get("data/policy.txt"))));
  const policy = readPolicy(options.policy ?? own);
  if (policy === null)
    return [...checks, failed("trust policy", "the statement has none, and none was given")];
  if ("detail" in policy) return [...checks, policy];
  const payload = payloadOf(files);
  checks.push(...checkLog(files, policy), checkOneLog(files), ...checkFindings(files, payload, policy));
  const { checks: texts, document } = checkSaid(payload);
  checks.push(...texts);
  if (options.recompute) checks.push(...recount(folder, payload));
  const held = checks.every(({ ok }) => ok);
  return [...checks, gradeOf(held ? document : null)];
}

/** The policy lies beside the payload for people, and in it because it was sealed with it. */
function sameKeys(beside: string | null, sealed: string | null): Check {
  const ok = beside !== null && beside === sealed;
  return {
    name: "keys",
    ok,
    detail: ok ? "policy.txt is the one that was sealed" : "policy.txt is not the one that was sealed",
  };
}

/** Checks every finding, and that together they name every file of the payload with its digest. */
function checkFindings(files: Files, payload: Files, policy: Policy): readonly Check[] {
  const checks: Check[] = [];
  for (const folder of folders(payload)) {
    const { checks: own, finding } = checkFinding(folder, payload, policy);
    checks.push(...own);
    if (finding !== null && folder !== "findings/statement")
      checks.push(...subjects(folder, finding, payload));
    if (finding !== null && folder === "findings/statement") checks.push(allNamed(finding, payload));
  }
  const page = checkFinding(PAGE_FINDING, files, policy);
  checks.push(...page.checks);
  if (page.finding !== null) checks.push(...subjects(PAGE_FINDING, page.finding, payload));
  if (!checks.some(({ name }) => name === "files of the statement"))
    checks.push(failed("statement", "its finding is missing, or cannot be read"));
  if (page.finding?.subjects.some(({ name }) => name === PAGE) !== true)
    checks.push(failed("page", "its finding does not name index.html"));
  return checks;
}

function folders(payload: Files): readonly string[] {
  const all = [...payload.keys()].map((path) => /^(findings\/[^/]+)\//.exec(path)?.[1]);
  return [...new Set(all.filter((one) => one !== undefined))].sort();
}

/** Checks that files which a finding names are those of the payload. */
function* subjects(folder: string, { subjects: own }: Finding, payload: Files): Iterable<Check> {
  if (own.length === 0) return;
  const wrong = own.filter(({ name, sha256 }) => digestOfFile(payload.get(name)) !== sha256);
  const detail = wrong.length === 0 ? `${own.length} files` : `missing or changed: ${wrong[0]?.name}`;
  yield { name: `files of ${folder}`, ok: wrong.length === 0, detail };
}

/** Checks that the statement's finding names every file but the page and itself. */
function allNamed({ subjects: own }: Finding, payload: Files): Check {
  const sealed = new Map(own.map(({ name, sha256 }) => [name, sha256]));
  const covered = [...payload].filter(([path]) => path !== PAGE && !path.startsWith("findings/statement/"));
  const wrong = covered
    .filter(([path, bytes]) => sealed.get(path) !== digestHex(bytes))
    .map(([path]) => path);
  const lost = [...sealed.keys()].filter((path) => !payload.has(path));
  const bad = [...wrong, ...lost];
  const detail = bad.length === 0 ? `${sealed.size} files` : `not as sealed: ${bad.slice(0, 5).join(", ")}`;
  return { name: "files of the statement", ok: bad.length === 0, detail };
}

/** Checks everything that is said against the findings. @returns with what they say, null when it cannot be read */
function checkSaid(payload: Files): {
  readonly checks: readonly Check[];
  readonly document: StatementDocument | null;
} {
  const facts = factsOf(payload);
  if (typeof facts === "string") return { checks: [failed("facts", facts)], document: null };
  const document = statementDocument(facts);
  const checks = [checkTexts(document, payload), checkWithheld(facts, payload), checkPage(document, payload)];
  return { checks, document };
}

/** Checks that the published text is what the findings say. @param document as made again from them */
function checkTexts(document: StatementDocument, payload: Files): Check {
  const published = payload.get("statement.json");
  const version = templatesOf(published);
  if (version !== null && version !== TEMPLATES)
    return failed(
      "sentences",
      `made by ${version > TEMPLATES ? "a newer" : "an older"} Vigie (templates ${version}): use that one to check the sentences`,
    );
  const same = published?.equals(documentBytes(document)) ?? false;
  const detail = same ? "follow from the findings" : "are not those that follow from the findings";
  return { name: "sentences", ok: same, detail };
}

/** Checks that as many findings are listed by commitment as the watch says are withheld. */
function checkWithheld({ watch }: Facts, payload: Files): Check {
  const listed = (textOf(payload.get(WITHHELD)) ?? "").split("\n").filter((line) => line !== "").length;
  const detail = `${listed} commitments`;
  return { name: "withheld findings", ok: (watch?.withheld ?? 0) === listed, detail };
}

/** Checks that the page is the one that Vigie makes of these files: whoever publishes could seal a page that says more. */
function checkPage(document: StatementDocument, payload: Files): Check {
  const page = payload.get(PAGE);
  const files = new Map([...payload].filter(([path]) => path !== PAGE));
  const same = languages.some((first) => page?.equals(Buffer.from(statementPage(document, files, first))));
  const detail = same
    ? "is the one that these files make"
    : "is not the one that this Vigie makes of these files: use the version that made it, or believe statement.json alone";
  return { name: "text of the page", ok: same, detail };
}

function templatesOf(bytes: Buffer | undefined): number | null {
  const match = /"templates": (\d{1,6}),/.exec(bytes?.subarray(0, 4096).toString("utf8") ?? "");
  return match === null ? null : Number(match[1]);
}

/** The weakest grade of any sentence. @param document null when anything did not hold: nothing counts then */
function gradeOf(document: StatementDocument | null): Check {
  if (document === null) return failed("grade", "asserted");
  const counts = grades.map((grade) => `${grade} ${document.grades[grade]}`).join(", ");
  const given = document.sentences
    .map(({ grade }) => grade)
    .filter((grade): grade is Grade => grade !== null);
  return { name: "grade", ok: true, detail: `${weakest(given)} (sentences: ${counts})` };
}
