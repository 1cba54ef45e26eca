/**
 * What the transparency log costs: appending, proving, verifying.
 *   node bench/tlog.ts [--size ENTRIES] [--json]
 * Each lane is one NDJSON object; field names state their units. `--size` is the size of the large log (default
 * 10,000,000 entries, about 330 MB of tiles in the temporary folder while it runs).
 * @module
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import type { Result } from "../src/base/result.ts";
import { verifyLog } from "../src/evidence/tlog/audit.ts";
import { BundleBuilder } from "../src/evidence/tlog/bundle.ts";
import { formatCheckpoint } from "../src/evidence/tlog/checkpoint.ts";
import { DurableFolder } from "../src/evidence/tlog/durable.ts";
import { type FilledTile, TreeEdge } from "../src/evidence/tlog/edge.ts";
import { type Fault, faultText } from "../src/evidence/tlog/fault.ts";
import { leafHash, sha256Bytes } from "../src/evidence/tlog/hash.ts";
import { formatNote, signText } from "../src/evidence/tlog/note.ts";
import { parsePolicy } from "../src/evidence/tlog/policy.ts";
import { LogFolder } from "../src/evidence/tlog/reader.ts";
import { TILE_WIDTH, tilePath } from "../src/evidence/tlog/tile.ts";
import { verifyConsistency, verifyInclusion } from "../src/evidence/tlog/tree.ts";
import { verifyProof } from "../src/evidence/tlog/verify.ts";
import { formatVerifierKey, toSignerKey } from "../src/evidence/tlog/vkey.ts";
import { openLog } from "../src/evidence/tlog/writer.ts";
import { common } from "./options.ts";

const { values } = parseArgs({
  options: { ...common, size: { type: "string", default: "10000000" } },
});
const SIZE = Math.max(1000, Math.floor(Number(values.size)) || 10_000_000);
const ENTRY_BYTES = 200;
const ORIGIN = "vigie.example/bench";
const seed = (n: number): Uint8Array => new Uint8Array(32).fill(n);
const logKey = toSignerKey(ORIGIN, 1, seed(1));
const witnesses = [toSignerKey("party.example/a", 4, seed(2)), toSignerKey("ngo.example/b", 4, seed(3))];
const root = mkdtempSync(join(tmpdir(), "vigie-bench-tlog-"));
process.on("exit", () => rmSync(root, { recursive: true, force: true }));

function value<T>(result: Result<T, Fault>): T {
  if (!result.ok) throw new Error(faultText(result.error));
  return result.value;
}

interface Time {
  readonly cpu_s: number;
  readonly wall_s: number;
}

function timed(work: () => void): Time {
  const cpu = process.cpuUsage();
  const wall = performance.now();
  work();
  const { user, system } = process.cpuUsage(cpu);
  return { cpu_s: round((user + system) / 1e6, 4), wall_s: round((performance.now() - wall) / 1e3, 4) };
}

function round(n: number, digits: number): number {
  return Number(n.toFixed(digits));
}

function lane(name: string, isYardstick: boolean, fields: Readonly<Record<string, number | string>>): void {
  const line = { bench: "tlog", lane: name, yardstick: isYardstick, ...fields };
  console.log(values.json ? JSON.stringify(line) : `${name.padEnd(18)} ${JSON.stringify(fields)}`);
}

const buffer = Buffer.alloc(ENTRY_BYTES, 120);
/** Entry n; the buffer is used again and again. */
function entry(n: number): Buffer {
  buffer.writeDoubleBE(n, 0);
  return buffer;
}

function appendRate(entries: number, time: Time): Readonly<Record<string, number>> {
  return {
    entries,
    entry_bytes: ENTRY_BYTES,
    ...time,
    appends_per_cpu_s: Math.round(entries / time.cpu_s),
    appends_per_wall_s: Math.round(entries / time.wall_s),
  };
}

/** The hashes that any such log must make, and nothing else: a leaf's and an inner node's for each entry. */
function hashing(entries: number): number {
  const time = hashTime(entries);
  lane("hashing", true, appendRate(entries, time));
  return entries / time.cpu_s;
}

function hashTime(entries: number): Time {
  const leaf = new Uint8Array(1 + ENTRY_BYTES);
  const node = new Uint8Array(65);
  return timed(() => {
    for (let i = 0; i < entries; i++) {
      sha256Bytes(leaf);
      sha256Bytes(node);
    }
  });
}

