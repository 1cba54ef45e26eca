/** Wrong usage is told in the reader's language; what is not known stays as it is. */
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { usageText } from "../../../src/base/messages/usage.ts";
import { ROOT, vigieHere } from "../../helpers/vigie.ts";

async function told(...args: readonly string[]): Promise<string> {
  const { code, stderr } = await vigieHere(args);
  assert.equal(code, 2, stderr);
  return stderr.trim();
}

test("every kind of wrong usage, as the command line meets it", async () => {
  for (const [args, expected] of [
    [["statement", "--lang", "fr"], "vigie: il manque l'option obligatoire « --out <dir> »"],
    [["scan", "--lang=fr"], "vigie: il manque l'argument obligatoire « path »"],
    [["trend", "--lang", "fr", "--body"], "vigie: l'option « --body <name> » attend une valeur"],
    [["trend", "--lang", "fr", "--qqqq"], "vigie: option inconnue : « --qqqq »"],
    [
      ["trend", "--lang", "fr", "--boby", "a"],
      "vigie: option inconnue : « --boby »\n(Vouliez-vous dire --body ?)",
    ],
    [["trend", "a", "b", "--lang", "fr"], "vigie: trop d'arguments : 2 au lieu de 0 (a, b)"],
    [
      ["trend", "--lang", "fr", "--seed", "$1x"],
      "vigie: la valeur « $1x » ne convient pas à l'option « --seed <n> » : il faut un nombre de 0 à 999999999",
    ],
    [
      ["trend", "--lang", "fr", "--class", "x"],
      "vigie: la valeur « x » ne convient pas à l'option « --class <class> » : au choix noise, opportunistic, elaborate",
    ],
    [["trend", "--qqqq"], "vigie: unknown option '--qqqq'"],
  ] as const)
    assert.equal(await told(...args), expected);
  const french = await vigieHere(["frobnicate"], { LANG: "fr_FR.UTF-8" });
  assert.match(french.stderr, /^vigie: commande inconnue : « frobnicate »/);
});

test("every reason that an option gives is known in French", () => {
  const texts = globSync("src/cli/**/*.ts", { cwd: ROOT }).flatMap((path) =>
    [...readFileSync(join(ROOT, path), "utf8").matchAll(/["`](expected [^"`]+)["`]/g)].map(
      ([, text]) => text,
    ),
  );
  assert.ok(texts.length >= 9, `${texts.length} texts`);
  for (const text of texts) {
    const reason = (text ?? "").replace(/\$\{\w+\}/g, "1");
    const french = usageText(`option '-a' argument 'b' is invalid. ${reason}`, "fr");
    assert.match(french, /^la valeur « b » ne convient pas à l'option « -a » : il faut /, reason);
  }
});

test("what is not known stays as it is", () => {
  assert.equal(usageText("something new", "fr"), "something new");
  assert.equal(usageText("unknown option '--x'", "en"), "unknown option '--x'");
});
