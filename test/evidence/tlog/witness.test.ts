/** The witness: every answer of C2SP tlog-witness, the race it warns of, its memory, its network. @module */
import assert from "node:assert/strict";
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { verifyLog } from "../../../src/evidence/tlog/audit.ts";
import { formatCheckpoint } from "../../../src/evidence/tlog/checkpoint.ts";
import { formatNote, parseNote, signText, verifyNote } from "../../../src/evidence/tlog/note.ts";
import { trustLog } from "../../../src/evidence/tlog/policy.ts";
import { LogFolder } from "../../../src/evidence/tlog/reader.ts";
import { serveLog } from "../../../src/evidence/tlog/serve.ts";
import { consistencyProof, treeRoot } from "../../../src/evidence/tlog/tree.ts";
import type { SignerKey } from "../../../src/evidence/tlog/vkey.ts";
import { type Refusal, Witness, type WitnessStore } from "../../../src/evidence/tlog/witness.ts";
import { askWitness, askWitnesses } from "../../../src/evidence/tlog/witness-client.ts";
import { formatRequest, MAX_REQUEST_BYTES } from "../../../src/evidence/tlog/witness-request.ts";
import { serveWitness } from "../../../src/evidence/tlog/witness-server.ts";
import { openWitnessFolder } from "../../../src/evidence/tlog/witness-store.ts";
import {
  codeOf,
  logKey,
  memoryTree,
  ORIGIN,
  policyOfTwo,
  signer,
  temporaryFolder,
  value,
  witnessA,
  witnessB,
  witnessM,
  writtenLog,
} from "./make.ts";

const tree = memoryTree(100);
const fork = memoryTree(100, " forked");

function note(size: number, from = tree, key: SignerKey = logKey, origin = ORIGIN): string {
  const root = value(treeRoot(from.read(size), size));
  return formatNote(signText(formatCheckpoint({ origin, size, root, extensions: [] }), [key], 0));
}

function request(oldSize: number, size: number, from = tree): string {
  const proof = oldSize === 0 ? [] : value(consistencyProof(from.read(size), oldSize, size));
  return formatRequest({ oldSize, proof, note: note(size, from) });
}

/** A store in memory whose calls take a while, as a disk's do. */
function slowStore(
  delayMs: (size: string) => number = () => 0,
): WitnessStore & { notes: Map<string, string> } {
  const notes = new Map<string, string>();
  return {
    notes,
    load: async (origin) => {
      await sleep(1);
      return notes.get(origin) ?? null;
    },
    save: async (origin, text) => {
      await sleep(delayMs(text.split("\n")[1] ?? ""));
      notes.set(origin, text);
    },
  };
}

function makeWitness(store: WitnessStore = slowStore(), refusals: Refusal[] = []): Witness {
  return new Witness({
    logs: [logKey.verifier],
    signers: [witnessA, witnessM],
    store,
    nowMs: () => 1_679_315_147_000,
    onRefusal: (refusal) => void refusals.push(refusal),
  });
}

test("200: both keys cosign, with the time, and the signatures fit", async () => {
  const answer = await makeWitness().addCheckpoint(request(0, 10));
  assert.equal(answer.status, 200);
  const whole = value(parseNote(note(10) + answer.body));
  const { checked } = value(verifyNote(whole, [logKey.verifier, witnessA.verifier, witnessM.verifier]));
  assert.deepEqual(
    checked.map((c) => c.timeSeconds),
    [null, 1_679_315_147, 1_679_315_147],
  );
});

test("growth, repetition of the same size, and growth from an empty tree are cosigned", async () => {
  const witness = makeWitness();
  for (const [from, to] of [
    [0, 0],
    [0, 0],
    [0, 1],
    [1, 1],
    [1, 7],
    [7, 8],
    [8, 100],
    [100, 100],
  ] as const) {
    assert.equal((await witness.addCheckpoint(request(from, to))).status, 200, `${from} -> ${to}`);
  }
});