/** Seconds of hashing for one entry, measured right now: other work on the machine slows both alike. */
function hashCost(entries: number): number {
  return hashTime(entries).cpu_s / entries;
}

function median(list: readonly number[]): number {
  return [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? Number.NaN;
}

function appendInMemory(entries: number, yardstick: number): void {
  let bytes = 0;
  const time = timed(() => {
    const edge = new TreeEdge();
    const pending = new BundleBuilder();
    for (let i = 0; i < entries; i++) {
      const e = entry(i);
      pending.append(e);
      edge.append(leafHash(e), (tile) => {
        bytes += tile.bytes.length;
      });
      if (pending.count === TILE_WIDTH) {
        bytes += pending.bytes().length;
        pending.clear();
      }
    }
    edge.root();
  });
  const rate = appendRate(entries, time);
  lane("append-memory", false, {
    ...rate,
    tile_and_bundle_bytes: bytes,
    ratio_hashing: round((rate["appends_per_cpu_s"] ?? 0) / yardstick, 3),
  });
}

function* batchOf(from: number, to: number): Generator<Uint8Array> {
  for (let i = from; i < to; i++) yield entry(i);
}

/** Writing and syncing as many files of the same sizes as a large batch does, and nothing else. */
function syncedFiles(entries: number): void {
  const bundle = new Uint8Array(TILE_WIDTH * (ENTRY_BYTES + 2));
  const tile = new Uint8Array(8192);
  const files = new DurableFolder(join(root, "files"));
  const count = Math.floor(entries / TILE_WIDTH);
  const time = timed(() => {
    for (let i = 0; i < count; i++) {
      files.write(`a/${i}`, bundle);
      files.write(`b/${i}`, tile);
    }
    files.sync();
  });
  lane("synced-files", true, {
    files: 2 * count,
    ...time,
    files_per_wall_s: Math.round((2 * count) / time.wall_s),
  });
}

/** To disk with every sync: a batch is acknowledged when it would outlast a power cut. */
function appendToDisk(entries: number, batch: number, yardstick: number): void {
  const folder = join(root, `log-${batch}`);
  const log = value(openLog(folder, { origin: ORIGIN, signers: [logKey] }));
  const time = timed(() => {
    for (let from = 0; from < entries; from += batch) {
      value(log.append(batchOf(from, Math.min(entries, from + batch))));
    }
  });
  log.close();
  const rate = appendRate(entries, time);
  const ratio = round((rate["appends_per_cpu_s"] ?? 0) / yardstick, 3);
  const perBatch = round((time.wall_s * 1000) / Math.ceil(entries / batch), 3);
  lane(`append-disk-${batch}`, false, {
    ...rate,
    batch_entries: batch,
    ms_per_batch: perBatch,
    ratio_hashing: ratio,
  });
  if (batch < entries) return;
  const policy = value(parsePolicy(`log ${formatVerifierKey(logKey.verifier)}\nquorum none\n`));
  let isGood = false;
  const check = timed(() => {
    isGood = verifyLog(folder, policy).ok;
  });
  if (!isGood) throw new Error("the log does not verify");
  lane("verify-folder", false, { entries, ...check, entries_per_cpu_s: Math.round(entries / check.cpu_s) });
}

/** A large log's tiles in a folder, without its bundles; tells whether appending gets dearer. */
function largeLog(folder: string): TreeEdge {
  const edge = new TreeEdge();
  const store = (tile: FilledTile): void => {
    const path = join(folder, tilePath(tile));
    if (tile.index % 1000 === 0 || tile.width < TILE_WIDTH) mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, tile.bytes);
  };
  const pending: FilledTile[] = [];
  const flush = (): void => {
    for (const tile of pending.splice(0)) store(tile);
  };
  const tenth = Math.floor(SIZE / 10);
  const ratios: number[] = [];
  let total = 0;
  for (let part = 0; part < 10; part++) {
    const to = part === 9 ? SIZE : (part + 1) * tenth;
    const count = to - edge.size;
    const time = timed(() => {
      while (edge.size < to) edge.append(leafHash(entry(edge.size)), (tile) => pending.push(tile));
    });
    flush(); // writing the files is no part of the time
    ratios.push(time.cpu_s / count / hashCost(Math.ceil(count / 10)));
    total += time.cpu_s;
  }
  for (const tile of edge.partials()) store(tile);
  const [first = 1, last = 1] = [median(ratios.slice(0, 3)), median(ratios.slice(7))];
  lane("append-flat", false, {
    entries: SIZE,
    cpu_s: round(total, 3),
    append_us_mean: round((total * 1e6) / SIZE, 3),
    per_hashing_first_tenths: round(first, 3),
    per_hashing_last_tenths: round(last, 3),
    ratio_last_to_first: round(last / first, 3),
  });
  return edge;
}

