/**
 * Recognises a file or folder of cast vote records.
 * @module
 */
import { closeSync, existsSync, openSync, readSync, statSync } from "node:fs";
import { problem, VigieError } from "../../../base/errors.ts";
import { readEss } from "./cells.ts";
import { readClearBallot, readDominionCsv } from "./columns.ts";
import { readDominionJson } from "./dominion-json.ts";
import { readHart } from "./hart.ts";
import { cellsOf, readLines } from "./lines.ts";
import { filesOfFolder, filesOfZip, labelOf, type RecordFiles, type TableSource } from "./source.ts";
import type { CvrTable } from "./table.ts";
import { ZipFile } from "./zip.ts";

/**
 * Reads records of Dominion (CSV; JSON in a zip archive or a folder), ClearBallot, ES&S (CSV) or Hart (XML in a zip
 * archive or a folder); a CSV may lie alone in an archive. @throws VigieError
 */
export function readCvr(path: string): CvrTable {
  if (!existsSync(path))
    throw new VigieError(problem("not-found", { file: path }, "there is no such file", "check the path"));
  if (statSync(path).isDirectory()) return readFiles(filesOfFolder(path), path);
  if (!isZip(path)) return readTable(path);
  const zip = new ZipFile(path);
  try {
    const [only, ...others] = zip.names;
    if (only?.toLowerCase().endsWith(".csv") === true && others.length === 0)
      return readTable({ label: `${path}!${only}`, bytes: zip.read(only) });
    return readFiles(filesOfZip(zip), path);
  } finally {
    zip.close();
  }
}

/** The first bytes of a member, or of the end of an empty archive. */
function isZip(path: string): boolean {
  const file = openSync(path, "r");
  try {
    const head = Buffer.alloc(4);
    readSync(file, head);
    return head.equals(Buffer.from("PK\u0003\u0004")) || head.equals(Buffer.from("PK\u0005\u0006"));
  } finally {
    closeSync(file);
  }
}

function readTable(source: TableSource): CvrTable {
  const lines = readLines(source);
  const head = [1, 2, 3, 4].map(() => cellsOf((lines.next().value ?? "").replace(/^\ufeff/, "")));
  lines.return(undefined);
  if (head[3]?.includes("TabulatorNum") === true) return readDominionCsv(source);
  if (head[0]?.includes("BoxPosition") === true) return readClearBallot(source);
  if (head[0]?.some((cell) => cell.trim().toLowerCase() === "cast vote record") === true)
    return readEss(source);
  throw unknown(labelOf(source));
}

function readFiles(files: RecordFiles, path: string): CvrTable {
  if (files.names.includes("ContestManifest.json")) return readDominionJson(files);
  if (files.names.some((name) => name.toLowerCase().endsWith(".xml"))) return readHart(files);
  throw unknown(path);
}

function unknown(path: string): VigieError {
  const remedy = "give Dominion's CSV or JSON, ClearBallot's or ES&S's CSV, or Hart's XML files, as exported";
  return new VigieError(
    problem("unsupported", { file: path }, "these are no cast vote records that Vigie reads", remedy),
  );
}
