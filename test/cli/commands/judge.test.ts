/** People's decisions and campaigns, as a user sees them. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { parseFinding } from "../../../src/evidence/finding.ts";
import { campaignSchema } from "../../../src/model/campaign.ts";
import { lastFinding } from "../../../src/pipeline/judgement.ts";
import { openSqliteStore } from "../../../src/store/sqlite/store.ts";
import { put, tempFolder } from "../../helpers/temp.ts";
import { objects, vigieHere } from "../../helpers/vigie.ts";

const two = (value: number): string => String(value).padStart(2, "0");

/** A password is guessed and fits; minutes later and days later somebody packs and hides on that machine. */
function log(): string {
  const line = (day: number, minute: number, program: string, text: string): string =>
    `Apr ${two(day)} 03:${two(minute)}:00 files ${program}: ${text}`;
  const guess = (day: number, ip: string): readonly string[] => [
    ...Array.from({ length: 12 }, (_, i) =>
      line(day, i, "sshd[77]", `Failed password for alix from ${ip} port 4${i} ssh2`),
    ),
    line(day, 13, "sshd[77]", `Accepted password for alix from ${ip} port 50 ssh2`),
  ];
  const sudo = (day: number, minute: number, command: string): string =>
    line(day, minute, "sudo", `alix : TTY=pts/1 ; PWD=/home/alix ; USER=root ; COMMAND=${command}`);
  return `${[
    ...guess(13, "203.0.113.5"),
    sudo(13, 15, "/usr/bin/tar czf /tmp/a.tgz /srv/files"),
    sudo(13, 17, "/bin/rm -f /var/log/auth.log"),
    ...guess(18, "203.0.113.5"),
    sudo(18, 20, "/usr/bin/tar czf /tmp/b.tgz /srv/files"),
  ].join("\n")}\n`;
}

async function scanned(t: TestContext): Promise<string> {
  const folder = tempFolder(t);
  const store = join(folder, "store");
  const file = put(folder, "auth.log", log());
  const { code } = await vigieHere([
    "scan",
    file,
    "--store",
    store,
    "--no-progress",
    "--quiet",
    "--body",
    "party",
  ]);
  assert.equal(code, 0);
  return store;
}

test("a campaign is listed with its ties, shown by its id, and judged", async (t) => {
  const store = await scanned(t);
  const listed = await vigieHere(["campaigns", "--store", store, "--json"]);
  const [campaign] = objects(listed.stdout).map((object) => campaignSchema.parse(object));
  assert.ok(campaign !== undefined, "no campaign");
  assert.ok(campaign.attacks.length >= 3);
  assert.ok(
    campaign.links.some(({ code }) => code === "address") &&
      campaign.links.some(({ code }) => code === "machine"),
  );
  const text = await vigieHere(["campaigns", "--store", store]);
  assert.match(text.stdout, /the same address: 203\.0\.113\.5/);
  assert.match(text.stdout, /somebody got in on files, and later something happens there/);
  const shown = await vigieHere(["show", campaign.id.slice(0, 12), "--store", store, "--lang", "fr"]);
  assert.match(shown.stdout, /la même adresse : 203\.0\.113\.5/);
  assert.match(shown.stdout, /Failed password for alix from 203\.0\.113\.5/);
  const judged = await vigieHere([
    "judge",
    campaign.id,
    "--verdict",
    "elaborate",
    "--why",
    "seen by us",
    "--store",
    store,
  ]);
  assert.equal(judged.code, 0);
  assert.match(judged.stdout, /elaborate {2}seen by us/);
});

test("a decision is kept with its history, learnt from within a bound, and needs a reason", async (t) => {
  const store = await scanned(t);
  const attacks = async (): Promise<readonly Record<string, unknown>[]> =>
    objects((await vigieHere(["attacks", "--store", store, "--json"])).stdout);
  const [first] = await attacks();
  const id = String(first?.["id"]);
  assert.match((await vigieHere(["judge", id, "--store", store])).stdout, /Nobody has decided/);
  const bare = await vigieHere(["judge", id, "--verdict", "noise", "--store", store]);
  assert.equal(bare.code, 2);
  assert.match(bare.stderr, /a decision without a reason helps nobody/);
  await vigieHere(["judge", id, "--verdict", "elaborate", "--why", "looks planned", "--store", store]);
  await vigieHere([
    "judge",
    id.slice(0, 12),
    "--verdict",
    "opportunistic",
    "--why",
    "our own test",
    "--store",
    store,
  ]);
  const told = objects((await vigieHere(["judge", id, "--store", store, "--json"])).stdout);
  assert.deepEqual(
    told.map(({ kind, verdict, why }) => [kind, verdict, why]),
    [
      ["judgement", "elaborate", "looks planned"],
      ["judgement", "opportunistic", "our own test"],
    ],
  );
  const scoreOf = (attack: Record<string, unknown> | undefined): number =>
    (attack?.["verdict"] as { score: number } | undefined)?.score ?? 0;
  const after = (await attacks()).find((attack) => attack["id"] === id);
  assert.ok(scoreOf(after) < scoreOf(first) && scoreOf(after) >= scoreOf(first) - 0.1 - 1e-9);
  const verdict = after?.["verdict"] as { reasons: { code: string; weight: number }[] } | undefined;
  assert.ok(verdict?.reasons.some(({ code, weight }) => code === "judged" && weight < 0));
  const sealed = openSqliteStore(store);
  t.after(() => sealed.close());
  const said = sealed.findings(id).filter(({ kind }) => kind === "judgement");
  assert.deepEqual(
    said.map(({ bytes }) => parseFinding(bytes)?.claim),
    ["judged elaborate by a person: looks planned", "judged opportunistic by a person: our own test"],
  );
  assert.equal(
    lastFinding(sealed, id)?.kind,
    "attack",
    "a proof of the attack is not one of what was said of it",
  );
  const proof = join(store, "attack.tlog-proof");
  assert.equal((await vigieHere(["prove", id, "--out", proof, "--store", store])).code, 0);
  const log = await vigieHere(["log", "verify", "--store", store]);
  assert.equal(log.code, 0, log.stderr);
});

test("what somebody wrote about a campaign goes when one of its attacks is erased", async (t) => {
  const store = await scanned(t);
  const listed = await vigieHere(["campaigns", "--store", store, "--json"]);
  const [campaign] = objects(listed.stdout).map((object) => campaignSchema.parse(object));
  assert.ok(campaign !== undefined);
  const why = "Alix of flat 7 was on holiday";
  const judged = ["judge", campaign.id, "--verdict", "noise", "--why", why, "--store", store];
  assert.equal((await vigieHere(judged)).code, 0);
  const bytes = (): Buffer => readFileSync(join(store, "vigie.db"));
  const wal = (): Buffer =>
    existsSync(join(store, "vigie.db-wal")) ? readFileSync(join(store, "vigie.db-wal")) : Buffer.alloc(0);
  assert.ok(bytes().includes(why) || wal().includes(why), "the words were kept");
  const erased = await vigieHere(["erase", campaign.attacks[0] ?? "", "--why", "asked", "--store", store]);
  assert.equal(erased.code, 0, erased.stderr);
  assert.ok(!bytes().includes(why) && !wal().includes(why), "and are gone");
});
