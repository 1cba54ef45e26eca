/** Rules that load and can hardly be meant: each remark has its place, and rules that are right have none. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { lintFile, loadRules } from "../../src/sigma/index.ts";

function remarks(
  detection: string,
  logsource = "  category: process_creation\n  product: windows",
): readonly string[] {
  const text = `title: T\nid: 2199ac36-bb3b-537a-9a13-ba760646155d\nlogsource:\n${logsource}\ndetection:\n${detection}\nlevel: low\n`;
  const { set, problems } = loadRules([{ file: "a.yml", text }]);
  assert.deepEqual(problems, []);
  return lintFile("a.yml", text, set.rules).map(
    ({ place, text: what, remedy }) => `${place?.line ?? "-"}: ${what} (${remedy})`,
  );
}

test("a rule that is right has no remark", () => {
  const plain =
    "  selection:\n    Image|endswith: '\\a.exe'\n  filter_a:\n    User: x\n  _helper:\n    User: y\n  condition: selection and not 1 of filter_*";
  assert.deepEqual(remarks(plain), []);
  assert.deepEqual(remarks("  a:\n    EventID: 1\n  b:\n    EventID: 2\n  condition: 1 of them"), []);
  assert.deepEqual(remarks("  a:\n    NameOfAnotherProduct: 1\n  condition: a"), []);
  assert.deepEqual(
    remarks("  a:\n    Imagee: 1\n  condition: a", "  product: linux"),
    [],
    "fields of an unknown source are not judged",
  );
});

test("a selection that the condition forgets is told with line and column", () => {
  const [found, ...rest] = remarks(
    "  selection:\n    Image: a\n  forgotten:\n    User: x\n  condition: selection",
  );
  assert.match(found ?? "", /^9: the condition never uses the selection "forgotten"/);
  assert.deepEqual(rest, []);
});

test("a field within two slips of a known one is told with the one that is meant", () => {
  assert.match(
    remarks("  a:\n    ComandLine|contains: x\n  condition: a")[0] ?? "",
    /"ComandLine" is no field of process_creation \(did you mean "CommandLine"\?\)/,
  );
  assert.match(remarks("  a:\n    commandline: x\n  condition: a")[0] ?? "", /did you mean "CommandLine"/);
  assert.match(
    remarks("  a:\n    cs-uri-qery: x\n  condition: a", "  category: webserver")[0] ?? "",
    /cs-uri-query/,
  );
});

test("a condition that can never hold is told with the reason", () => {
  const never = (detection: string): string =>
    remarks(detection).find((text) => text.includes("never fire")) ?? "";
  assert.match(never("  a:\n    Image: x\n  condition: a and not a"), /for its opposite/);
  assert.match(
    never("  a:\n    Image: x\n  b:\n    Image: x\n    User: y\n  condition: b and not a"),
    /for its opposite/,
  );
  assert.match(
    never("  a:\n    EventID: 1\n  b:\n    EventID: 2\n  condition: a and b"),
    /two different EventIDs/,
  );
  assert.match(
    never("  a:\n    EventID: 1\n  b:\n    EventID: 2\n  condition: (a and b) or (a and not a)"),
    /never fire/,
  );
  assert.equal(never("  a:\n    EventID: 1\n  b:\n    EventID: 2\n  condition: (a and b) or a"), "");
  assert.equal(never("  a:\n    EventID: [1, 2]\n  b:\n    EventID: 2\n  condition: a and b"), "");
});
