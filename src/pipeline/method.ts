/**
 * By what a finding was made: enough for a stranger to make it again.
 * @module
 */
import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { digestOf } from "../base/digest.ts";
import type { Method } from "../evidence/finding.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Digest of the program that runs: what this prints in the package's folder, with `dist` in place of `src` when installed:
 * `find src -type f -name '*.ts' | LC_ALL=C sort | xargs sha256sum | sha256sum`
 */
function codeDigest(): string {
  const folder = existsSync(join(root, "src", "pipeline")) ? "src/**/*.ts" : "dist/**/*.js";
  const files = globSync(folder, { cwd: root }).map((file) => file.replaceAll("\\", "/"));
  const whole = createHash("sha256");
  for (const file of files.sort(byBytes)) {
    const digest = createHash("sha256")
      .update(readFileSync(join(root, file)))
      .digest("hex");
    whole.update(`${digest}  ${file}\n`);
  }
  return `sha256:${whole.digest("hex")}`;
}

/** The order of LC_ALL=C, not of a locale. */
function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** @param settings whatever changes results, in a fixed order */
export function methodOf(engineVersion: string, rulesDigest: string, settings: readonly string[]): Method {
  return {
    engine: "vigie",
    engineVersion,
    codeDigest: codeDigest(),
    rulesDigest: `sha256:${rulesDigest}`,
    configDigest: `sha256:${digestOf("config", ...settings)}`,
    rule: null,
    rules: {},
  };
}
