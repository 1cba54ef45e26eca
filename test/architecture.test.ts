/** The floors of ARCHITECTURE.md, read from the imports: a boundary that nothing executes does not hold. */
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, posix, sep } from "node:path";
import { test } from "node:test";
import { formatNames } from "../src/formats/index.ts";

const ROOT = join(import.meta.dirname, "..");

const FLOORS: Readonly<Record<string, number>> = {
  base: 1,
  model: 2,
  evidence: 3,
  config: 3,
  formats: 4,
  sigma: 4,
  intake: 4,
  store: 4,
  ballots: 4,
  hunt: 4,
  rehearsal: 4,
  detect: 5,
  triage: 5,
  response: 5,
  pipeline: 6,
  assess: 7,
  statement: 8,
  server: 9,
  cli: 10,
};

interface Import {
  readonly from: string;
  readonly to: string;
}

/** `from "x"`, `import "x"`, `import("x")`, `new URL("./x.ts", import.meta.url)`, and what `import type` names. */
const SPECIFIER =
  /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*|\bnew URL\(\s*)(?:"([^"\n]+)"|'([^'\n]+)'|`([^`$\n]+)`)/g;

const modules = globSync("src/**/*.ts", { cwd: ROOT }).map((file) => file.split(sep).join("/"));
const imports = modules.flatMap(importsOf);

function importsOf(file: string): readonly Import[] {
  const text = withoutComments(readFileSync(join(ROOT, file), "utf8"));
  const found = [...text.matchAll(SPECIFIER)].map((match) => match[1] ?? match[2] ?? match[3] ?? "");
  return found.map((to) => ({ from: file, to: to.startsWith(".") ? posix.join(dirname(file), to) : to }));
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
}

const roomOf = (file: string): string => file.split("/")[1] ?? "";
const isOurs = (to: string): boolean => to.startsWith("src/");

function packageOf(to: string): string {
  return to
    .split("/")
    .slice(0, to.startsWith("@") ? 2 : 1)
    .join("/");
}

test("the check saw the modules and their imports", () => {
  assert.ok(modules.length >= 120, `only ${modules.length} modules`);
  const internal = imports.filter(({ to }) => isOurs(to)).length;
  assert.ok(internal >= 350, `only ${internal} imports between modules`);
  const rooms = new Set(modules.map(roomOf));
  for (const room of ["base", "model", "sigma", "formats", "pipeline", "cli"]) {
    assert.ok(rooms.has(room), `no module of ${room} was seen`);
  }
  for (const file of modules.filter((name) => !/^src\/(base|sigma\/regex)\//.test(name))) {
    if (/^import /m.test(readFileSync(join(ROOT, file), "utf8")))
      assert.ok(
        imports.some(({ from }) => from === file),
        `no import of ${file} was understood`,
      );
  }
});

test("every room has a floor", () => {
  const unknown = [...new Set(modules.map(roomOf))].filter((room) => FLOORS[room] === undefined);
  assert.deepEqual(unknown, []);
});

test("a file imports only from lower floors or its own room", () => {
  const wrong = imports
    .filter(({ to }) => isOurs(to))
    .filter(({ from, to }) => roomOf(from) !== roomOf(to))
    .filter(({ from, to }) => (FLOORS[roomOf(to)] ?? 99) >= (FLOORS[roomOf(from)] ?? 0));
  assert.deepEqual(wrong, []);
});

test("every import leads to a file that is there", () => {
  const known = new Set(modules);
  const outside = new Set(["package.json", "rules"]); // read beside src, in a checkout and when installed
  const lost = imports.filter(
    ({ to }) => (isOurs(to) && to.endsWith(".ts") ? !known.has(to) : to.startsWith("..")) && !outside.has(to),
  );
  assert.deepEqual(lost, []);
});

test("the Sigma engine knows nothing of Vigie but base and model", () => {
  const rooms = imports
    .filter(({ from, to }) => roomOf(from) === "sigma" && isOurs(to))
    .map(({ to }) => roomOf(to));
  assert.deepEqual(
    [...new Set(rooms)].filter((room) => !["base", "model", "sigma"].includes(room)),
    [],
  );
});

test("src imports no package that the package does not depend on", () => {
  const { dependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
    dependencies: Record<string, string>;
  };
  const foreign = imports
    .filter(({ to }) => !isOurs(to) && !to.startsWith("node:") && /^[@a-z]/.test(to))
    .filter(({ to }) => !["package.json", "rules"].includes(to));
  assert.ok(foreign.length >= 8, "no import of a package was seen");
  const undeclared = foreign.filter(({ to }) => dependencies[packageOf(to)] === undefined);
  assert.deepEqual(undeclared, []);
  const bare = imports.filter(({ to }) => !to.startsWith("node:") && builtinModules.includes(to));
  assert.deepEqual(bare, [], "Node's own modules are named with node:");
});

test("no module of src reads from tests, benchmarks or scripts", () => {
  const wrong = imports.filter(({ to }) => /^(test|bench|scripts)\//.test(to));
  assert.deepEqual(wrong, []);
});

test("docs/formats.md lists every format by its name", () => {
  const text = readFileSync(join(ROOT, "docs/formats.md"), "utf8");
  const missing = formatNames().filter((name) => !text.includes(`| \`${name}\` `));
  assert.ok(formatNames().length > 100);
  assert.deepEqual(missing, []);
});
