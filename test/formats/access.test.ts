import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { access } from "../../src/formats/access.ts";
import { context, readLine } from "./context-other.ts";

const V = "192.0.2.66";
const TIME = "[21/Jun/2025:16:47:10 +0200]";
const at = Date.UTC(2025, 5, 21, 14, 47, 10);

test("a combined line gives Sigma's and the common names", () => {
  const event = readLine(
    access,
    `${V} - jane [21/Jun/2025:16:47:10 +0200] "GET /a/B.php?q=%2527 HTTP/1.1" 404 162 "https://example.org/" "curl/8.5.0"`,
  );
  assert.equal(event.origin, V);
  assert.equal(event.time, at);
  assert.deepEqual(event.logsource.category, ["webserver"]);
  const expected = {
    "c-ip": V,
    "cs-method": "GET",
    "cs-uri-stem": "/a/B.php",
    "cs-version": "HTTP/1.1",
    "sc-status": 404,
    "sc-bytes": 162,
    "cs-username": "jane",
    "user.name": "jane",
    "cs-referer": "https://example.org/",
    "c-useragent": "curl/8.5.0",
    "user_agent.original": "curl/8.5.0",
    "url.path": "/a/B.php",
    "url.query": "q=%2527",
    "url.original": "/a/B.php?q=%2527",
    "url.decoded": "/a/b.php?q='",
    "event.action": "request",
    "event.outcome": "failure",
    "source.ip": V,
  };
  for (const [name, value] of Object.entries(expected)) assert.deepEqual(event.fields.get(name), value, name);
  assert.deepEqual(event.fields.get("cs-uri-query"), ["q=%2527", "/a/B.php?q=%2527"]);
});

test("the bag has no inherited names", () => {
  const { fields } = readLine(access, `${V} - - ${TIME} "GET / HTTP/1.1" 200 5`);
  for (const name of ["constructor", "__proto__", "toString", "hasOwnProperty"]) {
    assert.equal(fields.get(name), undefined);
  }
});

const GARBAGE = [
  "\\x16\\x03\\x01\\x01 \\x02",
  "-",
  "",
  "HELP",
  "lv|'|'|x=|'|'|",
  "\\x03\\x00\\x00/*\\xE0 Cookie: a",
];

for (const request of GARBAGE) {
  test(`a request that is ${JSON.stringify(request)} is read`, () => {
    const event = readLine(access, `${V} - - ${TIME} "${request}" 400 157 "-" "-" "-"`);
    assert.equal(event.origin, V);
    assert.equal(event.fields.get("sc-status"), 400);
    assert.equal(event.fields.get("cs-method"), undefined);
  });
}