function percentiles(ms: number[]): Readonly<Record<string, number>> {
  ms.sort((a, b) => a - b);
  const at = (q: number): number => round(ms[Math.min(ms.length - 1, Math.floor(ms.length * q))] ?? 0, 4);
  return { samples: ms.length, ms_p50: at(0.5), ms_p99: at(0.99), ms_max: at(1) };
}

function sampled(count: number, work: (index: number) => void): Readonly<Record<string, number>> {
  const times: number[] = [];
  const cpu = process.cpuUsage();
  for (let i = 0; i < count; i++) {
    const index = Math.floor(((i * 0.6180339887) % 1) * SIZE);
    const start = performance.now();
    work(index);
    times.push(performance.now() - start);
  }
  const { user, system } = process.cpuUsage(cpu);
  return { ...percentiles(times), cpu_ms_mean: round((user + system) / 1e3 / count, 4) };
}

function prove(folder: string, edge: TreeEdge): void {
  const text = formatCheckpoint({ origin: ORIGIN, size: SIZE, root: edge.root(), extensions: [] });
  const note = signText(text, [logKey, ...witnesses], 1_500_000_000);
  writeFileSync(join(folder, "checkpoint"), formatNote(note));
  const policy = value(
    parsePolicy(
      [
        `log ${formatVerifierKey(logKey.verifier)}`,
        ...witnesses.map((w, i) => `witness W${i} ${formatVerifierKey(w.verifier)}`),
        "group both all W0 W1\nquorum both\n",
      ].join("\n"),
    ),
  );
  const proofs = new Map<number, string>();
  const cold = sampled(500, (index) => proofs.set(index, value(new LogFolder(folder).proof(index))));
  lane("proof", false, { entries: SIZE, ...cold });
  const reader = new LogFolder(folder);
  const growth = sampled(500, (index) => value(reader.consistencyProof(index + 1, SIZE)));
  lane("consistency-proof", false, { entries: SIZE, ...growth });
  const leaves = new Map([...proofs.keys()].map((index) => [index, leafHash(entry(index))]));
  const whole = sampled(500, (index) => {
    const verdict = verifyProof(proofs.get(index) ?? "", leaves.get(index) ?? seed(0), policy);
    if (!verdict.ok) throw new Error(JSON.stringify(verdict.checks));
  });
  lane("verify-proof", false, {
    entries: SIZE,
    signatures: 3,
    proof_bytes: proofs.get(0)?.length ?? 0,
    ...whole,
  });
  const leaf = leafHash(entry(0));
  const newRoot = edge.root();
  const hashes = value(reader.inclusionProof(0, SIZE));
  const inclusion = sampled(500, () =>
    value(verifyInclusion({ index: 0, size: SIZE, leaf, proof: hashes, root: newRoot })),
  );
  lane("verify-inclusion", true, { entries: SIZE, hashes: hashes.length, ...inclusion });
  const old = Math.floor(SIZE / 3);
  const oldRoot = value(reader.root(old));
  const proof = value(reader.consistencyProof(old, SIZE));
  const grown = sampled(500, () =>
    value(verifyConsistency({ oldSize: old, size: SIZE, oldRoot, root: newRoot, proof })),
  );
  lane("verify-growth", false, { entries: SIZE, hashes: proof.length, ...grown });
}

hashing(200_000); // warm-up, and shown: the second line is the yardstick
const yardstick = hashing(1_000_000);
appendInMemory(1_000_000, yardstick);
syncedFiles(500_000);
appendToDisk(4 * TILE_WIDTH * 16, TILE_WIDTH, yardstick);
appendToDisk(500_000, 500_000, yardstick);
const folder = join(root, "large");
prove(folder, largeLog(folder));
