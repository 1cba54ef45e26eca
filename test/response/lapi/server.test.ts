/** The contract of the decision API, as bouncers know it. */
import assert from "node:assert/strict";
import { connect } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { problemText, VigieError } from "../../../src/base/errors.ts";
import { keyHash } from "../../../src/response/lapi/keys.ts";
import { startDecisionApi } from "../../../src/response/lapi/server.ts";
import { openSqliteStore } from "../../../src/store/sqlite/store.ts";
import { decisionOf } from "../../helpers/decisions.ts";
import { ApiUnderTest, KEY } from "../../helpers/lapi.ts";
import { tempFolder } from "../../helpers/temp.ts";

interface Item {
  readonly id: number;
  readonly value: string;
  readonly duration: string;
}
interface Stream {
  readonly new: readonly Item[];
  readonly deleted: readonly Item[];
}
const values = (items: unknown): readonly string[] =>
  ((items ?? []) as readonly Item[]).map(({ value }) => value).sort();

test("a decision has the fields and the spelling that bouncers read", async (t) => {
  const api = await new ApiUnderTest(t).start();
  api.decide("192.0.2.7", 14_391_000);
  const wire = {
    duration: "3h59m51s",
    id: 1,
    origin: "vigie",
    scenario: "vigie/ssh-bruteforce",
    scope: "Ip",
    type: "ban",
    value: "192.0.2.7",
  };
  assert.deepEqual(await api.json("/v1/decisions"), [wire]);
  assert.deepEqual(await api.json("/v1/decisions/stream?startup=true"), { new: [wire], deleted: [] });
  const { headers } = await api.ask("/v1/decisions/stream?", { headers: { "Accept-Encoding": "gzip" } });
  assert.equal(headers["content-type"], "application/json");
  assert.equal(headers["content-encoding"], undefined, "never compressed");
});

test("the first answer of an empty store is valid JSON, and null where a list is asked for", async (t) => {
  const api = await new ApiUnderTest(t).start();
  assert.deepEqual(await api.json("/v1/decisions/stream?startup=true"), { new: [], deleted: [] });
  assert.equal((await api.ask("/v1/decisions")).body, "null");
  assert.equal((await api.ask("/v1/decisions?ip=192.0.2.1")).body, "null");
});

test("who shows no key that is known gets 403 in the known shape, whatever is asked", async (t) => {
  const api = await new ApiUnderTest(t).start();
  api.store.bouncers.add("gone", "other", keyHash("another") ?? new Uint8Array(), 0);
  api.store.bouncers.remove("gone", 1);
  for (const key of [undefined, "", "x", "another", `${KEY} `, "k".repeat(5000)]) {
    const headers = key === undefined ? {} : { "X-Api-Key": key };
    for (const path of ["/v1/decisions", "/v1/decisions/stream?startup=true"]) {
      const { status, body } = await api.askWithout(path, { headers });
      // Node strips blanks around a header's value
      assert.deepEqual(
        [status, body],
        key === `${KEY} ` ? [200, body] : [403, '{"message":"access forbidden"}'],
      );
    }
  }
  const { status } = await api.askWithout("/v1/usage-metrics", { method: "POST", body: "{}" });
  assert.equal(status, 403);
  assert.ok(api.remarks.length > 0 && api.remarks.length <= 6, "refusals are told, a few of them");
});

test("HEAD checks the key and remembers nothing", async (t) => {
  const api = await new ApiUnderTest(t).start();
  api.decide("192.0.2.7");
  for (const path of ["/v1/decisions", "/v1/decisions/stream?startup=true"]) {
    assert.deepEqual(await api.ask(path, { method: "HEAD" }).then(({ status, body }) => [status, body]), [
      200,
      "",
    ]);
    assert.equal((await api.askWithout(path, { method: "HEAD" })).status, 403);
  }
  assert.deepEqual(
    api.store.bouncers.clients().map(({ address, lastPullMs }) => [address, lastPullMs]),
    [["", null]],
  );
  assert.deepEqual(values(((await api.json("/v1/decisions/stream")) as Stream).new), ["192.0.2.7"]);
});