test("400, 403, 404, 409, 422: each where the specification says", async () => {
  const refusals: Refusal[] = [];
  const witness = makeWitness(slowStore(), refusals);
  const status = async (body: string): Promise<number> => (await witness.addCheckpoint(body)).status;
  assert.equal(await status(request(0, 10)), 200);
  assert.equal(await status(formatRequest({ oldSize: 11, proof: [], note: note(10) })), 400);
  for (const body of [
    "",
    "old 0\n",
    "old 0\n\n",
    `old 00\n\n${note(10)}`,
    `old -1\n\n${note(10)}`,
    `old 0\nAAAA\n\n${note(10)}`,
  ]) {
    assert.equal(await status(body), 400, body);
  }
  const stranger = signer("other.example/log", 1, 8);
  assert.equal(
    await status(
      formatRequest({ oldSize: 10, proof: [], note: note(10, tree, stranger, "other.example/log") }),
    ),
    404,
  );
  assert.equal(await status(formatRequest({ oldSize: 10, proof: [], note: note(10, tree, stranger) })), 403);
  assert.equal(
    await status(formatRequest({ oldSize: 10, proof: [], note: note(10, tree, signer(ORIGIN, 1, 8)) })),
    403,
  );
  assert.equal(
    await status(formatRequest({ oldSize: 10, proof: [], note: note(10).replace("\n10\n", "\n11\n") })),
    403,
  );
  assert.equal(refusals.length, 0, "what no log signed is no evidence");
  for (const oldSize of [0, 5]) {
    const answer = await witness.addCheckpoint(request(oldSize, 20));
    assert.deepEqual(answer, { status: 409, contentType: "text/x.tlog.size", body: "10\n" });
  }
  assert.equal(await status(request(5, 5)), 409, "a smaller tree");
  assert.equal(await status(request(10, 10, fork)), 409, "two roots for one size");
  assert.equal(await status(request(10, 20, fork)), 422, "a fork");
  assert.equal(await status(formatRequest({ oldSize: 10, proof: [], note: note(20) })), 422, "no proof");
  const proof = value(consistencyProof(tree.read(20), 10, 20));
  assert.equal(
    await status(formatRequest({ oldSize: 10, proof, note: note(10) })),
    422,
    "a proof for equal sizes",
  );
  assert.deepEqual(
    refusals.map((r) => r.status),
    [409, 409, 409, 409, 422, 422, 422],
  );
  assert.equal(refusals[4]?.note, note(20, fork));
  assert.equal(refusals[4]?.before, note(10));
  assert.equal(await status(request(10, 20)), 200, "the true log goes on");
  const fresh = makeWitness();
  assert.equal((await fresh.addCheckpoint(formatRequest({ oldSize: 0, proof, note: note(20) }))).status, 422);
});

test("two requests at once cannot roll the witness back, however slow the disk", async () => {
  for (let round = 0; round < 20; round++) {
    // The larger tree is saved fast, the smaller one slowly: without turns the smaller one would be written last.
    const store = slowStore((size) => (size === "60" ? 0 : 8));
    const witness = makeWitness(store);
    assert.equal((await witness.addCheckpoint(request(0, 10))).status, 200);
    const sizes = round % 2 === 0 ? [50, 60, 55] : [60, 50, 55];
    const answers = await Promise.all(sizes.map((size) => witness.addCheckpoint(request(10, size))));
    assert.deepEqual(
      answers.map((a) => a.status),
      [200, 409, 409],
    );
    assert.equal(store.notes.get(ORIGIN), note(sizes[0] ?? 0));
    assert.equal(answers[1]?.body, `${sizes[0]}\n`);
  }
});

test("nothing is answered before it is kept; a store that fails or forgot its format signs nothing", async () => {
  const order: string[] = [];
  const store = slowStore();
  const kept: WitnessStore = {
    load: store.load,
    save: async (origin, text) => {
      await store.save(origin, text);
      order.push("kept");
    },
  };
  await makeWitness(kept)
    .addCheckpoint(request(0, 10))
    .then(() => order.push("answered"));
  assert.deepEqual(order, ["kept", "answered"]);
  let isFull = true;
  const failing: WitnessStore = {
    load: store.load,
    save: async (origin, text) =>
      isFull ? Promise.reject(new Error("disk full")) : store.save(origin, text),
  };
  const witness = makeWitness(failing);
  assert.equal((await witness.addCheckpoint(request(10, 20))).status, 500);
  isFull = false;
  assert.equal((await witness.addCheckpoint(request(10, 20))).status, 200, "the next turn is not lost");
  store.notes.set(ORIGIN, "garbage");
  assert.equal((await witness.addCheckpoint(request(20, 30))).status, 500);
  store.notes.set(ORIGIN, note(20).replace(ORIGIN, "other.example/log"));
  assert.equal((await witness.addCheckpoint(request(20, 30))).status, 500);
});

