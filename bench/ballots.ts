/**
 * What audits cost: records from a file to a sample to a risk, drawing cards, the martingale, batches of a nation.
 *   node bench/ballots.ts [--cards N] [--large] [--data DIR] [--json]
 * `--large` adds ten million cards; `--data` adds the replay of a real nation, where DIR holds it. Each lane is one NDJSON object; field names state their units. The yardsticks read
 * the same lines and do nothing, hash the same names and do nothing, and test without logarithms.
 * @module
 */
import { spawnSync } from "node:child_process";
import { hash } from "node:crypto";
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";
import {
  assort,
  pluralityAssertions,
  reportedMean,
  upperBound,
} from "../src/ballots/audit/contest/assertion.ts";
import { readLines } from "../src/ballots/audit/cvr/lines.ts";
import { readCvr } from "../src/ballots/audit/cvr/read.ts";
import { tallyRecords } from "../src/ballots/audit/cvr/table.ts";
import {
  comparisonPopulation,
  optimalComparison,
  overstatementValue,
} from "../src/ballots/audit/risk/comparison.ts";
import { MartingaleTest, shrinkTruncate, testMean } from "../src/ballots/audit/risk/martingale.ts";
import { smallestTickets } from "../src/ballots/audit/sample/consistent.ts";
import { drawWeighted } from "../src/ballots/audit/sample/weighted.ts";
import { toNumber } from "../src/ballots/fraction.ts";
import { readResults } from "../src/ballots/results/read.ts";
import type { ResultTable } from "../src/ballots/results/table.ts";
import { differences } from "../src/ballots/tabulation/replay.ts";
import { keepHeapSmall } from "../src/cli/memory.ts";
import { common } from "./options.ts";
import { peakMb } from "./report.ts";

const { values } = parseArgs({
  options: {
    ...common,
    cards: { type: "string", default: "1000000" },
    large: { type: "boolean", default: false },
    write: { type: "string" },
  },
});
keepHeapSmall(); // as the commands do
const CARDS = Math.max(10_000, Math.floor(Number(values.cards)) || 1_000_000);
const SEED = "01382438112797316654";
const root = mkdtempSync(join(tmpdir(), "vigie-bench-ballots-"));
process.on("exit", () => rmSync(root, { recursive: true, force: true }));

interface Cost {
  readonly cpu_s: number;
  readonly wall_s: number;
  readonly peak_mb: number;
}

function timed(work: () => void): Cost {
  const cpu = process.cpuUsage();
  const wall = performance.now();
  work();
  const { user, system } = process.cpuUsage(cpu);
  return {
    cpu_s: round((user + system) / 1e6, 3),
    wall_s: round((performance.now() - wall) / 1e3, 3),
    peak_mb: peakMb(),
  };
}

function round(n: number, digits: number): number {
  return Number(n.toFixed(digits));
}

function lane(name: string, isYardstick: boolean, fields: Readonly<Record<string, number | string>>): void {
  const line = { bench: "ballots", lane: name, yardstick: isYardstick, ...fields };
  console.log(values.json ? JSON.stringify(line) : `${name.padEnd(22)} ${JSON.stringify(fields)}`);
}

/** Records in Dominion's CSV: one contest of three choices, 52.5 % to 47.5 % of 95 % of the cards. */
function writeCvr(path: string, cards: number): void {
  const file = openSync(path, "w");
  writeSync(
    file,
    "Rehearsed election,5.2\n,,,,,,,,Mayor (Vote For=1),Mayor (Vote For=1),Mayor (Vote For=1)\n",
  );
  writeSync(
    file,
    ",,,,,,,,ADA,BEN,CYR\nCvrNumber,TabulatorNum,BatchId,RecordId,ImprintedId,CountingGroup,PrecinctPortion,BallotType,A,B,C\n",
  );
  const marks = ["1,0,0", "0,1,0", "0,0,1", "0,0,0"];
  let piece: string[] = [];
  for (let i = 0; i < cards; i++) {
    const at = (Math.imul(i, 2_654_435_761) >>> 0) % 1000;
    const choice = at < 490 ? 0 : at < 930 ? 1 : at < 970 ? 2 : 3;
    const batch = Math.floor(i / 200);
    piece.push(
      `${i + 1},10,${batch},${(i % 200) + 1},10-${batch}-${(i % 200) + 1},Mail,12,7,${marks[choice]}\n`,
    );
    if (piece.length === 1000) {
      writeSync(file, piece.join(""));
      piece = [];
    }
  }
  writeSync(file, piece.join(""));
  closeSync(file);
}

