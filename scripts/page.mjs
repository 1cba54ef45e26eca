/**
 * Writes the page of a statement into the package as `node` runs it in a checkout: types taken out, and not a blank moved.
 * The programs that travel in a statement are the text of these functions, and whoever verifies a statement makes its page
 * again. So a package and a checkout of one version have to give the same text, which a compiler's own layout would not.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const from = fileURLToPath(new URL("../src/statement/page", import.meta.url));
const to = join(process.argv[2] ?? fileURLToPath(new URL("../dist", import.meta.url)), "statement/page");

process.removeAllListeners("warning"); // taking types out is said to be experimental, and is what runs the sources too
mkdirSync(to, { recursive: true });
for (const name of readdirSync(from).filter((one) => one.endsWith(".ts"))) {
  const text = stripTypeScriptTypes(readFileSync(join(from, name), "utf8"));
  writeFileSync(join(to, name.replace(/\.ts$/, ".js")), text.replace(/(from "\.[^"\n]*)\.ts";/g, '$1.js";'));
}
