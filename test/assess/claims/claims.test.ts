import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { type Claim, judgeClaim, readClaims } from "../../../src/assess/claims/claims.ts";
import { analyse, cells, REQUIRED } from "../../../src/assess/claims/hypotheses.ts";
import { readIndicators } from "../../../src/assess/claims/indicators.ts";
import { type Behaviour, judgeMatches } from "../../../src/assess/claims/match.ts";
import { AddressSet } from "../../../src/assess/claims/shared.ts";
import {
  likelihoodWord,
  parseAdmiralty,
  stixConfidence,
  stixLikelihood,
  weakestPair,
} from "../../../src/assess/claims/words.ts";
import { put, tempFolder } from "../../helpers/temp.ts";
import { vigieHere } from "../../helpers/vigie.ts";

const CLAIM = `
claims:
  - id: c1
    text: The site was to show a false winner
    claimant: Security service
    date: 2014-05-26
    kind: KIND
    quotation: it was meant to
    evidence:
      - { id: abcdef123456, says: SAYS, by: Alix }
`;

function statusOf(kind: string, says: string, holds: boolean, more = ""): string {
  const claims = readClaims("c.yaml", CLAIM.replace("KIND", kind).replace("SAYS", says) + more);
  assert.ok(claims.ok, JSON.stringify(claims));
  const [claim] = claims.value;
  assert.ok(claim);
  return judgeClaim(claim, () => holds).status;
}

test("a claim is worth what its evidence shows, and attribution is never supported", () => {
  assert.equal(statusOf("fact", "supports", true), "supported");
  assert.equal(statusOf("fact", "partly", true), "partly supported");
  assert.equal(statusOf("fact", "contradicts", true), "contradicted");
  assert.equal(statusOf("fact", "supports", false), "not supported by the evidence supplied");
  assert.equal(statusOf("fact", "supports", false, "    classified: true\n"), "not verifiable from outside");
  for (const kind of ["attribution", "intent"])
    for (const says of ["supports", "partly"])
      assert.match(statusOf(kind, says, true), /^not supported/, `${kind} ${says}`);
  assert.equal(statusOf("attribution", "contradicts", true), "contradicted");
});

test("a file of claims that is wrong is told with line and column", () => {
  const refused = (text: string): string => {
    const read = readClaims("c.yaml", text);
    assert.ok(!read.ok);
    const { line, column } = read.error.place ?? {};
    return `${line}:${column} ${read.error.text}`;
  };
  assert.match(
    refused(CLAIM.replace("KIND", "guess").replace("SAYS", "supports")),
    /^7:11 claims\.0\.kind: /,
  );
  assert.match(refused("claims: [\n"), /^\d+:\d+ /);
  assert.match(refused("claims: []\n"), /claims: /);
  assert.match(
    refused(
      CLAIM.replace("https", "javascript").replace(
        "    quotation",
        "    link: javascript:alert(1)\n    quotation",
      ),
    ),
    /kind|link/,
  );
});

const item = fc.record({
  id: fc.string({ minLength: 1, maxLength: 4 }),
  text: fc.constant("t"),
  weight: fc.double({ min: 0.1, max: 1, noNaN: true }),
  fits: fc.dictionary(fc.constantFrom("state actor", ...REQUIRED), fc.constantFrom(...cells)),
});

test("the least refuted hypothesis leads; items that fit everything tell nothing; the required ones are always there", () => {
  fc.assert(
    fc.property(fc.array(item, { maxLength: 8 }), (items) => {
      const found = analyse(["state actor"], items);
      for (const name of REQUIRED) assert.ok(found.standings.some(({ hypothesis }) => hypothesis === name));
      const [first] = found.standings;
      if (found.leading !== null) assert.equal(first?.hypothesis, found.leading);
      const everything = Object.fromEntries(
        ["state actor", ...REQUIRED].map((name) => [name, "CC" as const]),
      );
      const more = analyse(["state actor"], [...items, { id: "x", text: "t", weight: 1, fits: everything }]);
      assert.deepEqual(more.standings, found.standings);
      assert.equal(more.diagnosticity.at(-1)?.value, 0);
    }),
  );
});

test("the commission's site in 2014: a single decisive item is named", () => {
  const fits = (
    state: "CC" | "C" | "N" | "I" | "II",
    insider: typeof state,
    crime: typeof state,
    accident: typeof state,
    flag: typeof state,
  ) => ({
    "state actor": state,
    insider,
    "opportunistic crime": crime,
    "accident or maintenance": accident,
    "false flag": flag,
  });
  const items = [
    { id: "password", text: "right at the first attempt", weight: 1, fits: fits("C", "CC", "I", "II", "C") },
    {
      id: "false-winner",
      text: "a false winner was prepared",
      weight: 1,
      fits: fits("CC", "I", "II", "II", "C"),
    },
    {
      id: "broadcast",
      text: "a foreign channel showed it all the same",
      weight: 0.5,
      fits: fits("C", "I", "II", "II", "I"),
    },
  ];
  const { leading, decisive, standings } = analyse(["state actor"], items);
  assert.equal(leading, "state actor");
  assert.deepEqual(decisive, ["broadcast"], "without it a false flag is refuted as little");
  assert.equal(standings.at(-1)?.hypothesis, "accident or maintenance");
});

