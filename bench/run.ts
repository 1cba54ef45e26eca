/**
 * `npm run -s bench -- NAME [options]`: runs bench/NAME.ts in this process.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";

const [name = ""] = process.argv.slice(2);
const file = join(import.meta.dirname, `${name}.ts`);
if (!/^[a-z-]+$/.test(name) || name === "run" || !existsSync(file)) {
  console.error(`vigie bench: there is no bench/${name}.ts; name one, such as: npm run -s bench -- scan`);
  process.exit(2);
}
process.argv.splice(2, 1);
await import(file);
