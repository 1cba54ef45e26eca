/**
 * Hart Verity's records: a folder or zip archive of XML files, one for each card. Only a fixed set of elements is read, by name; there
 * is no entity, include or external reference to follow.
 * @module
 */
import { problem, VigieError } from "../../../base/errors.ts";
import type { RecordFiles } from "./source.ts";
import { type CvrTable, RecordsBuilder } from "./table.ts";

const MAX_CARD_BYTES = 4 * 1024 * 1024;

function inner(xml: string, name: string): readonly string[] {
  const found: string[] = [];
  const [begin, end] = [
    new RegExp(`<(?:\\w+:)?${name}(?:\\s[^>]*)?>`, "g"),
    new RegExp(`</(?:\\w+:)?${name}>`, "g"),
  ];
  for (let match = begin.exec(xml); match !== null; match = begin.exec(xml)) {
    end.lastIndex = begin.lastIndex;
    const close = end.exec(xml);
    if (close === null) break;
    found.push(xml.slice(begin.lastIndex, close.index));
    begin.lastIndex = end.lastIndex;
  }
  return found;
}

const NAMED: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&apos;": "'",
};

function text(xml: string, name: string): string {
  return (inner(xml, name)[0] ?? "").replace(/&(?:amp|lt|gt|quot|apos);/g, (one) => NAMED[one] ?? one).trim();
}

/** Cards are named BATCH-SEQUENCE (`BatchNumber`, `BatchSequence`). @throws VigieError */
export function readHart(files: RecordFiles): CvrTable {
  const builders = new Map<string, RecordsBuilder>();
  const ids: string[] = [];
  const seen = new Set<string>();
  for (const name of files.names.filter((file) => file.toLowerCase().endsWith(".xml"))) {
    const path = files.label(name);
    const bytes = files.bytes(name);
    if (bytes.length > MAX_CARD_BYTES) fault(path, "the card is larger than 4 MiB");
    const xml = bytes.toString();
    const card = `${text(xml, "BatchNumber")}-${text(xml, "BatchSequence")}`;
    if (card.startsWith("-") || card.endsWith("-")) fault(path, "BatchNumber or BatchSequence is missing");
    if (seen.has(card)) fault(path, `there is a second record of card ${card}`);
    seen.add(card);
    for (const contest of inner(xml, "Contest")) addContest(contest, ids.length, builders, path);
    ids.push(card);
  }
  return {
    format: "hart",
    ids,
    contests: [...builders.values()].map((builder) => builder.finish(ids.length)),
  };
}

/** Options that are listed are marked, unless a `Value` says 0. */
function addContest(xml: string, at: number, builders: Map<string, RecordsBuilder>, path: string): void {
  const options = inner(xml, "Option");
  const name = text(
    options.reduce((rest, option) => rest.replace(option, ""), xml),
    "Name",
  );
  if (name === "") fault(path, "a contest has no name");
  const builder = builders.get(name) ?? new RecordsBuilder(name, [], 1);
  builders.set(name, builder);
  const marked = options
    .filter((option) => !["0", "false"].includes(text(option, "Value")))
    .map((option) => text(option, "Name"));
  for (const choice of marked) if (!builder.choices.includes(choice)) builder.choices.push(choice);
  builder.set(at, marked);
}

function fault(path: string, what: string): never {
  throw new VigieError(problem("data-invalid", { file: path }, what, "export the records again"));
}
