/** Trust policies, from the rules of C2SP tlog-policy. @module */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { faultText } from "../../../src/evidence/tlog/fault.ts";
import { isQuorum, type Policy, parsePolicy, type Quorum } from "../../../src/evidence/tlog/policy.ts";
import { formatVerifierKey, type VerifierKey } from "../../../src/evidence/tlog/vkey.ts";
import { logKey, signer, value, witnessA, witnessM } from "./make.ts";

const key = (name: string, type: 1 | 4 | 6, seed: number): string =>
  formatVerifierKey(signer(name, type, seed).verifier);
const LOG = `log ${formatVerifierKey(logKey.verifier)}`;

const X_AND_Y = `# the example of the specification
${LOG} https://vigie.example/log

witness X1 ${key("x1", 4, 11)} https://x1.example
witness X2 ${key("x2", 4, 12)}
\twitness  X3\t${key("x3", 6, 13)}
group X-witnesses 2 X1 X2 X3

witness Y1 ${key("y1", 4, 14)}
witness Y2 ${key("y2", 4, 15)}
witness Y3 ${key("y3", 4, 16)}
group Y-witnesses any Y1 Y2 Y3
  # a comment
group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
`;

function isMet(policy: Policy, names: readonly string[]): boolean {
  const keys = policy.witnesses.filter((w) => names.includes(w.name)).map((w) => w.key);
  return isQuorum(policy.quorum, new Set(keys));
}

test("the example of the specification: two of X and one of Y", () => {
  const policy = value(parsePolicy(X_AND_Y));
  assert.equal(policy.logs.length, 1);
  assert.equal(policy.logs[0]?.url, "https://vigie.example/log");
  assert.equal(policy.witnesses[0]?.url, "https://x1.example");
  const all = ["X1", "X2", "X3", "Y1", "Y2", "Y3"];
  for (let set = 0; set < 64; set++) {
    const names = all.filter((_, i) => (set >> i) & 1);
    const [x, y] = ["X", "Y"].map((letter) => names.filter((name) => name.startsWith(letter)).length);
    assert.equal(isMet(policy, names), (x ?? 0) >= 2 && (y ?? 0) >= 1, names.join());
  }
});

test("quorum none, and a quorum of one witness", () => {
  assert.ok(isMet(value(parsePolicy(`${LOG}\nquorum none\n`)), []));
  assert.deepEqual(value(parsePolicy("quorum none")).logs, []);
  const one = value(parsePolicy(`witness A ${formatVerifierKey(witnessA.verifier)}\nquorum A`));
  assert.ok(isMet(one, ["A"]) && !isMet(one, []));
});

const W = `witness A ${formatVerifierKey(witnessA.verifier)}`;
const M = `witness M ${formatVerifierKey(witnessM.verifier)}`;
const wrong: readonly (readonly [string, string])[] = [
  ["", "1:1: malformed: no quorum line"],
  [`${LOG}\n`, "2:1: malformed: no quorum line"],
  ["quorum none\nquorum none", "2:1: malformed: a second quorum line"],
  ["quorum A", "1:8: malformed: no witness or group of this name above"],
  ["quorum", "1:1: malformed: quorum <name>|none: the name is missing"],
  ["quorum none none", "1:13: malformed: quorum <name>|none: too many words"],
  [`${LOG}\n${LOG}`, "2:5: bad-key: a second log with the same public key"],
  [`${W}\n${W.replace("A", "B")}`, "2:11: bad-key: a second witness with the same public key"],
  [`${W}\n${M.replace("M", "A")}`, "2:9: malformed: this name is defined above"],
  [`${W.replace(" A ", " none ")}`, "1:9: malformed: the name none is taken"],
  [`${LOG} a b`, ""],
  [`log ${formatVerifierKey(witnessA.verifier)}`, "1:5: bad-key: no signature type for a log"],
  [`witness L ${formatVerifierKey(logKey.verifier)}`, "1:11: bad-key: no signature type for a witness"],
  ["log x", "1:5: bad-key: no verifier key of a known type"],
  [`${W}\ngroup G 2 A`, "2:9: malformed: expected any, all or a number from 1 to 1"],
  [`${W}\ngroup G 0 A`, "2:9: malformed: expected any, all or a number from 1 to 1"],
  [`${W}\ngroup G 01 A`, "2:9: malformed: expected any, all or a number from 1 to 1"],
  [`${W}\ngroup G any A A`, "2:15: malformed: a name can be a member only once"],
  [`${W}\ngroup G any A\ngroup H any A`, "3:13: malformed: a name can be a member only once"],
  [`${W}\ngroup G any A none`, "2:15: malformed: no witness or group of this name above"],
  [`${W}\ngroup G any G`, "2:13: malformed: no witness or group of this name above"],
  [`group G any A\n${W}`, "1:13: malformed: no witness or group of this name above"],
  ["group G any", "1:1: malformed: group <name> any|all|<k> <member>...: a word is missing"],
  ["  Quorum none", "1:3: malformed: expected log, witness, group or quorum"],
  ["quorum none\r\n", "1:12: malformed: a control character"],
  ["quorum none\u0000", "1:12: malformed: a control character"],
  ["quorum\u00a0none", "1:1: malformed: expected log, witness, group or quorum"],
];

test("every mistake is named with its line and column", () => {
  for (const [text, expected] of wrong) {
    const result = parsePolicy(text);
    assert.ok(!result.ok, text);
    if (expected !== "") assert.equal(faultText(result.error), expected, text);
  }
});

test("names are octets: a Kelvin sign is not a K, and bytes need not be UTF-8", () => {
  const two = value(
    parsePolicy(`${W.replace(" A ", " K ")}\n${M.replace(" M ", " \u212a ")}\nquorum \u212a`),
  );
  assert.equal(two.quorum.kind === "witness" && two.quorum.witness.key.name, witnessM.verifier.name);
  const bytes = Buffer.concat([Buffer.from("# \xe9\xff\n", "latin1"), Buffer.from("quorum none\n")]);
  assert.ok(parsePolicy(bytes).ok);
});

test("32 logs, witnesses and groups are accepted, endless ones are not", () => {
  const names = Array.from({ length: 32 }, (_, i) => `n${i}`);
  const text = [
    ...names.map((name, i) => `log ${key(name, 1, 100 + i)}`),
    ...names.map((name, i) => `witness ${name} ${key(name, 4, 150 + i)}`),
    ...names.map((name) => `group g${name} any ${name}`),
    `group all all ${names.map((name) => `g${name}`).join(" ")}`,
    "quorum all",
  ].join("\n");
  assert.ok(isMet(value(parsePolicy(text)), names));
  assert.ok(!isMet(value(parsePolicy(text)), names.slice(1)));
  assert.ok(!parsePolicy("#".repeat(1_000_001)).ok);
});

test("a threshold is met by exactly that many members", () => {
  const keys = Array.from({ length: 5 }, (_, i) => signer(`w${i}`, 4, 200 + i).verifier);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), fc.subarray(keys), (threshold, chosen: VerifierKey[]) => {
      const members = keys.map(
        (k): Quorum => ({ kind: "witness", witness: { name: k.name, key: k, url: null } }),
      );
      const quorum: Quorum = { kind: "group", name: "g", threshold, members };
      assert.equal(isQuorum(quorum, new Set(chosen)), chosen.length >= threshold);
    }),
  );
});
