/**
 * Installs what is missing, once: `npm run demo` and `npm test` need nothing but Node >= 20 and npm.
 * Runs under whatever Node the machine has.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const stamp = join(root, "node_modules", ".vigie-installed");
const wanted = createHash("sha256")
  .update(readFileSync(join(root, "package-lock.json")))
  .digest("hex");
const nodeBinary = join(
  root,
  "node_modules",
  "node",
  "bin",
  process.platform === "win32" ? "node.exe" : "node",
);

const installed = existsSync(stamp) && readFileSync(stamp, "utf8") === wanted && existsSync(nodeBinary);
if (!installed) {
  console.error("vigie: installing what is missing (once) ...");
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  // not `npm ci`: it refuses a lock file that was written where a registry lacks the packages of other platforms
  const run = spawnSync(npm, ["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    shell: process.platform === "win32",
  });
  if (run.status !== 0) {
    console.error(
      "vigie: npm could not install the dependencies; see its message above, then run the command again",
    );
    process.exit(run.status ?? 1);
  }
  if (!existsSync(nodeBinary)) {
    console.error(
      "vigie: the package 'node' brought no Node 24; allow its install script (npm config get ignore-scripts)",
    );
    process.exit(1);
  }
  writeFileSync(stamp, wanted);
}