/** Written by another process: the peak of memory is to be that of the audit. */
function writtenCvr(cards: number): string {
  const path = join(root, `cvr-${cards}.csv`);
  const { status } = spawnSync(process.execPath, [
    import.meta.filename,
    "--write",
    path,
    "--cards",
    String(cards),
  ]);
  if (status !== 0) throw new Error("the records were not written");
  return path;
}

/** From the file of records to the risk of a sample in which one card in a thousand is off by one vote. */
function audit(path: string): { readonly drawn: number; readonly risk: number } {
  const table = readCvr(path);
  const records = table.contests[0];
  if (records === undefined) throw new Error("no contest");
  const votes = tallyRecords(records);
  const cards = table.ids.length;
  const sample = smallestTickets(table.ids.keys(), SEED, 1000, (i) => table.ids[i] ?? "");
  let risk = 0;
  for (const one of pluralityAssertions({ votes, seats: 1 })) {
    const setting = { upper: upperBound(one), reportedMean: toNumber(reportedMean(one, votes, cards)) };
    const sequence = new MartingaleTest(
      comparisonPopulation(setting, cards),
      optimalComparison(setting, 0.001),
    );
    const marks = records.patterns.map((pattern) => assort(one, pattern ?? []));
    for (const [i, { item }] of sample.entries()) {
      const record = marks[records.card[item] ?? 0] ?? 0.5;
      sequence.add(
        overstatementValue(setting, record, i % 1000 === 500 ? Math.max(0, record - 0.5) : record),
      );
    }
    risk = Math.max(risk, sequence.state.risk);
  }
  return { drawn: sample.length, risk };
}

function comparisonLanes(cards: number): void {
  const path = writtenCvr(cards);
  let found = { drawn: 0, risk: 1 };
  const cost = timed(() => {
    found = audit(path);
  });
  lane(`comparison-${cards}`, false, {
    cards,
    ...cost,
    ...found,
    cards_per_cpu_s: Math.round(cards / cost.cpu_s),
  });
  let bytes = 0;
  const reading = timed(() => {
    for (const line of readLines(path)) bytes += line.length + 1;
  });
  lane(`lines-${cards}`, true, { cards, bytes, ...reading });
}

function samplingLanes(cards: number): void {
  function* names(): Generator<string> {
    for (let i = 0; i < cards; i++) yield `batch ${Math.floor(i / 200)}-${(i % 200) + 1}`;
  }
  const cost = timed(() => {
    smallestTickets(names(), SEED, 1000, (name) => name);
  });
  lane(`sampling-${cards}`, false, { cards, drawn: 1000, ...cost });
  const prefix = hash("sha256", SEED, "hex");
  const hashing = timed(() => {
    for (const name of names()) hash("sha256", prefix + name, "buffer");
  });
  lane(`hashing-${cards}`, true, { cards, ...hashing });
}

function alphaLanes(draws: number): void {
  const population = { size: 2 * draws, upper: 1, mean: 0.5 };
  const sample = Float64Array.from({ length: draws }, (_, i) =>
    (Math.imul(i, 2_654_435_761) >>> 0) % 1000 < 505 ? 1 : 0,
  );
  testMean(sample, population, shrinkTruncate(population, 0.505)); // compiled once
  let risk = 1;
  const cost = timed(() => {
    risk = testMean(sample, population, shrinkTruncate(population, 0.505)).risk;
  });
  lane(`alpha-${draws}`, false, { draws, risk, ...cost, draws_per_cpu_s: Math.round(draws / cost.cpu_s) });
  let product = 0;
  const naive = timed(() => {
    let sum = 0;
    for (let i = 0; i < draws; i++) {
      const x = sample[i] ?? 0;
      const m = (draws - sum) / (2 * draws - i);
      const eta = Math.max((50.5 + sum) / (100 + i), m + 0.0025 / Math.sqrt(100 + i));
      product += Math.log((x * eta) / m + ((1 - x) * (1 - eta)) / (1 - m));
      sum += x;
    }
  });
  lane(`alpha-inline-${draws}`, true, { draws, log: round(product, 3), ...naive });
}

function batchLane(): void {
  const weights = Array.from({ length: 69_242 }, (_, i) => BigInt(400 + (i % 900)));
  const cost = timed(() => {
    drawWeighted(weights, SEED, 310);
  });
  lane("batches-69242", false, { batches: weights.length, drawn: 310, ...cost });
}

