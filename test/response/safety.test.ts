import assert from "node:assert/strict";
import { test } from "node:test";
import { parseBlock } from "../../src/base/interval.ts";
import { messagesOf } from "../../src/base/messages/index.ts";
import { configSchema } from "../../src/config/schema.ts";
import { SafetyKeeper } from "../../src/response/keeper.ts";
import { refusalCodes } from "../../src/response/refusal.ts";
import { objectionTo, type Safety, safetyOf } from "../../src/response/safety.ts";
import { makeMachine, makeSafety } from "../helpers/decisions.ts";

function codeOf(value: string, safety: Safety): string | null {
  const block = parseBlock(value);
  assert.ok(block !== null, value);
  return objectionTo(block, safety)?.code ?? null;
}

test("everything that is protected is, also inside a range, and nothing else", () => {
  const config = configSchema.parse({
    trusted_proxies: ["198.51.100.0/28"],
    block: { allow: ["203.0.113.8/29", { name: "vpn.example", address: "2001:db8:7::1" }] },
  });
  const allowed = [{ value: "192.0.2.200", name: "hq.example", why: "headquarters", addedMs: 0 }];
  const machine = makeMachine({
    own: ["192.0.2.1", "fe80::1"],
    gateways: ["192.0.2.254"],
    resolvers: ["192.0.2.53"],
  });
  const safety = safetyOf({ config, allowed, machine, bouncers: ["192.0.2.80"] });
  assert.deepEqual(safety.unread, []);
  const cases: readonly (readonly [string, string | null])[] = [
    ["198.51.100.15", "proxy"],
    ["198.51.100.16", null],
    ["203.0.113.9", "allowlisted"],
    ["2001:db8:7::1", "allowlisted"],
    ["192.0.2.200", "allowlisted"],
    ["192.0.2.1", "own-address"],
    ["192.0.2.254", "gateway"],
    ["192.0.2.53", "resolver"],
    ["192.0.2.80", "bouncer-client"],
    ["192.0.2.81", null],
    ["203.0.113.0/24", "allowlisted"],
    ["127.0.0.9", "reserved"],
    ["169.254.169.254", "reserved"],
    ["10.0.0.0/15", "wide-range"],
    ["10.99.0.0/16", null],
    ["2001:db8::/32", "allowlisted"],
    ["2001:db9::/32", null],
    ["2001:db9::/31", "wide-range"],
  ];
  for (const [value, code] of cases) assert.equal(codeOf(value, safety), code, value);
  assert.match(objectionTo(parseBlock("192.0.2.200") ?? assert.fail(), safety)?.text ?? "", /hq\.example/);
});

test("an entry that cannot be read makes the list incomplete instead of shorter", () => {
  const config = configSchema.parse({});
  const allowed = [{ value: "192.0.2.", name: "", why: "typed by hand", addedMs: 0 }];
  const safety = safetyOf({ config, allowed, machine: makeMachine(), bouncers: [] });
  assert.match(safety.unread.join(), /192\.0\.2\.".* is no address/);
});

test("a watch asks the machine once a minute, and the allowlist each time", () => {
  let asked = 0;
  const store = { allowed: () => [{ value: `192.0.2.${allowing}`, name: "", why: "", addedMs: 0 }] };
  let allowing = 1;
  const keeper = new SafetyKeeper({ config: configSchema.parse({}), store, bouncers: () => [] }, () => {
    asked++;
    return makeMachine({ sessions: [`198.51.100.${asked}`] });
  });
  assert.equal(codeOf("198.51.100.1", keeper.current(0)), "console-session");
  allowing = 2;
  assert.equal(codeOf("192.0.2.2", keeper.current(59_999)), "allowlisted");
  assert.equal(asked, 1);
  assert.equal(codeOf("198.51.100.2", keeper.current(60_000)), "console-session");
  assert.equal(
    codeOf("198.51.100.1", keeper.current(60_001)),
    null,
    "who signed out is not protected any more",
  );
});

test("configuration can only add to the list: an empty one still protects the machine", () => {
  assert.equal(codeOf("192.0.2.1", makeSafety({ own: ["192.0.2.1"] }, [])), "own-address");
  assert.equal(codeOf("127.0.0.1", makeSafety()), "reserved");
});

test("every reason not to block has words in every language", () => {
  for (const language of ["en", "fr"] as const)
    assert.deepEqual(Object.keys(messagesOf(language).blocks.refusals).sort(), [...refusalCodes].sort());
});