test("the memory of a witness outlasts it, belongs to one process, and leaves no temporary file", async () => {
  const folder = temporaryFolder();
  const store = value(openWitnessFolder(folder));
  assert.equal(codeOf(openWitnessFolder(folder)), "locked");
  assert.equal((await makeWitness(store).addCheckpoint(request(0, 10))).status, 200);
  store.close();
  const again = value(openWitnessFolder(folder));
  assert.equal((await makeWitness(again).addCheckpoint(request(0, 20))).status, 409);
  assert.equal((await makeWitness(again).addCheckpoint(request(10, 20))).status, 200);
  again.close();
  const files = globSync("**", { cwd: folder, withFileTypes: true }).filter((f) => f.isFile());
  assert.deepEqual(
    files.map((f) => f.name.slice(-11)),
    [".checkpoint"],
  );
});

test("a witness does not sign with a key of the plain type", () => {
  assert.throws(() => new Witness({ logs: [], signers: [logKey], store: slowStore() }), RangeError);
  assert.throws(() => new Witness({ logs: [], signers: [], store: slowStore() }), RangeError);
});

test("over the network: a log grows, two witnesses cosign, the folder verifies under the policy", async () => {
  const servers = [];
  for (const key of [witnessA, witnessB]) {
    const witness = new Witness({ logs: [logKey.verifier], signers: [key], store: slowStore() });
    servers.push(value(await serveWitness(witness, { prefix: "/w" })));
  }
  const policy = policyOfTwo(servers.map((server) => server.url));
  const folder = temporaryFolder();
  const log = writtenLog([], folder);
  const reader = new LogFolder(folder);
  for (const count of [0, 3, 300, 1]) {
    value(log.append(memoryEntries(log.size, count)));
    const replies = await askWitnesses(policy.witnesses, formatNote(log.note), (a, b) =>
      reader.consistencyProof(a, b),
    );
    for (const { result } of replies)
      value(
        log.cosign(
          value(result),
          policy.witnesses.map((w) => w.key),
        ),
      );
    assert.ok(verifyLog(folder, policy).ok);
  }
  for (const server of servers) await server.close();
  const [gone] = await askWitnesses(policy.witnesses, formatNote(log.note), (a, b) =>
    reader.consistencyProof(a, b),
  );
  assert.equal(gone && codeOf(gone.result), "unreachable");
});

function memoryEntries(from: number, count: number): readonly Uint8Array[] {
  return Array.from({ length: count }, (_, i) => Buffer.from(`entry ${from + i}`));
}

test("the client takes nothing from a hostile witness", async () => {
  const [party] = policyOfTwo(["http://w.example"]).witnesses;
  assert.ok(party);
  const prove = (a: number, b: number) => consistencyProof(tree.read(b), a, b);
  const answers = async (...responses: readonly (() => Response)[]): Promise<string> => {
    let call = 0;
    const fake: typeof fetch = async () =>
      (responses[Math.min(call++, responses.length - 1)] ?? Response.error)();
    return codeOf(await askWitness(party, note(20), prove, { fetch: fake, timeoutMs: 50 }));
  };
  const text = (status: number, body: string) => () => new Response(body, { status });
  assert.equal(await answers(text(200, "")), "malformed");
  assert.equal(await answers(text(200, "garbage\n")), "malformed");
  assert.equal(await answers(text(200, "— other.example AAAAAAE=\n")), "unsigned");
  const wrong = signText(`${note(10).split("\n\n")[0]}\n`, [witnessA], 0);
  assert.equal(await answers(text(200, formatNote(wrong).split("\n\n")[1] ?? "")), "bad-signature");
  assert.equal(await answers(text(409, "21\n")), "refused");
  assert.equal(await answers(text(409, "0\n")), "refused");
  assert.equal(await answers(text(409, "many\n")), "refused");
  assert.equal(await answers(text(409, "10\n")), "refused", "409 again and again");
  assert.equal(await answers(text(500, "")), "refused");
  assert.equal(await answers(text(200, "x".repeat(100_000))), "unreachable");
  assert.equal(await answers(() => new Response(new Uint8Array([255]))), "unreachable");
  assert.equal(
    await answers(() => {
      throw new TypeError("no route");
    }),
    "unreachable",
  );
});

