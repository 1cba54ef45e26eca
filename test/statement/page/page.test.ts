/** The page of a statement in a real browser, from file://, without a network: it checks itself and what is dropped on it. */
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import type { StatementDocument } from "../../../src/statement/sentences/document.ts";
import { noChromium, openChromium } from "../../helpers/chromium.ts";
import { type Ground, prepareGround } from "../../helpers/statement.ts";
import { put, tempFolder } from "../../helpers/temp.ts";

const skip = noChromium;
let ground: Ground;
let bag: string;
let html: string;
let document: StatementDocument;
let browser: Browser;

before(async () => {
  if (skip !== false) return;
  ground = await prepareGround();
  bag = join(ground.home, "statement");
  const made = await ground.publish(bag);
  assert.equal(made.code, 0, made.stderr);
  html = readFileSync(join(bag, "data/index.html"), "utf8");
  document = JSON.parse(readFileSync(join(bag, "data/statement.json"), "utf8")) as StatementDocument;
  browser = await openChromium();
});
after(async () => {
  await browser?.close();
  ground?.remove();
});

/** What the page says when it has checked itself. */
interface Seen {
  readonly status: string;
  readonly held: boolean;
  /** Ids of the sentences that are marked. */
  readonly broken: readonly string[];
}

async function look(page: Page): Promise<Seen> {
  const status = page.locator("[data-status=en]");
  await page.waitForSelector("[data-status=en].held, [data-status=en].failed", { state: "attached" });
  const classes = (await status.getAttribute("class")) ?? "";
  const broken = await page
    .locator(".broken[data-lang=en]")
    .evaluateAll((all) => all.map((one) => one.getAttribute("data-sentence") ?? ""));
  return { status: (await status.textContent()) ?? "", held: classes.includes("held"), broken };
}

/** Why a sentence does not hold, as a reader sees it. */
async function reason(page: Page, id: string): Promise<string> {
  return (await page.locator(`#${id}-en .failure`).textContent()) ?? "";
}

async function open(file: string): Promise<Page> {
  const page = await browser.newPage();
  const outside: string[] = [];
  page.on("request", (request) => {
    if (!request.url().startsWith("file:")) outside.push(request.url());
  });
  page.on("pageerror", (error) => outside.push(String(error)));
  await page.goto(pathToFileURL(file).href);
  await look(page);
  assert.deepEqual(outside, []);
  return page;
}

/** Sentences that rest on a file. */
function restingOn(path: string): readonly string[] {
  const touches = (cite: string): boolean => (cite.endsWith("/") ? path.startsWith(cite) : path === cite);
  return document.sentences.filter(({ cites }) => cites.some(touches)).map(({ id }) => id);
}

test("it verifies itself, and says so in both languages", { skip }, async () => {
  const page = await open(join(bag, "data/index.html"));
  const seen = await look(page);
  assert.ok(seen.held, seen.status);
  assert.deepEqual(seen.broken, []);
  assert.match(seen.status, /^Everything that is in this page holds: \d+ checks\.$/);
  assert.equal(await page.locator("main.in-fr").isVisible(), false);
  await page.locator("#in-fr").check();
  assert.equal(await page.locator("main.in-en").isVisible(), false);
  assert.match(
    (await page.locator("[data-status=fr]").textContent()) ?? "",
    /^Tout ce que contient cette page tient/,
  );
  await page.close();
});

test("one changed byte in any copy inside it turns the right sentences red", { skip }, async (t) => {
  const copies = [...html.matchAll(/<script type="text\/plain" data-file="([^"]+)">([^<]*)<\/script>/g)];
  assert.ok(copies.length > 25, `${copies.length} copies`);
  const home = tempFolder(t);
  for (const [whole, path = "", base64 = ""] of copies) {
    const bytes = Buffer.from(base64, "base64");
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    const changed = html.replace(whole, whole.replace(base64, bytes.toString("base64")));
    const page = await open(put(home, "index.html", changed));
    const seen = await look(page);
    assert.ok(!seen.held, `${path} was changed, and the page said: ${seen.status}`);
    for (const id of restingOn(path))
      assert.ok(seen.broken.includes(id), `${id} rests on ${path}; marked: ${seen.broken.join(" ")}`);
    assert.ok(seen.broken.length > 0, path);
    if (!path.startsWith("findings/statement/") && path !== "statement.json")
      for (const id of restingOn(path)) assert.match(await reason(page, id), new RegExp(`changed: ${path}$`));
    await page.close();
  }
});

test("of a changed sentence that rests on a changed file, the change that a reader sees is told", {
  skip,
}, async (t) => {
  const told = html
    .replace(/(id="s3-en"[^>]*><span class="text">)/, "$1Not ")
    .replace(/(data-file="findings\/count\/batch\.salt">)(.)/, (_, start: string, first: string) =>
      start.concat(first === "A" ? "B" : "A"),
    );
  const page = await open(put(tempFolder(t), "index.html", told));
  assert.ok(restingOn("findings/count/batch.salt").includes("s3"));
  assert.match(await reason(page, "s3"), /the sentence is not the one that was published$/);
  await page.close();
});

test("the figure can be read on a telephone", { skip }, async () => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  await page.goto(pathToFileURL(join(bag, "data/index.html")).href);
  for (const language of ["en", "fr"]) {
    await page.locator(`#in-${language}`).check();
    const boxes = await page.locator(`main.in-${language} figure`).evaluate((figure) => {
      const left = figure.getBoundingClientRect().left;
      const texts = [...figure.querySelectorAll("text")].map((one) => one.getBoundingClientRect());
      return texts.map(({ left: own, height }) => ({ inside: own >= left, height }));
    });
    assert.ok(boxes.length > 4, `${boxes.length} texts`);
    for (const { inside, height } of boxes)
      assert.ok(inside && height >= 11, `${language}: ${height} pixels`);
  }
  await context.close();
});

