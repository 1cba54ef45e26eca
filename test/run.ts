/**
 * Runs the tests and closes with the one line that others read: `N passed, N failed, N skipped`.
 *   node test/run.ts                  everything
 *   node test/run.ts --data [PART..]  only the data-driven tests (of the parts named)
 *   node test/run.ts PATH...          only these files
 */
import { globSync } from "node:fs";
import { basename, join } from "node:path";
import { run } from "node:test";

const root = join(import.meta.dirname, "..");
const args = process.argv.slice(2);
const files = chooseFiles(args);
if (files.length === 0) {
  console.error(`no test file matches ${args.join(" ")}`);
  process.exit(2);
}

function chooseFiles(words: readonly string[]): readonly string[] {
  if (words[0] === "--data") {
    const parts = words.slice(1);
    const all = globSync("test/data/*.test.ts", { cwd: root });
    const named = (file: string): boolean =>
      parts.length === 0 || parts.includes(basename(file).split(/[.-]/)[0] ?? "");
    return all
      .filter(named)
      .map((file) => join(root, file))
      .sort();
  }
  if (words.length > 0) return words.map((word) => join(process.cwd(), word));
  return globSync("test/**/*.test.ts", { cwd: root })
    .map((file) => join(root, file))
    .sort();
}

let passed = 0;
let failed = 0;
let skipped = 0;
const stream = run({ files: [...files], concurrency: 2, cwd: root });
stream.on("test:pass", (data) => {
  if (data.details.type === "suite" || isFile(data.name)) return;
  if (data.skip !== undefined || data.todo !== undefined) {
    skipped++;
    console.log(`skipped  ${data.name}${typeof data.skip === "string" ? `: ${data.skip}` : ""}`);
  } else passed++;
});
stream.on("test:fail", (data) => {
  if (data.details.type === "suite") return;
  failed++;
  console.log(`\nFAILED   ${data.name}\n  at ${data.file ?? "?"}:${data.line ?? "?"}`);
  console.log(bounded(String(data.details.error?.cause ?? data.details.error)).replace(/^/gm, "  "));
});
stream.on("test:diagnostic", (data) => {
  if (
    data.nesting > 0 ||
    !/^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) /.test(data.message)
  ) {
    console.log(`         ${data.message}`);
  }
});
stream.on("test:stderr", (data) => process.stderr.write(data.message));
stream.on("test:stdout", (data) => {
  if (process.env["VIGIE_TEST_STDOUT"] !== undefined) process.stdout.write(data.message);
});

/** A file without tests of its own is reported under its path; that is no test. */
function isFile(name: string): boolean {
  return name.endsWith(".test.ts");
}

for await (const _ of stream);
if (passed + failed + skipped === 0) {
  console.log("no test ran");
  failed = 1;
}
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed === 0 ? 0 : 1;

/** Counterexamples may be megabytes long. */
function bounded(text: string): string {
  return text.length <= 4000 ? text : `${text.slice(0, 3000)}\n[...]\n${text.slice(-1000)}`;
}