test("indicators are read from any list, written safely or not; what a list lacks is named", () => {
  const read = (text: string) => {
    const list = readIndicators("l", text);
    assert.ok(list.ok);
    return list.value;
  };
  const list = read(
    "indicator,role,observed,reference\n203.0.113[.]7,c2,2016-05-01,report 1\nEVIL.example,c2,2016-05-02,report 2\nhxxps://a.example/x,drop,2016-05-02,r\n",
  );
  assert.deepEqual(
    list.indicators.map(({ value, kind }) => [value, kind]),
    [
      ["203.0.113.7", "address"],
      ["evil.example", "domain"],
      ["https://a.example/x", "url"],
    ],
  );
  assert.deepEqual(list.faults, []);
  const bare = read("203.0.113.7\n\nnot an indicator at all\n2001:DB8::1\n");
  assert.deepEqual(
    [bare.indicators.map(({ value }) => value), bare.unread],
    [["203.0.113.7", "2001:db8::1"], 1],
  );
  assert.deepEqual(bare.faults, ["no-observed-date", "no-role", "no-reference"]);
  const none = readIndicators("l", "a b\n");
  assert.ok(!none.ok);
});

test("each flag of a match has its reason, and none of them makes a match support anything", () => {
  const DAY = 86_400_000;
  const list = readIndicators("l", "indicator,observed\n203.0.113.7,2016-05-01\n198.51.100.9,\n");
  assert.ok(list.ok);
  const seen = Date.UTC(2016, 4, 10);
  const behaviour = (value: string, firstMs: number, rules: readonly string[]): Behaviour => ({
    value,
    records: 1,
    firstMs,
    lastMs: firstMs,
    rules,
    sample: { file: "f", offset: 0, length: 1, sha256: "" },
  });
  const flags = (
    first: number,
    rules: readonly string[],
    shared: ((ip: string) => boolean) | null,
  ): unknown =>
    judgeMatches(
      list.value,
      new Map(["203.0.113.7", "198.51.100.9"].map((ip) => [ip, behaviour(ip, first, rules)])),
      Date.UTC(2016, 11, 29),
      shared,
    ).map((match) => match.flags);
  assert.deepEqual(
    flags(seen, ["Password guessing"], () => false),
    [[], ["no-observed-date", "outside-validity"]],
  );
  assert.deepEqual(
    flags(seen + 400 * DAY, [], () => true),
    [
      ["outside-validity", "shared-infrastructure", "benign-behaviour"],
      ["no-observed-date", "outside-validity", "shared-infrastructure", "benign-behaviour"],
    ],
  );
  const set = new AddressSet(["# exits\n203.0.113.0/24 tor\n2001:db8::1, vpn\n"]);
  assert.deepEqual(
    ["203.0.113.7", "2001:db8::1", "198.51.100.9"].map((ip) => set.has(ip)),
    [true, true, false],
  );
});

test("words of likelihood are never 0 or 100 %, and convert through the word", () => {
  assert.equal(likelihoodWord(70, "en"), "likely");
  assert.equal(likelihoodWord(70, "fr"), "probable");
  assert.equal(likelihoodWord(97, "en"), "almost certain");
  assert.deepEqual([3, 12, 33, 50, 60, 90, 99].map(stixLikelihood), [5, 15, 30, 50, 70, 85, 95]);
  for (const percent of [0, 100, -1, Number.NaN])
    assert.throws(() => likelihoodWord(percent, "en"), RangeError);
});

test("unknown is not medium: F and 6 stay unknown, and no conclusion is surer than its weakest link", () => {
  const pair = parseAdmiralty("B2");
  assert.ok(pair);
  assert.equal(stixConfidence(pair), 70);
  assert.equal(stixConfidence({ reliability: "F", credibility: 6 }), null);
  assert.equal(parseAdmiralty("G7"), null);
  assert.equal(weakestPair(["A1", "C4", "B2"]), "C4");
  assert.equal(weakestPair(["A3", "D3"]), "D3");
  for (const unknown of [["A1", null], ["A1", "B6"], ["A1", "F1"], []])
    assert.equal(weakestPair(unknown), null);
});

test("a likelihood is a named person's, is never stated of an author, and stands apart from confidence", async (t) => {
  const likely = "    likelihood: { percent: 70, by: Alix }\n";
  const text = CLAIM.replace("SAYS", "supports").replace("by: Alix }", "by: Alix, rated: B2 }");
  for (const kind of ["attribution", "intent"]) {
    const read = readClaims("c.yaml", text.replace("KIND", kind) + likely);
    assert.match(read.ok ? "" : read.error.text, /no likelihood is stated of an author or an intent/);
  }
  assert.ok(!readClaims("c.yaml", `${text.replace("KIND", "fact")}${likely.replace("70", "100")}`).ok);
  assert.ok(!readClaims("c.yaml", text.replace("KIND", "fact").replace("B2", "B7")).ok);
  const file = put(tempFolder(t), "c.yaml", text.replace("KIND", "fact") + likely);
  const claims = readClaims("c.yaml", text.replace("KIND", "fact") + likely);
  assert.equal(claims.ok ? judgeClaim(claims.value[0] as Claim, () => true).weakest : "", "B2");
  for (const [lang, word, other] of [
    ["en", /^ {2}Alix judges that this is likely$/m, /confidence/i],
    ["fr", /^ {2}selon Alix, c'est : probable$/m, /confiance/i],
  ] as const) {
    const { stdout } = await vigieHere(["claims", "check", file, "--lang", lang]);
    const line = word.exec(stdout)?.[0];
    assert.ok(line !== undefined && !other.test(line), stdout);
  }
});