test("unknown paths get 404 and wrong methods 405, without a body; malformed requests get JSON", async (t) => {
  const api = await new ApiUnderTest(t).start();
  for (const path of [
    "/",
    "/v1",
    "/v1/alerts",
    "/v1/watchers/login",
    "/v1/decisions/",
    "/index.html",
    "/v1/decisions/1",
  ]) {
    const { status, body } = await api.ask(path);
    assert.deepEqual([status, body], [404, ""], path);
  }
  for (const [method, path] of [
    ["DELETE", "/v1/decisions"],
    ["POST", "/v1/decisions/stream"],
    ["GET", "/v1/usage-metrics"],
    ["PROPFIND", "/v1/decisions"],
    ["POST", "/health"],
  ] as const) {
    const { status, body, headers } = await api.ask(path, {
      method,
      ...(method === "POST" ? { body: "{}" } : {}),
    });
    assert.deepEqual([status, body], [405, ""], `${method} ${path}`);
    assert.ok(headers["allow"]);
  }
  assert.deepEqual(JSON.parse((await api.ask("/%zz")).body), { message: "bad request" });
  assert.equal((await api.askWithout("/health")).status, 200);
  assert.match(
    await rawAnswer(api, "GARBAGE\r\n\r\n"),
    /^HTTP\/1\.1 400 [\s\S]*\{"message":"bad request"\}$/,
  );
  assert.match(
    await rawAnswer(api, `GET /health HTTP/1.1\r\nHost: x\r\nX: ${"y".repeat(20_000)}\r\n\r\n`),
    /^HTTP\/1\.1 4/,
  );
});

function rawAnswer(api: ApiUnderTest, text: string): Promise<string> {
  return new Promise((done, fail) => {
    const { host, port } = api.api.address;
    let answer = "";
    const socket = connect(port, host, () => socket.write(text));
    socket.on("data", (piece) => {
      answer += piece.toString();
    });
    socket.on("error", fail);
    socket.on("close", () => done(answer));
  });
}

test("the filters of a question", async (t) => {
  const api = await new ApiUnderTest(t).start();
  const now = api.nowMs;
  api.store.decisions.add([
    decisionOf("0", "192.0.2.7", now, 60_000),
    decisionOf("1", "192.0.2.0/24", now, 60_000, { behaviour: "http:scan" }),
    decisionOf("2", "192.0.0.0/16", now, 60_000, { behaviour: "http:exploit" }),
    decisionOf("3", "2001:db8::7", now, 60_000),
    decisionOf("4", "2001:db8::/64", now, 60_000),
    decisionOf("5", "198.51.100.1", now, 60_000, { status: "proposed" }),
    decisionOf("6", "198.51.100.2", now, 60_000, { status: "dry_run" }),
  ]);
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ["", ["192.0.0.0/16", "192.0.2.0/24", "192.0.2.7", "2001:db8::/64", "2001:db8::7"]],
    ["?ip=192.0.2.7", ["192.0.0.0/16", "192.0.2.0/24", "192.0.2.7"]],
    ["?ip=::ffff:192.0.2.7", ["192.0.0.0/16", "192.0.2.0/24", "192.0.2.7"]],
    ["?ip=192.0.2.8", ["192.0.0.0/16", "192.0.2.0/24"]],
    ["?ip=2001:DB8:0::9", ["2001:db8::/64"]],
    ["?ip=203.0.113.1", []],
    ["?range=192.0.2.0/24", ["192.0.0.0/16", "192.0.2.0/24"]],
    ["?range=192.0.2.128/25", ["192.0.0.0/16", "192.0.2.0/24"]],
    ["?range=192.0.0.0/16&contains=false", ["192.0.0.0/16", "192.0.2.0/24", "192.0.2.7"]],
    ["?range=2001:db8::/32&contains=false", ["2001:db8::/64", "2001:db8::7"]],
    ["?value=192.0.2.7", ["192.0.2.7"]],
    ["?value=192.0.2.0", []],
    ["?scope=ip", ["192.0.2.7", "2001:db8::7"]],
    ["?scopes=RANGE,country", ["192.0.0.0/16", "192.0.2.0/24", "2001:db8::/64"]],
    ["?scopes=country", []],
    ["?type=ban&origins=vigie,CAPI&scope=ip", ["192.0.2.7", "2001:db8::7"]],
    ["?type=captcha", []],
    ["?origins=cscli", []],
    ["?scenarios_containing=scan,exploit", ["192.0.0.0/16", "192.0.2.0/24"]],
    ["?scenarios_not_containing=ssh,exploit", ["192.0.2.0/24"]],
    ["?limit=2", ["192.0.2.0/24", "192.0.2.7"]],
    ["?limit=2&offset=1", ["192.0.0.0/16", "192.0.2.0/24"]],
    ["?id_gt=3&limit=1", ["2001:db8::7"]],
    ["?id_gt=5", []],
    ["?limit=0&offset=4", ["2001:db8::/64"]],
    [
      "?nonsense=1&simulated=true",
      ["192.0.0.0/16", "192.0.2.0/24", "192.0.2.7", "2001:db8::/64", "2001:db8::7"],
    ],
  ];
  for (const [query, expected] of cases)
    assert.deepEqual(values(await api.json(`/v1/decisions${query}`)), expected, query);
  for (const query of [
    "?ip=nobody",
    "?range=192.0.2.0/33",
    "?limit=-1",
    "?limit=1e3",
    "?offset=x",
    "?id_gt=%00",
  ])
    assert.equal((await api.ask(`/v1/decisions${query}`)).status, 400, query);
});

