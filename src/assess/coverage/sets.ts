/**
 * Sets of drills: a folder of recordings with their labels, or a list of one's own.
 * @module
 */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import * as z from "zod";
import { errorText, type Problem, problem } from "../../base/errors.ts";
import { err, ok, type Result } from "../../base/result.ts";
import type { Drill } from "./drill.ts";

const techniques = z.array(z.string().regex(/^T\d{4}(?:\.\d{3})?$/)).max(50);
/** `labels.json`: recordings by name. */
const labelsSchema = z.record(z.string(), z.object({ file: z.string().max(400), techniques }));
/** `drills.json`: a list of one's own. */
const listSchema = z.array(
  z.object({
    name: z.string().min(1).max(200),
    pattern: z.string().min(1).max(200),
    file: z.string().max(400),
    techniques: techniques.default([]),
  }),
);

/**
 * @param path a folder with `labels.json` or `drills.json`, or such a file
 * @returns drills in the order of the file; a recording that is missing is an error, since it would silently shrink the set
 */
export function readDrills(path: string): Result<readonly Drill[], Problem> {
  const file = [path, join(path, "drills.json"), join(path, "labels.json")].find(
    (one) => /\.json$/.test(one) && existsSync(one),
  );
  if (file === undefined)
    return err(
      problem(
        "not-found",
        { file: path },
        "holds no drills.json and no labels.json",
        "docs/drills.md shows both",
      ),
    );
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    return err(problem("corrupt", { file }, errorText(error), "mend the file"));
  }
  const drills = listOf(value, dirname(file));
  if (typeof drills === "string")
    return err(problem("corrupt", { file }, drills, "docs/drills.md shows a whole file"));
  const missing = drills.find((drill) => !existsSync(drill.path));
  if (missing !== undefined)
    return err(
      problem(
        "not-found",
        { file: missing.path },
        `the recording of ${missing.name} is not there`,
        "fetch it, or take the drill out",
      ),
    );
  return drills.length === 0 ? err(problem("corrupt", { file }, "names no drill", "add one")) : ok(drills);
}

function listOf(value: unknown, folder: string): readonly Drill[] | string {
  const list = listSchema.safeParse(value);
  const labels = list.success ? null : labelsSchema.safeParse(value);
  if (labels !== null && !labels.success) {
    const [issue] = (Array.isArray(value) ? list.error : labels.error)?.issues ?? [];
    return `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "is wrong"}`;
  }
  const all = list.success
    ? list.data
    : Object.entries(labels?.data ?? {}).map(([name, one]) => ({
        name,
        pattern: one.techniques[0] ?? name,
        ...one,
      }));
  const outside = all.find(({ file }) => !resolve(folder, file).startsWith(`${resolve(folder)}${sep}`));
  if (outside !== undefined) return `${outside.name}: its file lies outside the folder`;
  return all.map(({ file, ...drill }) => ({ ...drill, path: join(folder, file) }));
}