test("a changed, added or removed sentence is noticed", { skip }, async (t) => {
  const home = tempFolder(t);
  for (const change of [
    (text: string) => text.replace(/(id="s2-en"[^>]*><span class="text">)/, "$1Not "),
    (text: string) => text.replace(/<p id="s3-en"[\s\S]*?<\/p>/, ""),
    (text: string) =>
      text.replace(
        /<p id="s3-en"/,
        '<p id="s99-en" class="sentence" data-sentence="s99" data-lang="en"><span class="text">All is well.</span> <span class="failure" hidden></span></p><p id="s3-en"',
      ),
    // a second one of the same name, behind the first; another grade; a finding that is taken out
    (text: string) =>
      text.replace(
        /<\/header>/,
        '<p id="s3-en" class="sentence" data-sentence="s3" data-lang="en"><span class="text">All is well.</span> <span class="failure" hidden></span></p></header>',
      ),
    (text: string) =>
      text.replace(/(class="grade )attested("[^>]*>)attested/, "$1recomputable$2recomputable"),
    (text: string) =>
      text.replace(/<script type="text\/plain" data-file="findings\/watch\/[^<]*<\/script>\n/g, ""),
  ]) {
    assert.notEqual(change(html), html);
    const page = await open(put(home, "index.html", change(html)));
    assert.ok(!(await look(page)).held);
    await page.close();
  }
});

test("files that are dropped or chosen are checked: whole ones hold, one byte turns their sentences red", {
  skip,
}, async (t) => {
  const paths = globSync("**/*", { cwd: join(bag, "data"), withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath, one.name).slice(join(bag, "data").length + 1))
    .filter((path) => path !== "index.html" && !path.startsWith("findings/statement/"));
  assert.ok(paths.length > 20, `${paths.length} files`);
  const home = tempFolder(t);
  for (const path of paths) {
    const page = await open(join(bag, "data/index.html"));
    const input = page.locator("main.in-en input[type=file]").first();
    await input.setInputFiles(join(bag, "data", path));
    await page.waitForSelector("[data-given=en] li.fileHeld", { state: "attached" });
    const bytes = readFileSync(join(bag, "data", path));
    bytes[0] = (bytes[0] ?? 0) ^ 1;
    await input.setInputFiles(put(home, path, bytes));
    await page.waitForSelector("[data-given=en] li.fileFailed", { state: "attached" });
    const seen = await look(page);
    assert.ok(!seen.held);
    for (const id of restingOn(path)) assert.ok(seen.broken.includes(id), `${id} rests on ${path}`);
    await page.close();
  }
  const page = await open(join(bag, "data/index.html"));
  await page
    .locator("main.in-en input[type=file]")
    .first()
    .setInputFiles(put(home, "holiday.jpg", "x"));
  await page.waitForSelector("[data-given=en] li.fileUnknown", { state: "attached" });
  assert.ok((await look(page)).held, "what is no file of the statement says nothing of it");
  await page.close();
});

test("hostile names stay text", { skip }, async () => {
  const page = await open(join(bag, "data/index.html"));
  assert.equal(await page.locator("main b, main img, main example").count(), 0);
  assert.match((await page.locator("#s2-en .text").textContent()) ?? "", /CERT <example>/);
  await page.close();
});

test("axe finds nothing to mend, in either language, light or dark", { skip }, async () => {
  for (const colorScheme of ["light", "dark"] as const)
    for (const language of ["en", "fr"]) {
      const context = await browser.newContext({ colorScheme, bypassCSP: true });
      const page = await context.newPage();
      await page.goto(pathToFileURL(join(bag, "data/index.html")).href);
      await page.locator(`#in-${language}`).check();
      await look(page);
      await page.evaluate(axe.source);
      const found = (await page.evaluate("axe.run()")) as {
        violations: { id: string; nodes: { html: string }[] }[];
      };
      const violations = found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
      assert.deepEqual(violations, [], `${language}, ${colorScheme}`);
      await context.close();
    }
});

test("it prints one language, on a few pages", { skip }, async () => {
  const page = await open(join(bag, "data/index.html"));
  const pdf = (await page.pdf({ format: "A4" })).toString("latin1");
  const pages = pdf.match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0;
  assert.ok(pages >= 1 && pages <= 4, `${pages} pages`);
  await page.close();
});

test("without scripts the page is whole, and says that nothing was checked", { skip }, async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(pathToFileURL(join(bag, "data/index.html")).href);
  assert.equal(
    await page.locator("main.in-en noscript .status, main.in-en .status.failed").first().isVisible(),
    true,
  );
  assert.equal(await page.locator("#s1-en").isVisible(), true);
  await context.close();
});

test("a browser that cannot check signatures says so, and does not say that everything holds", {
  skip,
}, async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.addInitScript(
    "SubtleCrypto.prototype.importKey = () => Promise.reject(new Error('no Ed25519'))",
  );
  await page.goto(pathToFileURL(join(bag, "data/index.html")).href);
  const status = page.locator("[data-status=en].unable");
  await status.waitFor({ state: "attached" });
  assert.match((await status.textContent()) ?? "", /cannot check signatures/);
  assert.equal(await page.locator("[data-status].held").count(), 0);
  await context.close();
});
