/** Every language says everything: the types see to the keys, this sees to what the types cannot. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { languageOf, languages, messagesOf } from "../../src/base/messages/index.ts";

type Tree = { readonly [key: string]: unknown };

/** Every message by its path; those with parameters are filled with marks that must all come back. */
function* leaves(tree: Tree, path = ""): Iterable<readonly [string, string]> {
  for (const [key, value] of Object.entries(tree)) {
    const here = path === "" ? key : `${path}.${key}`;
    if (typeof value === "string") yield [here, value];
    else if (typeof value === "function") yield [here, filled(value as (...args: string[]) => string)];
    else yield* leaves(value as Tree, here);
  }
}

function filled(message: (...args: string[]) => string): string {
  const marks = Array.from({ length: message.length }, (_, i) => `<${i}>`);
  const text = message(...marks);
  for (const mark of marks) assert.ok(text.includes(mark), `${text} leaves out ${mark}`);
  return text;
}

const english = new Map(leaves(messagesOf("en")));

for (const language of languages) {
  const own = new Map(leaves(messagesOf(language)));
  test(`${language} has every message, none empty, none with a parameter left out`, () => {
    assert.ok(english.size > 100);
    assert.deepEqual([...own.keys()].sort(), [...english.keys()].sort());
    for (const [path, text] of own) assert.ok(text.trim() !== "", path);
  });
}

test("French is not English", () => {
  const french = new Map(leaves(messagesOf("fr")));
  const same = [...english].filter(([path, text]) => french.get(path) === text && / /.test(text));
  assert.deepEqual(same, []);
});

test("the limits that stand in every report are all there in every language", () => {
  for (const language of languages) {
    const { limitItems } = messagesOf(language).report;
    assert.equal(limitItems.length, messagesOf("en").report.limitItems.length);
    assert.ok(limitItems.length >= 4 && new Set(limitItems).size === limitItems.length);
  }
});

test("the environment chooses the language, English where it says nothing", () => {
  assert.equal(languageOf({ LANG: "fr_FR.UTF-8" }), "fr");
  assert.equal(languageOf({ LC_ALL: "C", LANG: "fr_FR" }), "en");
  assert.equal(languageOf({ LC_ALL: "", LC_MESSAGES: "fr_BE", LANG: "de" }), "fr");
  assert.equal(languageOf({}), "en");
});
