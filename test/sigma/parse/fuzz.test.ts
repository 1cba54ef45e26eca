/** Nothing that a stranger writes makes the loader or the matcher throw. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { dump } from "js-yaml";
import { compile, loadRules, parseSigma } from "../../../src/sigma/index.ts";
import { event } from "../make.ts";

const key = fc.oneof(
  fc.constantFrom(
    "title",
    "id",
    "name",
    "level",
    "logsource",
    "detection",
    "condition",
    "category",
    "correlation",
    "filter",
  ),
  fc.constantFrom(
    "rules",
    "type",
    "timespan",
    "group-by",
    "aliases",
    "gte",
    "field",
    "sel",
    "F|contains",
    "F|re",
    "F|cidr",
  ),
  fc.constantFrom(
    "F|expand",
    "F|base64offset",
    "F|windash|wide|base64",
    "|all",
    "|re",
    "__proto__",
    "constructor",
    "toString",
  ),
  fc
    .tuple(
      fc.constantFrom("F", ""),
      fc.constantFrom("lt", "hour", "exists", "fieldref", "neq", "cased", "zzz"),
    )
    .map((p) => p.join("|")),
);
const leaf = fc.oneof(
  fc.constantFrom(
    "test",
    "sel",
    "1 of them",
    "not sel",
    "all of s*",
    "event_count",
    "5m",
    "(a|b)+",
    "%x%",
    "10.0.0.0/8",
    "-a /b",
    "*",
    null,
  ),
  fc.string({ maxLength: 8 }),
  fc.double(),
  fc.boolean(),
);
const { node } = fc.letrec<{ node: unknown }>((tie) => ({
  node: fc.oneof(
    { depthSize: "medium", maxDepth: 5 },
    leaf,
    fc.array(tie("node"), { maxLength: 3 }),
    fc.dictionary(key, tie("node"), { maxKeys: 4, noNullPrototype: true }),
  ),
}));
const detection = fc.dictionary(fc.oneof(key, fc.constantFrom("condition", "sel")), node, {
  maxKeys: 4,
  noNullPrototype: true,
});
const document = fc.oneof(
  node,
  detection.map((d) => ({
    title: "T",
    logsource: { category: "test" },
    detection: { sel: { F: "x" }, condition: "sel", ...d },
  })),
  detection.map((d) => ({
    title: "T",
    logsource: { category: "test" },
    filter: { rules: "any", sel: { F: "x" }, condition: "not sel", ...d },
  })),
  detection.map((d) => ({
    title: "C",
    correlation: { type: "event_count", rules: ["T"], timespan: "5m", condition: { gte: 2 }, ...d },
  })),
);

test("whatever is well-formed YAML is loaded or rejected, and what is loaded can run", () => {
  let loadedRules = 0;
  fc.assert(
    fc.property(fc.array(document, { maxLength: 3 }), (documents) => {
      const text = documents.map((d) => dump(d, { skipInvalid: true })).join("---\n");
      const { set } = loadRules([{ file: "f.yml", text }]);
      loadedRules += set.rules.length;
      compile(structuredClone(set)).match(event({ F: "x -a", G: [1, null], H: { a: "b" } }));
    }),
    { numRuns: 2000 },
  );
  assert.ok(loadedRules > 50, `only ${loadedRules} rules`);
});

test("whatever is text is loaded or rejected", () => {
  const units = fc.constantFrom(
    "a",
    ":",
    " ",
    "\n",
    "-",
    "'",
    '"',
    "[",
    "{",
    "}",
    "]",
    "&",
    "*",
    "!",
    "|",
    ">",
    "#",
    "%",
    "\t",
    "title: x\n",
  );
  fc.assert(
    fc.property(fc.string({ unit: units, maxLength: 60 }), (text) => {
      parseSigma("f.yml", text);
    }),
    { numRuns: 3000 },
  );
});