/** Stations of a nation in the wide layout, as a ministry publishes them: eleven choices, codes with leading zeros. */
function writeStations(stations: number): { readonly path: string; readonly above: string } {
  const head = "inscrits,votants,blancs,exprimes,A,B,C,D,E,F,G,H,I,J,K";
  const sums = new Map<string, number[]>();
  const rows = Array.from({ length: stations }, (_, i) => {
    const votes = Array.from(
      { length: 11 },
      (_v, j) => (Math.imul(i * 11 + j, 2_654_435_761) >>> 0) % (150 - 12 * j),
    );
    const valid = votes.reduce((a, b) => a + b, 0);
    const figures = [valid + 300, valid + 12, 9, valid, ...votes];
    const departement = String(1 + (i % 95)).padStart(2, "0");
    const commune = String(1 + (Math.floor(i / 95) % 370)).padStart(3, "0");
    const sum = sums.get(`${departement},${commune}`) ?? figures.map(() => 0);
    sums.set(
      `${departement},${commune}`,
      sum.map((all, at) => all + (figures[at] ?? 0)),
    );
    return `${departement},${commune},${String(1 + Math.floor(i / 35_150)).padStart(4, "0")},1,Commune ${commune},${figures.join(",")}\n`;
  });
  const [path, above] = [join(root, "stations.csv"), join(root, "communes.csv")];
  writeFileSync(path, `departement,commune,bureau,circonscription,commune_libelle,${head}\n${rows.join("")}`);
  const units = Array.from(sums, ([unit, figures]) => `${unit},${figures.join(",")}\n`);
  writeFileSync(above, `departement,commune,${head}\n${units.join("")}`);
  return { path, above };
}

function tableIn(path: string): ResultTable {
  const read = readResults(path, readFileSync(path));
  if (!read.ok) throw new Error(read.error.text);
  return read.value;
}

/** From the files to an exact comparison of every commune; beside it, the same bytes split into cells and nothing else. */
function replayLanes(stations: number): void {
  const { path, above } = writeStations(stations);
  let [rows, differing, cells] = [0, 0, 0];
  const cost = timed(() => {
    const table = tableIn(path);
    rows = table.rows.length;
    differing = [...differences(table, tableIn(above))].length;
  });
  lane(`replay-${stations}`, false, {
    stations: rows,
    differing,
    ...cost,
    stations_per_cpu_s: Math.round(rows / cost.cpu_s),
  });
  const splitting = timed(() => {
    for (const file of [path, above])
      for (const line of readFileSync(file, "utf8").split("\n")) cells += line.split(",").length;
  });
  lane(`split-${stations}`, true, { stations, cells, ...splitting });
}

/** The stations of France 2017 against every official level; unpacking the files is not counted. */
function franceLanes(dir: string): void {
  for (const round of [1, 2]) {
    const files = ["bureau", "commune", "circonscription", "departement"].map((level) =>
      join(dir, "ballots", "france", `2017-presidentielle-${round}_par_${level}_large.csv.gz`),
    );
    if (!files.every((file) => existsSync(file))) continue;
    const unpacked = files.map((file) => ({ file, bytes: gunzipSync(readFileSync(file)) }));
    let [stations, differing] = [0, 0];
    const cost = timed(() => {
      const [table, ...levels] = unpacked.map(({ file, bytes }) => {
        const read = readResults(file, bytes);
        if (!read.ok) throw new Error(read.error.text);
        return read.value;
      });
      stations = table?.rows.length ?? 0;
      for (const level of levels) if (table !== undefined) differing += [...differences(table, level)].length;
    });
    lane(`replay-france-${round}`, false, {
      stations,
      levels: 3,
      differing,
      ...cost,
      stations_per_cpu_s: Math.round(stations / cost.cpu_s),
    });
  }
}

function allLanes(): void {
  alphaLanes(CARDS); // first: an audit runs one test, and what others leave in the compiler is not its cost
  comparisonLanes(CARDS); // before what is larger: the peak of memory is that of the process
  samplingLanes(CARDS);
  batchLane();
  replayLanes(69_242);
  franceLanes(values.data);
  if (!values.large) return;
  alphaLanes(10 * CARDS);
  samplingLanes(10 * CARDS);
  comparisonLanes(10 * CARDS);
}

if (typeof values.write === "string") writeCvr(values.write, CARDS);
else allLanes();