test("the server: other paths, other methods, too much, too slow", async () => {
  const server = value(await serveWitness(makeWitness(), { prefix: "" }));
  assert.match(server.url, /^http:\/\/127\.0\.0\.1:/);
  const post = (path: string, body: string, method = "POST"): Promise<Response> =>
    fetch(`${server.url}${path}`, method === "POST" ? { method, body } : { method });
  assert.equal((await post("/add-checkpoint", request(0, 10))).status, 200);
  const conflict = await post("/add-checkpoint", request(0, 10));
  assert.equal(conflict.headers.get("content-type"), "text/x.tlog.size");
  assert.equal(await conflict.text(), "10\n");
  assert.equal((await post("/", "")).status, 404);
  assert.equal((await post("/add-checkpoint", "", "GET")).status, 405);
  assert.equal((await post("/add-checkpoint", "x".repeat(MAX_REQUEST_BYTES + 1))).status, 413);
  const chunked = new ReadableStream({
    pull: (controller) => controller.enqueue(Buffer.alloc(65_536, 120)),
  });
  const endless = fetch(`${server.url}/add-checkpoint`, {
    method: "POST",
    body: chunked,
    duplex: "half",
  } as RequestInit);
  assert.equal(
    await endless.then(
      (r) => r.status,
      () => 413,
    ),
    413,
  );
  const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
  socket.on("error", () => {});
  socket.write(`GET / HTTP/1.1\r\n${"x: y\r\n".repeat(5000)}`);
  const reply = await new Promise<string>((resolve) =>
    socket.on("data", (d) => resolve(String(d))).on("close", () => resolve("")),
  );
  assert.match(reply, /^(HTTP\/1\.1 431|$)/);
  await server.close();
});

test("a log served: content types, caches, and nothing that no checkpoint names", async () => {
  const folder = temporaryFolder();
  writtenLog([300], folder).close();
  writeFileSync(join(folder, "tile/0/001.p/99"), "left over");
  writeFileSync(join(folder, "tile/0/007"), "left over");
  const server = value(await serveLog(folder, { prefix: "/log" }));
  const get = (path: string, method = "GET"): Promise<Response> => fetch(`${server.url}/${path}`, { method });
  const checkpoint = await get("checkpoint");
  assert.equal(checkpoint.headers.get("content-type"), "text/plain; charset=utf-8");
  assert.match(checkpoint.headers.get("cache-control") ?? "", /max-age=2$/);
  assert.equal(await checkpoint.text(), readFileSync(join(folder, "checkpoint"), "utf8"));
  for (const path of [
    "tile/0/000",
    "tile/0/001.p/44",
    "tile/1/000.p/1",
    "tile/entries/000",
    "tile/entries/001.p/44",
  ]) {
    const response = await get(path);
    assert.equal(response.headers.get("content-type"), "application/octet-stream");
    assert.match(response.headers.get("cache-control") ?? "", /immutable/);
    assert.ok(Buffer.from(await response.arrayBuffer()).equals(readFileSync(join(folder, path))));
  }
  assert.equal((await get("tile/0/000", "HEAD")).headers.get("content-length"), "8192");
  const absent = [
    "tile/0/001.p/99",
    "tile/0/007",
    "tile/0/001",
    "tile/0/001.p/43",
    ".lock",
    "tile",
    "tile/0/",
    "..%2f..%2fetc/passwd",
    "tile/0/000?x",
  ];
  for (const path of absent) assert.equal((await get(path)).status, 404, path);
  assert.equal((await get("checkpoint", "DELETE")).status, 405);
  await server.close();
  assert.ok(trustLog(logKey.verifier).witnesses.length === 0);
});
