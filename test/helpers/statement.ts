/** A whole statement, made as a user makes it: a scan, a drill, a count, claims, and the command. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { globSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { digestHex } from "../../src/evidence/commitment.ts";
import type { Publisher } from "../../src/pipeline/publish.ts";
import { rehearseCount } from "../../src/rehearsal/count.ts";
import { put } from "./temp.ts";
import { type Ended, vigie, vigieHere } from "./vigie.ts";

const CLAIMS = `claims:
  - id: blocked-24000
    text: The ministry's systems blocked 24,000 external attacks in a year.
    claimant: A defence minister
    date: 2017-01-08
    kind: fact
    quotation: "24,000 external attacks were blocked <b>by our systems</b>"
  - id: a-state
    text: A state did it.
    claimant: Intelligence services
    date: 2017-01-06
    kind: attribution
    quotation: "We assess » with high confidence"
    classified: true
`;

/** A folder with a store, result files and claims; gone when `remove` is called. */
export interface Ground {
  readonly home: string;
  readonly store: string;
  remove(): void;
  /** Runs `vigie statement` with everything there is, into `out`. */
  publish(out: string, args?: readonly string[]): Promise<Ended>;
}

export async function prepareGround(): Promise<Ground> {
  const home = mkdtempSync(join(tmpdir(), "vigie-statement-"));
  const store = join(home, "store");
  const attack = [
    "/.env",
    "/.git/config",
    "/.htpasswd",
    "/.aws/credentials",
    "/.svn/entries",
    "/.bash_history",
  ];
  const lines = attack.map(
    (path, i) => `203.0.113.66 - - [20/Apr/2026:09:00:0${i} +0000] "GET ${path} HTTP/1.1" 404 12 "-" "x"`,
  );
  put(home, "logs/access.log", `${lines.join("\n")}\n`);
  const scanned = await vigie(["scan", join(home, "logs"), "--store", store, "--no-progress"]);
  assert.equal(scanned.code, 0, scanned.stderr);
  put(home, "drills/seen.log", `${lines.join("\n")}\n`);
  const drills = [{ name: "files", pattern: "secret files", file: "seen.log", techniques: [] }];
  put(home, "drills/drills.json", JSON.stringify(drills));
  const drilled = await vigieHere([
    "drill",
    join(home, "drills"),
    "--store",
    store,
    "--not-observable",
    "telephones",
  ]);
  assert.equal(drilled.code, 0, drilled.stderr);
  const { stations, communes } = rehearseCount(7);
  put(home, "stations.csv", stations);
  put(home, "communes.csv", communes);
  put(home, "claims.yaml", CLAIMS);
  put(home, "own.txt", "We thank <everybody>.");
  return {
    home,
    store,
    remove: () => rmSync(home, { recursive: true, force: true }),
    publish: (out, args = everything(home)) =>
      vigieHere(["statement", "--store", store, "--out", out, "--publisher", "CERT <example>", ...args]),
  };
}

/** Options that name all there is. */
export function everything(home: string): readonly string[] {
  const file = (name: string): string => join(home, name);
  return [
    ...["--official", file("communes.csv"), "--collected", file("stations.csv")],
    ...["--claims", file("claims.yaml"), "--text", file("own.txt"), "--consent", "default"],
  ];
}

/** Every file of a folder, by its path in it. */
export function filesOf(folder: string): readonly string[] {
  return globSync("**/*", { cwd: folder, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

/** A page sealed as that of a statement, whatever it says. @returns the files of its proof */
export async function sealPage(
  publisher: Publisher,
  page: Uint8Array,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const finding = {
    kind: "statement",
    claim: "the page of a statement was published",
    grade: "attested",
    subjects: [{ name: "index.html", sha256: digestHex(page) }],
    evidence: [],
    result: { page: "index.html" },
    recompute: [],
  } as const;
  const [proof] = await publisher.seal([{ about: "another page", finding }]);
  assert.ok(proof !== undefined);
  return proof;
}

/** Writes the manifests anew, as somebody would who wants a change to pass. */
export function mendManifests(folder: string): void {
  const sums = (paths: readonly string[]): string =>
    execFileSync("sha256sum", [...paths], { cwd: folder, encoding: "utf8" });
  const all = filesOf(folder);
  writeFileSync(join(folder, "manifest-sha256.txt"), sums(all.filter((path) => path.startsWith("data/"))));
  const tags = all.filter((path) => !path.startsWith("data/") && path !== "tagmanifest-sha256.txt");
  writeFileSync(join(folder, "tagmanifest-sha256.txt"), sums(tags));
}
