/**
 * Line and column of a node: found only for what is rejected, by a second, slower reading of the file.
 * @module
 */
import { isMap, isScalar, isSeq, LineCounter, type Node, parseAllDocuments } from "yaml";
import type { Place } from "../../base/errors.ts";
import type { Path } from "../fault.ts";

/** Beyond this the slow reading is not worth its time: the file's name alone is given. */
const MAX_CHARS = 512 * 1024;

/** Finds places in one file. The file is read at the first question and kept. */
export class Positions {
  readonly #file: string;
  readonly #text: string;
  #documents: readonly (Node | null)[] | null = null;
  readonly #lines = new LineCounter();

  constructor(file: string, text: string) {
    this.#file = file;
    this.#text = text;
  }

  /** The place of a node: of the key for a map's entry, of the item for a list's. */
  find(document: number, path: Path): Place {
    if (this.#text.length > MAX_CHARS) return { file: this.#file };
    this.#documents ??= this.#read();
    const root = this.#documents[document];
    const offset = root === null || root === undefined ? undefined : offsetOf(root, path);
    if (offset === undefined) return { file: this.#file };
    const { line, col } = this.#lines.linePos(offset);
    return { file: this.#file, line, column: col };
  }

  #read(): readonly (Node | null)[] {
    const options = { lineCounter: this.#lines, uniqueKeys: false, logLevel: "silent" } as const;
    const read = parseAllDocuments(this.#text, options);
    return Array.isArray(read) ? read.map((document) => document.contents as Node | null) : [];
  }
}

/** Where the deepest node of the path that can be found begins. */
function offsetOf(root: Node, path: Path): number | undefined {
  let node: Node | null = root;
  let offset = root.range?.[0];
  for (const step of path) {
    let found: { readonly at: Node; readonly inner: Node | null } | null = null;
    if (isMap(node)) found = entry(node, String(step));
    else if (isSeq(node)) {
      const item = node.items[Number(step)] as Node | undefined;
      found = item === undefined ? null : { at: item, inner: item };
    }
    if (found === null) return offset;
    offset = found.at.range?.[0] ?? offset;
    node = found.inner;
  }
  return offset;
}

function entry(
  map: { readonly items: readonly unknown[] },
  key: string,
): { at: Node; inner: Node | null } | null {
  for (const item of map.items) {
    const pair = item as { readonly key: unknown; readonly value: Node | null };
    if (isScalar(pair.key) && String(pair.key.value) === key) return { at: pair.key, inner: pair.value };
  }
  return null;
}
