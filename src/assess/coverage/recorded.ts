/**
 * Recorded attacks in an archive: a folder with `index.json`, which names cases, and `regression.tar.gz`, which holds their
 * recordings - the form in which SigmaHQ's recorded detections are passed on. Who made the archive wrote every name in it:
 * only regular files that the index names are unpacked, and nothing outside the folder given.
 * @module
 */
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { extract } from "tar";
import * as z from "zod";
import { errorText, type Problem, problem } from "../../base/errors.ts";
import { readWhole } from "../../base/files.ts";
import { err, ok, type Result } from "../../base/result.ts";

const INDEX = "index.json";
const ARCHIVE = "regression.tar.gz";
/** Recordings together, unpacked. */
const MAX_BYTES: number = 1024 * 1024 * 1024;

const name = z.string().regex(/^[\w. -]{1,200}$/);
const indexSchema = z.object({
  // some cases stand there without a recording
  cases: z
    .array(z.object({ title: z.string().min(1).max(200), folder: name, file: name.nullable() }))
    .max(100_000),
});

interface Case {
  readonly title: string;
  readonly folder: string;
  readonly file: string;
}

/** Whether a folder holds recordings in this form. */
export function isRecorded(folder: string): boolean {
  return existsSync(join(folder, INDEX)) && existsSync(join(folder, ARCHIVE));
}

/**
 * Unpacks the recordings and writes a `drills.json` for them: each case is a pattern of its own, and any rule that fires on
 * it shows it, since the index names no technique.
 * @param into an empty folder
 */
export function unpackRecorded(folder: string, into: string): Result<null, Problem> {
  const file = join(folder, INDEX);
  let cases: readonly Case[];
  try {
    const bytes = readWhole(file, { mib: 16, remedy: "is this an index of recordings?" });
    cases = indexSchema
      .parse(JSON.parse(bytes.toString("utf8")))
      .cases.flatMap(({ file: recording, ...one }) =>
        recording === null ? [] : [{ ...one, file: recording }],
      );
  } catch (error) {
    return err(problem("corrupt", { file }, errorText(error), "docs/drills.md says what an index holds"));
  }
  const wanted = new Set(cases.map(({ folder: own, file: recording }) => `${own}/${recording}`));
  let bytes = 0;
  try {
    extract({
      file: join(folder, ARCHIVE),
      cwd: into,
      sync: true,
      strict: true,
      filter: (path, entry) => {
        bytes += entry.size ?? 0;
        const isFile = !("type" in entry) || entry.type === "File" || entry.type === "OldFile";
        return isFile && wanted.has(path.replace(/^\.\//, "")) && bytes <= MAX_BYTES;
      },
    });
  } catch (error) {
    return err(
      problem("corrupt", { file: join(folder, ARCHIVE) }, errorText(error), "fetch the archive again"),
    );
  }
  const drills = cases.map(({ title, folder: own, file: recording }) => ({
    name: title,
    pattern: title,
    file: `${own}/${recording}`,
  }));
  writeFileSync(join(into, "drills.json"), JSON.stringify(drills));
  return ok(null);
}