const VARIANTS: readonly (readonly [string, string, string | null])[] = [
  ["common", `${V} - - ${TIME} "GET / HTTP/1.0" 301 -`, V],
  ["no zone", `${V} - user1 [21/Jun/2025:16:47:10] "GET / HTTP/1.1" 200 266 "-" "x"`, V],
  ["virtual host in front", `example.org:80 ${V} - - ${TIME} "GET / HTTP/1.1" 200 5 "-" "x"`, V],
  ["server address with port in front", `203.0.113.5:80 ${V} - - ${TIME} "GET / HTTP/1.1" 200 5 "-" "x"`, V],
  ["virtual host behind", `${V} - - ${TIME} "GET / HTTP/1.1" 200 5 "-" "x" "-" example.org`, V],
  ["request time behind", `${V} - - ${TIME} "GET / HTTP/1.1" 200 5 "-" "x" 0.005 rt=0.01`, V],
  ["in quotes as a whole", `"${V} - - ${TIME} "GET / HTTP/1.1" 200 5 "-" "x""`, V],
  ["in quotes, inner ones escaped", `"${V} - - ${TIME} \\"GET / HTTP/1.1\\" 200 5 \\"-\\" \\"x\\""`, V],
  ["in quotes, inner ones doubled", `"${V} - - ${TIME} ""GET / HTTP/1.1"" 200 5 ""-"" ""x"""`, V],
  ["cut short in the agent", `${V} - - ${TIME} "GET / HTTP/1.1" 200 5 "-" "Mozilla/5.0 (compa`, V],
  ["user with blanks and brackets", `${V} - a [b] c ${TIME} "GET / HTTP/1.1" 401 5 "-" "x"`, V],
  [
    "user with a quote and an address (injection)",
    `${V} - x"198.51.100.9 ${TIME} "GET /a0.php HTTP/1.1" 404 1 "-" "Mozilla/5.0"`,
    V,
  ],
  [
    "user with a whole line (injection)",
    `${V} - x [21/Jun/2025:00:00:00 +0000] "GET /f HTTP/1.1" 200 1 "-" "y" ${TIME} "GET / HTTP/1.1" 401 1 "-" "z"`,
    V,
  ],
  [
    "two addresses in front name nobody",
    `198.51.100.9 ${V} - - ${TIME} "GET / HTTP/1.1" 200 5 "-" "x"`,
    null,
  ],
  [
    "a host with blanks names nobody",
    `h 198.51.100.9 - - ${V} - - ${TIME} "GET / HTTP/1.1" 200 5 "-" "x"`,
    null,
  ],
  [
    "a host of an address and a word names nobody",
    `198.51.100.9 x ${V} - - ${TIME} "GET / HTTP/1.1" 200 5 "-" "x"`,
    null,
  ],
  [
    "a host that begins a line of its own names nobody",
    `h 198.51.100.9 - - ${TIME} "x ${V} - - ${TIME} "GET / HTTP/1.1" 200 5 "-" "x"`,
    null,
  ],
  [
    "a host that holds a line of its own names nobody",
    `h 198.51.100.9 - - ${TIME} "GET / HTTP/1.1" 200 1 "-" "x ${V} - - ${TIME} "GET / HTTP/1.1" 200 5 "-" "x"`,
    null,
  ],
  [
    "a host of many words names nobody",
    `h 198.51.100.9 ${"x ".repeat(99)}${V} - - ${TIME} "GET / HTTP/1.1" 200 5 "-" "x"`,
    null,
  ],
  ["a user that is an address", `${V} - 198.51.100.9 ${TIME} "GET / HTTP/1.1" 401 5 "-" "x"`, V],
];

for (const [name, line, origin] of VARIANTS) {
  test(`variant: ${name}`, () => assert.equal(readLine(access, line).origin, origin));
}

for (const line of [
  "",
  "x",
  `198.51.100.9, ${V} 10.0.0.1 - - ${TIME} "GET / HTTP/1.1" 200 5`,
  `0300.0.2.66 - - ${TIME} "GET / HTTP/1.1" 200 5`,
  `${V} - - [99/Jun/2025:16:47:10 +0200] "GET / HTTP/1.1" 200 5`,
  `${V} - - ${TIME} GET / HTTP/1.1 200 5`,
  `app: ${V} - - ${TIME} "GET / HTTP/1.1" 200 5`,
  `Failed password ${V} - - ${TIME} "GET / HTTP/1.1" 200 5`,
]) {
  test(`not an access line: ${JSON.stringify(line).slice(0, 60)}`, () =>
    assert.equal(access.read(line, context()), null));
}

const behindProxy = (forwarded: string, peer = "203.0.113.1"): string =>
  `${peer} - - ${TIME} "GET / HTTP/1.1" 200 5 "-" "x" "${forwarded}"`;