test("the stream honours scopes, and sends no range to a bouncer that takes it for one address", async (t) => {
  const api = await new ApiUnderTest(t).start();
  api.store.bouncers.add("nft", "nftables", keyHash("nft") ?? new Uint8Array(), 0);
  api.decide("192.0.2.7");
  api.decide("198.51.100.0/24");
  const stream = async (query: string, key: string): Promise<readonly string[]> => {
    const { body } = await api.ask(`/v1/decisions/stream?startup=true${query}`, {
      headers: { "X-Api-Key": key },
    });
    return values((JSON.parse(body) as Stream).new);
  };
  assert.deepEqual(await stream("", KEY), ["192.0.2.7", "198.51.100.0/24"]);
  assert.deepEqual(await stream("&scopes=ip", KEY), ["192.0.2.7"]);
  assert.deepEqual(await stream("&scopes=range", KEY), ["198.51.100.0/24"]);
  assert.deepEqual(await stream("&scopes=as,country", KEY), []);
  assert.deepEqual(await stream("&scopes=ip,range", "nft"), ["192.0.2.7"]);
});

test("what is lifted or has ended is deleted with a duration that is not positive", async (t) => {
  const api = await new ApiUnderTest(t).start();
  api.decide("192.0.2.1", 10_000);
  api.decide("192.0.2.2", 600_000);
  await api.json("/v1/decisions/stream?startup=true");
  api.nowMs += 12_000;
  api.store.decisions.lift("decision-192.0.2.2", "test", api.nowMs);
  const { new: added, deleted } = (await api.json("/v1/decisions/stream?")) as Stream;
  assert.deepEqual(added, []);
  assert.deepEqual(deleted.map(({ value, duration }) => `${value} ${duration}`).sort(), [
    "192.0.2.1 -2s",
    "192.0.2.2 0s",
  ]);
  assert.deepEqual(await api.json("/v1/decisions/stream"), { new: [], deleted: [] });
  assert.deepEqual(values(((await api.json("/v1/decisions/stream?startup=true")) as Stream).deleted), [
    "192.0.2.1",
    "192.0.2.2",
  ]);
});

test("what was told is remembered for each address that calls with a key, and outlives a restart", async (t) => {
  const folder = tempFolder(t);
  const api = await new ApiUnderTest(t, openSqliteStore(join(folder, "store"))).start();
  api.decide("192.0.2.1");
  await api.ask("/v1/decisions/stream?startup=true", {
    headers: { "User-Agent": "crowdsec-firewall-bouncer/v0.0.34" },
  });
  const began = api.nowMs;
  await api.stop();
  api.decide("192.0.2.2");
  api.nowMs += 5000;
  await api.start();
  assert.deepEqual(values(((await api.json("/v1/decisions/stream")) as Stream).new), ["192.0.2.2"]);
  const other = api.store.bouncers.list()[0];
  assert.ok(other);
  api.store.bouncers.client(other, "192.0.2.99", { type: "x", version: "1" }, api.nowMs);
  assert.deepEqual(
    api.store.bouncers.clients().map(({ name, address, lastPullMs }) => [name, address, lastPullMs]),
    [
      ["one", "127.0.0.1", began + 5000],
      ["one@192.0.2.99", "192.0.2.99", null],
    ],
  );
  assert.deepEqual(api.store.bouncers.pullsOf(1), [{ client: "one", timeMs: began }]);
  assert.deepEqual(api.store.bouncers.pullsOf(2), [{ client: "one", timeMs: began + 5000 }]);
});

test("an answer that the client did not take is given again", async (t) => {
  const api = await new ApiUnderTest(t).start();
  const many = Array.from({ length: 20_000 }, (_, i) => `10.${i >> 8}.${i & 255}.1`);
  api.store.decisions.add(many.map((value, i) => decisionOf(`x${i}`, value, api.nowMs, 3_600_000)));
  const { host, port } = api.api.address;
  const breakOff = (query: string): Promise<void> =>
    new Promise<void>((done) => {
      const socket = connect(port, host, () =>
        socket.write(`GET /v1/decisions/stream${query} HTTP/1.1\r\nHost: x\r\nX-Api-Key: ${KEY}\r\n\r\n`),
      );
      socket.once("data", () => socket.destroy());
      socket.once("close", () => done());
    });
  // the second time, a bouncer that knew everything has started anew
  for (const query of ["", "?startup=true"]) {
    await breakOff(query);
    const { new: added } = (await api.json("/v1/decisions/stream")) as Stream;
    assert.equal(added.length, 20_000);
    assert.deepEqual(await api.json("/v1/decisions/stream"), { new: [], deleted: [] });
  }
});

