/** Bundles of others are hostile until read: nothing but plain addresses is taken, and each carries whose it is. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { importStix } from "../../../src/statement/stix/import.ts";
import { put, tempFolder } from "../../helpers/temp.ts";
import { objects, vigieHere } from "../../helpers/vigie.ts";

const UUID = "8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f";
const indicator = (pattern: string, more: object = {}): object => ({
  type: "indicator",
  spec_version: "2.1",
  id: `indicator--${UUID}`,
  created_by_ref: `identity--${UUID}`,
  pattern,
  pattern_type: "stix",
  ...more,
});
const bundle = (...all: readonly object[]): string =>
  JSON.stringify({
    type: "bundle",
    id: `bundle--${UUID}`,
    objects: [{ type: "identity", id: `identity--${UUID}`, name: "Partner\u001b[31m" }, ...all],
  });

function values(...patterns: readonly string[]): readonly string[] {
  const read = importStix("b", bundle(...patterns.map((pattern) => indicator(pattern))));
  assert.ok(read.ok);
  return read.value.indicators.map(({ value }) => value);
}

test("plain comparisons of addresses are taken, whatever says more is not reduced to its addresses", () => {
  assert.deepEqual(values("[ipv4-addr:value = '203.0.113.7']", "[ipv6-addr:value='2001:DB8::1']"), [
    "203.0.113.7",
    "2001:db8::1",
  ]);
  assert.deepEqual(values("[ipv4-addr:value = '203.0.113.7' OR ipv4-addr:value = '203.0.113.8']"), [
    "203.0.113.7",
    "203.0.113.8",
  ]);
  assert.deepEqual(values("[ipv4-addr:value ISSUBSET '203.0.113.0/24']"), ["203.0.113.0/24"]);
  for (const pattern of [
    "[ipv4-addr:value = '203.0.113.7'] FOLLOWEDBY [ipv4-addr:value = '203.0.113.8']",
    "[ipv4-addr:value = '203.0.113.7' AND network-traffic:dst_port = 25]",
    "[ipv4-addr:value != '203.0.113.7']",
    "[ipv4-addr:value = '0x7f.1']",
    "[ipv4-addr:value = '203.0.113.7\n']",
    `[${" OR ".repeat(100_000)}]`,
    "alert tcp any any",
  ])
    assert.deepEqual(values(pattern), [], pattern.slice(0, 80));
});

test("what is no bundle is refused; single faults are told with their place, the rest is read", () => {
  for (const text of [
    "",
    "[]",
    '{"type":"bundle"}',
    '{"type":"bundle","objects":[1]}',
    '{"type":"report","objects":[]}',
  ])
    assert.ok(!importStix("b", text).ok, text);
  const read = importStix(
    "b",
    bundle(
      { type: "indicator", id: "x" },
      { type: "channel", id: `channel--${UUID}` },
      indicator("[ipv4-addr:value = '203.0.113.7']"),
    ),
  );
  assert.ok(read.ok);
  assert.deepEqual(read.value.faults, ["object 2 (indicator): its id is none of its type"]);
  assert.deepEqual(read.value.left, { identity: 1, indicator: 1, channel: 1 });
  assert.equal(read.value.indicators.length, 1);
});

test("imported addresses are proposals of whoever made them; protected and expired ones are left out; twice adds nothing", async (t) => {
  const folder = tempFolder(t);
  const store = ["--store", join(folder, "store")];
  put(
    folder,
    "b.json",
    bundle(
      indicator("[ipv4-addr:value = '203.0.113.7']"),
      indicator("[ipv4-addr:value = '127.0.0.1']"),
      indicator("[ipv4-addr:value = '203.0.113.9']", { valid_until: "2020-01-01T00:00:00Z" }),
    ),
  );
  const first = await vigieHere(["import", join(folder, "b.json"), ...store, "--json"]);
  assert.equal(first.code, 0, first.stderr);
  assert.deepEqual(objects(first.stdout)[0], {
    kind: "summary",
    indicators: 3,
    proposed: 1,
    refused: 2,
    left: { identity: 1 },
    faults: 0,
  });
  const again = await vigieHere(["import", join(folder, "b.json"), ...store, "--json"]);
  assert.equal(objects(again.stdout)[0]?.["proposed"], 0);
  const listed = await vigieHere(["blocks", "list", "--status", "proposed", ...store, "--json"]);
  const [decision] = objects(listed.stdout);
  assert.equal(decision?.["value"], "203.0.113.7");
  assert.match(String(decision?.["why"]), /indicator of Partner/);
  const shown = await vigieHere(["blocks", "list", "--status", "proposed", ...store]);
  assert.ok(!shown.stdout.includes("\u001b[31m"), "escape sequences of others do not reach the terminal");
  const exported = await vigieHere(["export", ...store]);
  assert.equal(exported.code, 2, "nothing is to be written");
});
