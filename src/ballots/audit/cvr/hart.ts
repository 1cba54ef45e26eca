/**
 * Hart Verity's records: a folder or zip archive of XML files, one for each card. A card lists the options that it votes
 * for. Whoever exports the files controls them: only a fixed set of elements is read, by name; there is no entity,
 * include or external reference to follow, and an element that is not closed is a file that was cut off.
 * @module
 */
import { textOf } from "../folder/files.ts";
import { damaged } from "./fault.ts";
import type { RecordFiles } from "./source.ts";
import { type CvrTable, RecordsBuilder } from "./table.ts";

const MAX_CARD_BYTES = 4 * 1024 * 1024;
/** What a vote for a name that the voter wrote is called. */
const WRITE_IN = "Write-In";

/** The contents of all elements of a name, in order. @throws VigieError where one is not closed */
function inner(xml: string, name: string, path: string): readonly string[] {
  const found: string[] = [];
  const [begin, end] = [
    new RegExp(`<(?:\\w+:)?${name}(?=[\\s/>])([^<>]*)(>?)`, "g"),
    new RegExp(`</(?:\\w+:)?${name}>`, "g"),
  ];
  for (let match = begin.exec(xml); match !== null; match = begin.exec(xml)) {
    if (match[2] === "") damaged(path, null, `<${name}> is damaged`);
    if (match[1]?.endsWith("/")) {
      found.push("");
      continue;
    }
    end.lastIndex = begin.lastIndex;
    const close = end.exec(xml);
    if (close === null) damaged(path, null, `<${name}> is not closed: the file is cut off`);
    found.push(xml.slice(begin.lastIndex, close.index));
    begin.lastIndex = end.lastIndex;
  }
  return found;
}

const NAMED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** The text of the first element of a name; empty where there is none. */
function text(xml: string, name: string, path: string): string {
  const raw = inner(xml, name, path)[0] ?? "";
  return raw
    .replace(/&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([0-9a-fA-F]{1,6}));/g, (whole, named, decimal, hex) => {
      if (named !== undefined) return NAMED[named] ?? whole;
      const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    })
    .trim();
}

/** Cards are named BATCH-SEQUENCE (`BatchNumber`, `BatchSequence`). @throws VigieError */
export function readHart(files: RecordFiles): CvrTable {
  const builders = new Map<string, RecordsBuilder>();
  const ids: string[] = [];
  const seen = new Set<string>();
  for (const name of files.names.filter((file) => file.toLowerCase().endsWith(".xml"))) {
    const path = files.label(name);
    const bytes = files.bytes(name);
    if (bytes.length > MAX_CARD_BYTES) damaged(path, null, "the card is larger than 4 MiB");
    const xml = textOf(bytes, path);
    if (xml.includes("<!")) damaged(path, null, "it has a comment or a declaration, which no export has");
    const card = `${text(xml, "BatchNumber", path)}-${text(xml, "BatchSequence", path)}`;
    if (card.startsWith("-") || card.endsWith("-"))
      damaged(path, null, "BatchNumber or BatchSequence is missing");
    if (seen.has(card)) damaged(path, null, `there is a second record of card ${card}`);
    seen.add(card);
    for (const contests of inner(xml, "Contests", path))
      for (const contest of inner(contests, "Contest", path)) addContest(contest, ids.length, builders, path);
    ids.push(card);
  }
  return {
    format: "hart",
    ids,
    contests: [...builders.values()].map((builder) => builder.finish(ids.length)),
  };
}

/** Options that are listed are marked, unless a `Value` says 0. How many votes a card may hold is not said. */
function addContest(xml: string, at: number, builders: Map<string, RecordsBuilder>, path: string): void {
  const [from, to] = [xml.search(/<(?:\w+:)?Options?[\s/>]/), xml.lastIndexOf("Option")];
  const before = from < 0 ? xml : xml.slice(0, from);
  const name = text(before, "Name", path) || text(xml.slice(Math.max(to, 0)), "Name", path);
  if (name === "") damaged(path, null, "a contest has no name");
  const builder = builders.get(name) ?? new RecordsBuilder(name, [], 0);
  builders.set(name, builder);
  const marked = inner(xml, "Option", path)
    .filter((option) => !["0", "false"].includes(text(option, "Value", path)))
    .map((option) => nameOf(option, path));
  for (const choice of marked) builder.addChoice(choice);
  builder.set(at, marked);
}

function nameOf(option: string, path: string): string {
  if (inner(option, "WriteInData", path).length > 0) return WRITE_IN;
  return text(option, "Name", path) || damaged(path, null, "an option has no name");
}