test("a forwarded-for header counts only from a trusted peer, and only its right-most untrusted hop", () => {
  const trusted = { trusted: ["203.0.113.0/24"] };
  assert.equal(readLine(access, behindProxy("198.51.100.9")).origin, "203.0.113.1");
  assert.equal(readLine(access, behindProxy(`198.51.100.9, ${V}`), context(trusted)).origin, V);
  assert.equal(readLine(access, behindProxy(`${V}, 203.0.113.2`), context(trusted)).origin, V);
  assert.equal(readLine(access, behindProxy(`${V}, unknown`), context(trusted)).origin, null);
  assert.equal(readLine(access, behindProxy("-"), context(trusted)).origin, "203.0.113.1");
  assert.equal(readLine(access, behindProxy("198.51.100.9", V), context(trusted)).origin, V);
});

test("escapes of nginx and Apache are taken back in the fields", () => {
  const nginx = readLine(access, `${V} - - ${TIME} "GET /?a=\\x22x HTTP/1.1" 200 5 "-" "a\\x22b"`);
  assert.equal(nginx.fields.get("url.query"), 'a="x');
  assert.equal(nginx.fields.get("cs-user-agent"), 'a"b');
  const apache = readLine(access, `${V} - - ${TIME} "GET /?a=\\"x HTTP/1.1" 200 5 "-" "a\\"b\\\\"`);
  assert.equal(apache.fields.get("url.query"), 'a="x');
  assert.equal(apache.fields.get("cs-user-agent"), 'a"b\\');
});

const hostile = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 60 }),
  fc.constantFrom(
    `" 200 1 "-" "x"`,
    `198.51.100.9 - - ${TIME} "GET / HTTP/1.1" 200 1 "-" "y"`,
    `x\\n198.51.100.9 - - ${TIME} \\"GET /wp-login.php`,
    "%0a198.51.100.9 - - [",
    "] [ \" ' \\",
  ),
);
/** As a server writes it: quotes, backslashes and controls escaped. */
const escaped = (text: string): string =>
  text.replace(/[\u0000-\u001f\u007f"\\]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, "0")}`);

test("property: nothing that a client writes changes the origin or the time", () => {
  fc.assert(
    fc.property(hostile, hostile, hostile, hostile, (user, target, referrer, agent) => {
      const line = `${V} - ${escaped(user)} ${TIME} "GET /${escaped(target)} HTTP/1.1" 200 5 "${escaped(referrer)}" "${escaped(agent)}"`;
      const event = access.read(line, context());
      assert.notEqual(event, null);
      // A user with an address and two words behind it looks like a host with blanks in front of the client.
      assert.ok(event?.origin === V || (event?.origin === null && /[\d.]{7} - -/.test(user)));
      assert.ok(event?.time === at || user.includes("["));
    }),
    { numRuns: 500 },
  );
});

test("property: unescaped text names the first address or nobody", () => {
  fc.assert(
    fc.property(hostile, hostile, hostile, (user, target, agent) => {
      const line = `${V} - ${user} ${TIME} "GET /${target} HTTP/1.1" 200 5 "-" "${agent}"`;
      const origin = access.read(line, context())?.origin ?? null;
      assert.ok(origin === null || origin === V, origin ?? "");
    }),
    { numRuns: 500 },
  );
});

for (const [name, piece] of [
  ["quotes", '"'],
  ["brackets", " ["],
  ["escapes", '\\"'],
  ["times", ` ${TIME} "`],
  ["percent", "%25"],
] as const) {
  test(`a megabyte of ${name} is read in linear time`, () => {
    const text = piece.repeat(Math.ceil(1e6 / piece.length));
    const started = performance.now();
    for (const line of [
      `${V} - ${text} ${TIME} "GET / HTTP/1.1" 200 5 "-" "x"`,
      `${V} - - ${TIME} "GET /${text} HTTP/1.1" 200 5 "-" "x"`,
      `${V} - - ${TIME} "GET / HTTP/1.1" 200 5 "-" "${text}"`,
    ]) {
      const origin = access.read(line, context())?.origin ?? null;
      assert.ok(origin === null || origin === V);
    }
    assert.ok(performance.now() - started < 3000);
  });
}