test("beyond the bound the newest are served, and how many were left out is shown", async (t) => {
  const api = await new ApiUnderTest(t).start(3);
  for (let i = 1; i <= 5; i++) api.decide(`192.0.2.${i}`);
  const { new: added } = (await api.json("/v1/decisions/stream?startup=true")) as Stream;
  assert.deepEqual(values(added), ["192.0.2.3", "192.0.2.4", "192.0.2.5"]);
  assert.equal(api.store.bouncers.clients()[0]?.omitted, 2);
  assert.deepEqual(api.store.bouncers.pullsOf(5), [], "an incomplete list proves nothing");
});

const REPORT = {
  remediation_components: [
    {
      type: "crowdsec-firewall-bouncer",
      version: "v0.0.34",
      os: { name: "debian", family: "linux", version: "12" },
      feature_flags: [],
      utc_startup_timestamp: 1_763_800_000,
      metrics: [
        {
          meta: { window_size_seconds: 900, utc_now_timestamp: 1_763_800_900 },
          items: [
            { name: "dropped", unit: "packet", value: 42, labels: { origin: "vigie", ip_type: "ipv4" } },
            { name: "dropped", unit: "packet", value: 8, labels: { origin: "vigie", ip_type: "ipv6" } },
            { name: "dropped", unit: "packet", value: 1000, labels: { origin: "CAPI" } },
            { name: "processed", unit: "byte", value: 5 },
            { name: "active_decisions", unit: "ip", value: 7, labels: { origin: "vigie" } },
          ],
        },
      ],
    },
  ],
};

test("usage metrics are stored once, added up by origin, and answered with 201 and nothing", async (t) => {
  const api = await new ApiUnderTest(t).start();
  const send = (body: string | Uint8Array, headers = {}): Promise<{ status: number; body: string }> =>
    api.ask("/v1/usage-metrics", { method: "POST", body, headers });
  const first = await send(JSON.stringify(REPORT));
  assert.deepEqual([first.status, first.body], [201, ""]);
  await send(JSON.stringify(REPORT)); // sent again because the answer was lost
  const later = structuredClone(REPORT);
  for (const { metrics } of later.remediation_components)
    for (const { meta } of metrics) meta.utc_now_timestamp += 900;
  assert.equal((await send(gzipSync(JSON.stringify(later)), { "Content-Encoding": "gzip" })).status, 201);
  assert.deepEqual(
    api.store.bouncers
      .totals()
      .map(({ bouncer, name, unit, origin, value }) => [bouncer, name, unit, origin, value]),
    [
      ["one", "active_decisions", "ip", "vigie", 7],
      ["one", "dropped", "packet", "other", 2000],
      ["one", "dropped", "packet", "vigie", 100],
      ["one", "processed", "byte", "other", 10],
    ],
  );
  for (const [body, status] of [
    ["", 400],
    ["{", 400],
    ["null", 422],
    ['{"remediation_components":[{}]}', 422],
    [JSON.stringify(REPORT).replace("42", '"42"'), 422],
    [JSON.stringify(REPORT).replace("v0.0.34", "v".repeat(256)), 422],
    ["[".repeat(100_000), 400],
    ['{"__proto__":{"x":1}}', 201],
  ] as const)
    assert.equal((await send(body)).status, status, body.slice(0, 60));
  assert.equal((await send("x", { "Content-Encoding": "gzip" })).status, 400);
  assert.equal((await send("x", { "Content-Encoding": "br" })).status, 415);
  assert.equal((await send("x".repeat(3_000_000))).status, 413);
  assert.equal((await send(gzipSync(Buffer.alloc(50_000_000)), { "Content-Encoding": "gzip" })).status, 413);
});

test("a key that asks without end is told so, and nobody else is", async (t) => {
  const api = await new ApiUnderTest(t).start();
  api.store.bouncers.add("two", "other", keyHash("two") ?? new Uint8Array(), 0);
  const states = new Set<number>();
  for (let i = 0; i < 200 && !states.has(429); i++)
    for (const { status } of await Promise.all(
      Array.from({ length: 20 }, () => api.ask("/v1/decisions/stream")),
    ))
      states.add(status);
  assert.deepEqual([...states].sort(), [200, 429]);
  assert.equal((await api.ask("/v1/decisions", { headers: { "X-Api-Key": "two" } })).status, 200);
});

test("a port in use is told with a remedy", async (t) => {
  const api = await new ApiUnderTest(t).start();
  const second = startDecisionApi({ address: api.api.address, store: api.store, clock: () => 0 });
  await assert.rejects(second, (error) => {
    assert.ok(error instanceof VigieError);
    assert.match(
      problemText(error.problem),
      /another program listens on this address already \(.*api\.address/,
    );
    return true;
  });
});
