/** Where data-driven tests find their data. */
import { join, resolve } from "node:path";

const ROOT = join(import.meta.dirname, "../..");

/** A part of the data folder: $VIGIE_DATA, or the folder beside the project. It may not be there. */
export function dataFolder(part: string): string {
  return join(resolve(ROOT, process.env["VIGIE_DATA"] ?? "../shared/data"), part);
}
