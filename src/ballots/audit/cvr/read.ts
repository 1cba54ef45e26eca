/**
 * Recognises a file or folder of cast vote records.
 * @module
 */
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { problem, VigieError } from "../../../base/errors.ts";
import { readEss } from "./cells.ts";
import { readClearBallot, readDominionCsv } from "./columns.ts";
import { readDominionJson } from "./dominion-json.ts";
import { readHart } from "./hart.ts";
import { cellsOf, readLines } from "./lines.ts";
import type { CvrTable } from "./table.ts";

/** Reads records of Dominion (CSV, JSON folder), ClearBallot, ES&S (CSV) or Hart (folder of XML). @throws VigieError */
export function readCvr(path: string): CvrTable {
  if (!existsSync(path))
    throw new VigieError(problem("not-found", { file: path }, "there is no such file", "check the path"));
  if (statSync(path).isDirectory()) return readFolder(path);
  const lines = readLines(path);
  const head = [1, 2, 3, 4].map(() => cellsOf((lines.next().value ?? "").replace(/^\ufeff/, "")));
  lines.return(undefined);
  if (head[3]?.includes("TabulatorNum") === true) return readDominionCsv(path);
  if (head[0]?.includes("BoxPosition") === true) return readClearBallot(path);
  if (head[0]?.some((cell) => cell.trim().toLowerCase() === "cast vote record") === true)
    return readEss(path);
  throw unknown(path);
}

function readFolder(path: string): CvrTable {
  if (existsSync(join(path, "ContestManifest.json"))) return readDominionJson(path);
  if (readdirSync(path).some((name) => name.toLowerCase().endsWith(".xml"))) return readHart(path);
  throw unknown(path);
}

function unknown(path: string): VigieError {
  const remedy =
    "give Dominion's CSV or unpacked JSON, ClearBallot's or ES&S's CSV, or Hart's unpacked XML files";
  return new VigieError(
    problem("unsupported", { file: path }, "these are no cast vote records that Vigie reads", remedy),
  );
}
