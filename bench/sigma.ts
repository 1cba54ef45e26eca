/**
 * What detection costs: events per CPU-second from the bytes of a file to alerts, by format and number of rules, beside
 * JSON.parse (or decoding, for lines of text) alone on the same bytes in the same run.
 *   npm run -s bench -- sigma [--data DIR] [--rules PATH] [--json]
 *     [--lane NAME] [--counts 0,100,1000,all] [--threads 1,2] [--rounds N] [--hold]
 * Each line is measured in a process of its own (sigma-lane.ts): its memory and its optimised code are its own. The file is
 * read in each round, and only the chunk in hand is held, as in a scan; with --hold all of it is read before. Nothing is
 * inflated, stored or sealed here: `bench -- scan` and `bench -- watch` measure those.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { eveLines, sshdLines } from "./lines.ts";
import { common, dataFile } from "./options.ts";
import { report } from "./report.ts";
import type { LaneOrder, LaneResult } from "./sigma-lane.ts";
import { windowsLog } from "./windows-log.ts";

const { values } = parseArgs({
  options: {
    ...common,
    lane: { type: "string" },
    counts: { type: "string", default: "0,100,1000,all" },
    threads: { type: "string", default: "1" },
    rounds: { type: "string", default: "3" },
    hold: { type: "boolean", default: false },
  },
});

const STATION = join(import.meta.dirname, "sigma-lane.ts");
const BEGIN = Date.UTC(2026, 3, 1);

/** Writes the records of a lane to a file; false when the data they are made of is absent. */
const lanes: ReadonlyMap<string, (path: string) => boolean> = new Map([
  ["windows-json", unpacked(1, "events/*windows*.jsonl.gz", "events/*.jsonl.gz")],
  ["evtx", written(() => windowsLog(30_000))],
  ["eve", written(() => eveLines(200_000, BEGIN).join(""))],
  ["access", unpacked(30, "logs/access/apache_logs.gz", "logs/access/*.gz")],
  ["syslog", written(() => sshdLines(200_000, BEGIN, { guessing: true }).join(""))],
]);

/** A file of the data folder, so many times over. */
function unpacked(times: number, ...patterns: readonly string[]): (path: string) => boolean {
  return (to) => {
    const from = dataFile(values.data, ...patterns);
    if (from === null) return false;
    const program = `const fs = require("fs"), bytes = require("zlib").gunzipSync(fs.readFileSync(process.argv[1]));
      for (let i = 0; i < ${times}; i++) fs.appendFileSync(process.argv[2], bytes);`;
    execFileSync(process.execPath, ["-e", program, from, to]);
    return true;
  };
}

function written(bytes: () => string | Buffer): (path: string) => boolean {
  return (to) => {
    writeFileSync(to, bytes());
    return true;
  };
}

function measured(order: LaneOrder): LaneResult {
  const output = execFileSync(process.execPath, [STATION, JSON.stringify(order)], {
    stdio: ["ignore", "pipe", "inherit"],
    encoding: "utf8",
  });
  return JSON.parse(output) as LaneResult;
}

const folder = mkdtempSync(join(tmpdir(), "vigie-bench-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

for (const [lane, write] of lanes) {
  if (values.lane !== undefined && values.lane !== lane) continue;
  const path = join(folder, lane === "evtx" ? "log.evtx" : lane);
  if (!write(path)) {
    console.error(`left out ${lane}: there is no such file under ${values.data}`);
    continue;
  }
  let told = false;
  for (const threads of values.threads.split(",").map(Number)) {
    for (const count of values.counts.split(",")) {
      const { rules, rounds, hold } = values;
      const { base, found } = measured({ path, rules, count, threads, rounds: Number(rounds), hold });
      if (!told)
        report({ bench: "sigma", lane: `${lane}-parse-alone`, yardstick: true, ...base }, values.json);
      report({ bench: "sigma", lane, yardstick: false, ...found }, values.json);
      told = true;
    }
  }
  rmSync(path);
}
