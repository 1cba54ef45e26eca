/**
 * A tree of binary XML, filled in -> JSON in the shape that tools for event logs share: attributes under
 * `#attributes`, text beside them under `#text`, `<Data Name="x">` under its name.
 * @module
 */
import type { BinXml } from "./binxml.ts";
import type { ChunkBytes } from "./chunk-bytes.ts";
import { EvtxFault } from "./fault.ts";
import type { Attribute, Descriptor, Element, Part } from "./node.ts";
import { BINXML, type EvtxValue, NULL, readValue } from "./value.ts";

/** An element, or a value. */
export type EvtxJson = EvtxValue | readonly EvtxJson[] | { readonly [name: string]: EvtxJson };
type Bag = Record<string, EvtxJson>;

/** A record holds some dozens of elements; templates that repeat themselves can make millions of a few bytes. */
const MAX_NODES = 20_000;
const MAX_TEXT = 1_000_000;
/** The same for all records of one chunk: honest ones have some ten thousand nodes between them. */
const MAX_NODES_OF_CHUNK = 400_000;
const MAX_TEXT_OF_CHUNK = 8_000_000;
const MAX_DEPTH = 64;

export class Renderer {
  readonly #chunk: ChunkBytes;
  readonly #xml: BinXml;
  #nodes = 0;
  #text = 0;
  #depth = 0;
  #allNodes = 0;
  #allText = 0;

  constructor(chunk: ChunkBytes, xml: BinXml) {
    this.#chunk = chunk;
    this.#xml = xml;
  }

  /** The elements of a fragment as an object. @throws EvtxFault */
  render(parts: readonly Part[]): Bag {
    this.#allNodes += this.#nodes;
    this.#allText += this.#text;
    if (this.#allNodes > MAX_NODES_OF_CHUNK || this.#allText > MAX_TEXT_OF_CHUNK) {
      throw new EvtxFault(0, "a chunk that repeats itself");
    }
    this.#nodes = 0;
    this.#text = 0;
    this.#depth = 0;
    const root = bag();
    this.#fill(root, parts, []);
    return root;
  }

  /** Adds the elements to the bag; @returns the values that stand beside them. */
  #fill(into: Bag, parts: readonly Part[], values: readonly Descriptor[]): EvtxValue[] {
    if (++this.#depth > MAX_DEPTH) throw new EvtxFault(0, "values nested too deep");
    const texts: EvtxValue[] = [];
    for (const part of parts) this.#add(part, into, texts, values);
    this.#depth--;
    return texts;
  }

  #add(part: Part, into: Bag, texts: EvtxValue[], values: readonly Descriptor[]): void {
    if (++this.#nodes > MAX_NODES) throw new EvtxFault(0, "a record that repeats itself");
    switch (part.kind) {
      case "element":
        this.#addElement(part, into, values);
        return;
      case "instance":
        texts.push(...this.#fill(into, part.parts, part.values));
        return;
      case "literal":
        texts.push(this.#counted(part.value));
        return;
      case "substitution": {
        const value = values[part.index];
        if (value === undefined || value.type === NULL) return;
        if (value.type === BINXML) {
          texts.push(...this.#fill(into, this.#xml.fragment(value.at, value.at + value.size, true), []));
        } else texts.push(this.#counted(readValue(this.#chunk, value)));
      }
    }
  }

  #counted(value: EvtxValue): EvtxValue {
    if (typeof value === "string") this.#text += value.length;
    else if (Array.isArray(value)) for (const item of value) this.#counted(item as EvtxValue);
    if (this.#text > MAX_TEXT) throw new EvtxFault(0, "a record that repeats its texts");
    return value;
  }

  #addElement(element: Element, into: Bag, values: readonly Descriptor[]): void {
    const attributes = this.#attributes(element.attributes, values);
    const content = bag();
    const texts = this.#fill(content, element.parts, values);
    const text = joined(texts);
    const name = element.name === "Data" ? attributes?.["Name"] : undefined;
    if (typeof name === "string") put(into, name, bare(content, text));
    else
      put(into, element.name, attributes === null ? bare(content, text) : dressed(attributes, content, text));
  }

  /** The attributes that have a value, or null when none has. */
  #attributes(list: readonly Attribute[], values: readonly Descriptor[]): Bag | null {
    let attributes: Bag | null = null;
    for (const { name, parts } of list) {
      const text = joined(this.#fill(bag(), parts, values));
      if (text === null || text === "") continue;
      attributes ??= bag();
      attributes[name] = text;
    }
    return attributes;
  }
}

/** Names come from the file: `__proto__` is one like the others. */
function bag(): Bag {
  return Object.create(null) as Bag;
}

/** One value keeps its type; several are one text. */
function joined(texts: readonly EvtxValue[]): EvtxValue {
  if (texts.length < 2) return texts[0] ?? null;
  return texts.map((text) => (text === null ? "" : String(text))).join("");
}

function bare(content: Bag, text: EvtxValue): EvtxJson {
  let empty = true;
  for (const _ in content) {
    empty = false;
    break;
  }
  if (empty) return text;
  if (text !== null && text !== "") put(content, "#text", text);
  return content;
}

function dressed(attributes: Bag, content: Bag, text: EvtxValue): EvtxJson {
  const whole = bag();
  whole["#attributes"] = attributes;
  if (text !== null && text !== "") whole["#text"] = text;
  for (const name in content) whole[name] = content[name] ?? null;
  return whole;
}

/** Elements of one name become a list. */
function put(into: Bag, name: string, value: EvtxJson): void {
  const known = into[name];
  if (known === undefined) into[name] = value;
  else if (REPEATED.has(known)) (known as EvtxJson[]).push(value);
  else {
    const list = [known, value];
    REPEATED.add(list);
    into[name] = list;
  }
}

/** Lists made of elements, not of one value that is a list. */
const REPEATED = new WeakSet<object>() as { has(value: unknown): boolean; add(value: object): unknown };
