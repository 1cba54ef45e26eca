import assert from "node:assert/strict";
import { test } from "node:test";
import { parseRange } from "../../src/base/address.ts";
import { sha256 } from "../../src/base/digest.ts";
import { MAILBOX_CAMPAIGN, REGISTER_CAMPAIGN } from "../../src/rehearsal/campaigns.ts";
import { type Rehearsal, rehearse } from "../../src/rehearsal/rehearsal.ts";
import { bodies, END_MS, START_MS } from "../../src/rehearsal/stage.ts";

const rehearsal = rehearse(2017);
const text = [...rehearsal.files.values()].join("");

const digest = ({ files, truth }: Rehearsal): string => sha256(JSON.stringify([[...files], truth]));

test("the same seed rehearses the same election, byte for byte; another seed another one", () => {
  assert.equal(digest(rehearse(2017)), digest(rehearsal));
  assert.notEqual(digest(rehearse(2018)), digest(rehearsal));
});

test("every body has logs, every file is in order of time and ends with a line end", () => {
  for (const body of bodies)
    assert.ok([...rehearsal.files.keys()].some((name) => name.startsWith(`${body}/`)));
  for (const [name, content] of rehearsal.files) {
    assert.ok(content.endsWith("\n"), name);
    if (!name.endsWith("audit.jsonl")) continue;
    const times = content.split("\n").map((line) => /"CreationTime":"([^"]+)"/.exec(line)?.[1] ?? "~");
    assert.deepEqual(times, times.toSorted());
  }
});

test("nothing happens outside the twelve days", () => {
  const stamps = [...text.matchAll(/\[(\d\d)\/Apr\/2026:/g)].map((match) => Number(match[1]));
  assert.ok(stamps.length > 1000);
  assert.equal(Math.min(...new Set(stamps)), new Date(START_MS).getUTCDate());
  assert.equal(Math.max(...new Set(stamps)), new Date(END_MS - 1).getUTCDate());
});

/** Addresses of the machines that were visited, which are nobody's. */
const SERVERS = new Set(["192.0.2.10"]);

test("the truth names every client of the logs, and nobody who is not in them", () => {
  const logged = new Set(text.match(/\b\d{1,3}(?:\.\d{1,3}){3}\b/g)?.filter((ip) => !isVersion(ip)));
  const named = new Set(rehearsal.truth.actors.map((actor) => actor.ip));
  assert.deepEqual(
    [...logged].filter((ip) => !named.has(ip) && !SERVERS.has(ip)),
    [],
  );
  const silent = [...named].filter((ip) => !logged.has(ip));
  assert.ok(silent.length < named.size / 100, `${silent.length} actors are in no log`);
  assert.equal(named.size, rehearsal.truth.actors.length, "two actors share an address");
});

/** `Chrome/134.0.0.0` is no address. */
function isVersion(ip: string): boolean {
  return ip.endsWith(".0.0.0");
}

test("every address is set aside for documentation or benchmarks: nobody real appears", () => {
  const reserved = ["192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "198.18.0.0/15"].map(parseRange);
  for (const { ip } of rehearsal.truth.actors)
    assert.ok(
      reserved.some((range) => range?.contains(ip)),
      ip,
    );
});

test("both campaigns are staged, and their actors have names in the truth", () => {
  const campaigns = new Map<string, number>();
  for (const { campaign, role } of rehearsal.truth.actors) {
    assert.equal(campaign !== null, role === "campaign");
    if (campaign !== null) campaigns.set(campaign, (campaigns.get(campaign) ?? 0) + 1);
  }
  assert.deepEqual(Object.fromEntries(campaigns), { [REGISTER_CAMPAIGN]: 3, [MAILBOX_CAMPAIGN]: 2 });
  for (const actor of rehearsal.truth.actors.filter(({ role }) => role === "campaign"))
    assert.ok(text.includes(actor.ip), actor.ip);
});

test("most of the noise is stopped by the firewall, and ordinary use is there to be left alone", () => {
  const roles = Map.groupBy(rehearsal.truth.actors, (actor) => actor.role);
  const count = (role: "visitor" | "staff" | "noise" | "opportunist"): number => roles.get(role)?.length ?? 0;
  assert.ok(count("noise") > 5 * count("opportunist"));
  assert.ok(count("visitor") > 500 && count("staff") > 30);
});
