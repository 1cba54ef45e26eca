/** `vigie service`: the unit, as systemd itself judges it. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { unitText } from "../../../src/cli/service/unit.ts";
import { put, tempFolder } from "../../helpers/temp.ts";
import { objects, vigieHere } from "../../helpers/vigie.ts";

const OPTIONS = {
  ...{ node: process.execPath, vigie: join(import.meta.dirname, "../../../bin/vigie") },
  ...{ config: "/etc/vigie/vigie.yaml", user: "root", groups: ["adm"], block: true, nftables: false },
};

function hasAnalyze(): boolean {
  return spawnSync("systemd-analyze", ["--version"]).status === 0;
}

test("systemd takes the unit without a complaint, with and without a firewall of its own", (t) => {
  if (!hasAnalyze()) return t.skip("systemd-analyze is not installed");
  const folder = tempFolder(t);
  for (const nftables of [false, true]) {
    const file = put(folder, `vigie-${nftables}.service`, unitText({ ...OPTIONS, nftables }));
    const { status, stdout, stderr } = spawnSync("systemd-analyze", ["verify", "--man=no", file], {
      encoding: "utf8",
    });
    assert.equal(status, 0, stdout + stderr);
    assert.doesNotMatch(stderr, /vigie-(true|false)\.service/, "no warning about our unit");
  }
});

test("what the unit exposes is little, as systemd counts it", (t) => {
  if (!hasAnalyze()) return t.skip("systemd-analyze is not installed");
  const folder = tempFolder(t);
  const exposure = (nftables: boolean): number => {
    const text = unitText({ ...OPTIONS, user: "vigie", nftables });
    const file = put(folder, `exposed-${nftables}.service`, text);
    const { stdout, stderr } = spawnSync(
      "systemd-analyze",
      ["security", "--offline=true", "--no-pager", file],
      { encoding: "utf8" },
    );
    const [, figure = ""] = /exposure level for .*: ([\d.]+)/.exec(stdout) ?? [];
    assert.ok(figure !== "", stdout + stderr);
    return Number(figure);
  };
  const [plain, firewall] = [exposure(false), exposure(true)];
  t.diagnostic(`exposure (0 best, 10 worst): ${plain}; with --enforce nftables: ${firewall}`);
  assert.ok(plain <= 2, `${plain}`);
  assert.ok(firewall <= 2.5, `${firewall}`);
});

test("only the firewall gets a capability, and paths mean themselves", () => {
  assert.match(unitText(OPTIONS), /^CapabilityBoundingSet=$/m);
  assert.match(unitText({ ...OPTIONS, nftables: true }), /^AmbientCapabilities=CAP_NET_ADMIN$/m);
  const odd = unitText({ ...OPTIONS, config: '/etc/a b"%h$HOME.yaml' });
  assert.ok(odd.includes('--config "/etc/a b\\"%%h$$HOME.yaml" --store'), odd);
  assert.match(unitText({ ...OPTIONS, node: "/home/marie/node" }), /^ProtectHome=read-only$/m);
  assert.match(unitText({ ...OPTIONS, groups: [] }), /^Group=root\nStateDirectory=/m);
});

test("a dry run prints and changes nothing; below a root files are written and nothing is run", async (t) => {
  const root = tempFolder(t);
  put(root, "etc/group", "root:x:0:\nadm:x:4:\n");
  const args = ["service", "install", "--root", root, "--enforce", "nftables"];
  const missing = await vigieHere(args);
  assert.equal(missing.code, 2);
  assert.match(missing.stderr, /vigie\.yaml: there is no such configuration \(make one: vigie init --out/);
  put(root, "etc/vigie/vigie.yaml", "nonsense: 1\n");
  assert.equal((await vigieHere(args)).code, 2, "a configuration that is wrong is refused");
  put(root, "etc/vigie/vigie.yaml", "body: party\n");
  const dry = await vigieHere([...args, "--dry-run", "--now"]);
  assert.equal(dry.code, 0, dry.stderr);
  assert.match(dry.stdout, /^# write \/etc\/systemd\/system\/vigie\.service$/m);
  assert.match(dry.stdout, /^# systemctl enable --now vigie$/m);
  const unit = join(root, "etc/systemd/system/vigie.service");
  assert.ok(!existsSync(unit));
  const done = await vigieHere(args);
  assert.equal(done.code, 0, done.stderr);
  assert.match(done.stdout, /nothing runs yet/);
  assert.match(readFileSync(unit, "utf8"), /--enforce nftables\n[\s\S]*^SupplementaryGroups=adm$/m);
  assert.match(
    readFileSync(join(root, "etc/sysusers.d/vigie.conf"), "utf8"),
    /^u vigie - "Vigie" \/var\/lib\/vigie$/m,
  );
  const [state] = objects((await vigieHere(["service", "status", "--root", root, "--json"])).stdout);
  assert.equal(state?.["installed"], true);
  assert.equal((await vigieHere(["service", "uninstall", "--root", root])).code, 0);
  assert.ok(!existsSync(unit));
  assert.equal((await vigieHere(["service", "status", "--root", root])).code, 4);
});
