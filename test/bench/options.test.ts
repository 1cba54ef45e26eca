/** Every benchmark takes the same options, and prints one object for each lane, its yardstick among them. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { gzipSync } from "node:zlib";
import { accessLine, webRule } from "../helpers/scan.ts";
import { put, tempFolder } from "../helpers/temp.ts";
import { objects, ROOT } from "../helpers/vigie.ts";

type Line = Readonly<Record<string, unknown>>;

/** A folder laid out like the shared one, with other names, and a rule. */
function grounds(t: TestContext): readonly string[] {
  const folder = tempFolder(t);
  const lines = Array.from({ length: 50 }, (_, i) =>
    accessLine("192.0.2.7", i, i % 10 === 0 ? "/?q=attack" : "/"),
  );
  put(folder, "data/logs/access/other.gz", gzipSync(`${lines.join("\n")}\n`));
  const event = { EventID: 4625, Channel: "Security", TargetUserName: "bob" };
  put(folder, "data/events/other.jsonl.gz", gzipSync(`${JSON.stringify(event)}\n`.repeat(50)));
  put(folder, "rules/rule.yml", webRule("attack", "attack", "high"));
  return ["--data", join(folder, "data"), "--rules", join(folder, "rules"), "--json"];
}

function bench(name: string, args: readonly string[]): Promise<readonly Line[]> {
  const child = spawn(process.execPath, [join(ROOT, "bench/run.ts"), name, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [out, err] = ["", ""];
  child.stdout.on("data", (piece) => {
    out += piece;
  });
  child.stderr.on("data", (piece) => {
    err += piece;
  });
  return new Promise((done, fail) => {
    child.on("error", fail);
    child.on("close", (code) => {
      assert.equal(code, 0, err);
      done(objects(out));
    });
  });
}

function checkLines(name: string, lines: readonly Line[]): void {
  for (const line of lines) {
    assert.equal(line["bench"], name);
    assert.equal(typeof line["lane"], "string");
    assert.equal(typeof line["yardstick"], "boolean");
  }
  assert.ok(
    lines.some(({ yardstick }) => yardstick === true),
    `${name} has a yardstick`,
  );
  assert.ok(lines.some(({ yardstick }) => yardstick === false));
}

test("bench sigma: the data and the rules that were named, the fields of the contract", async (t) => {
  const common = grounds(t);
  const own = ["--counts", "0,all", "--rounds", "1"];
  const web = await bench("sigma", [...common, ...own, "--lane", "access"]);
  checkLines("sigma", web);
  const all = web.at(-1);
  assert.deepEqual([all?.["events"], all?.["found"]], [1500, 150]);
  for (const field of [
    "rules",
    "bytes",
    "cpu_s",
    "wall_s",
    "events_per_cpu_s",
    "mb_per_s",
    "ratio_json_parse",
    "peak_mb",
  ])
    assert.equal(typeof all?.[field], "number", field);
  const windows = await bench("sigma", [
    ...common,
    "--counts",
    "all",
    "--rounds",
    "1",
    "--lane",
    "windows-json",
  ]);
  assert.equal(windows.at(-1)?.["events"], 50);
});

test("bench evtx and bench watch: the same options, yardsticks of their own", async (t) => {
  const common = grounds(t);
  checkLines("evtx", await bench("evtx", [...common, "--records", "300"]));
  const lines = await bench("watch", [...common, "--lines", "2000", "--lane", "access"]);
  checkLines("watch", lines);
  assert.equal(lines.at(-1)?.["lines"], 2000);
});
