/**
 * Binary XML: tokens in the bytes of a chunk -> a tree. Every length and offset is the writer's, who may be hostile:
 * reads are bounded by the chunk, depth and work by constants.
 * @module
 */
import type { ChunkBytes } from "./chunk-bytes.ts";
import { EvtxFault } from "./fault.ts";
import type { Attribute, Descriptor, Element, Instance, Part } from "./node.ts";
import { STRING } from "./value.ts";

const END = 0x00;
const OPEN = 0x01;
const CLOSE_START = 0x02;
const CLOSE_EMPTY = 0x03;
const CLOSE = 0x04;
const VALUE = 0x05;
const ATTRIBUTE = 0x06;
const CDATA = 0x07;
const CHARACTER = 0x08;
const ENTITY = 0x09;
const INSTRUCTION = 0x0a;
const INSTRUCTION_DATA = 0x0b;
const TEMPLATE = 0x0c;
const SUBSTITUTION = 0x0d;
const OPTIONAL_SUBSTITUTION = 0x0e;
const FRAGMENT = 0x0f;
const MORE = 0x40;

const MAX_DEPTH = 64;
/** Parts read from one chunk: some thousands are usual, a chunk that makes its templates overlap asks for millions. */
const MAX_PARTS = 200_000;
const MAX_VALUES = 4096;

/** Reads the binary XML of one chunk; its templates are read once. */
export class BinXml {
  readonly #chunk: ChunkBytes;
  readonly #templates = new Map<number, readonly Part[]>();
  #parts = 0;
  #at = 0;
  /** Inside a value, elements have no dependency number. */
  #inValue = false;

  constructor(chunk: ChunkBytes) {
    this.#chunk = chunk;
  }

  /** The parts of a fragment that begins at a place. @throws EvtxFault */
  fragment(at: number, end: number, inValue: boolean): readonly Part[] {
    const before = [this.#at, this.#inValue] as const;
    this.#at = at;
    this.#inValue = inValue;
    try {
      return this.#readParts(end, 0);
    } finally {
      [this.#at, this.#inValue] = before;
    }
  }

  #readParts(end: number, depth: number): readonly Part[] {
    if (depth > MAX_DEPTH) throw new EvtxFault(this.#at, "elements nested too deep");
    const parts: Part[] = [];
    while (this.#at < end) {
      const token = this.#chunk.u8(this.#at);
      if (token === END || token === CLOSE || token === CLOSE_EMPTY) return parts;
      const part = this.#readPart(token, end, depth);
      if (part !== null) parts.push(part);
    }
    return parts;
  }

  #readPart(token: number, end: number, depth: number): Part | null {
    if (++this.#parts > MAX_PARTS) throw new EvtxFault(this.#at, "more parts than a chunk can mean");
    this.#at++;
    switch (token & ~MORE) {
      case FRAGMENT:
        this.#at += 3;
        return null;
      case OPEN:
        return this.#readElement((token & MORE) !== 0, end, depth);
      case VALUE:
        return this.#readLiteral();
      case CDATA:
        return this.#readText();
      case CHARACTER:
        this.#at += 2;
        return literal(String.fromCharCode(this.#chunk.u16(this.#at - 2)));
      case ENTITY:
        return literal(entityOf(this.#readName()));
      case INSTRUCTION:
        this.#readName();
        return null;
      case INSTRUCTION_DATA:
        this.#readText();
        return null;
      case TEMPLATE:
        return this.#readInstance(end, depth);
      case SUBSTITUTION:
      case OPTIONAL_SUBSTITUTION:
        this.#at += 3;
        return {
          kind: "substitution",
          index: this.#chunk.u16(this.#at - 3),
          optional: token === OPTIONAL_SUBSTITUTION,
        };
      default:
        throw new EvtxFault(this.#at - 1, `token ${token} is none`);
    }
  }

  #readElement(hasAttributes: boolean, end: number, depth: number): Element {
    this.#at += (this.#inValue ? 0 : 2) + 4; // dependency, size
    const name = this.#readName();
    const attributes = hasAttributes ? this.#readAttributes(end) : [];
    const token = this.#chunk.u8(this.#at++);
    if (token === CLOSE_EMPTY) return { kind: "element", name, attributes, parts: [] };
    if (token !== CLOSE_START) throw new EvtxFault(this.#at - 1, `token ${token} in the head of an element`);
    const parts = this.#readParts(end, depth + 1);
    if (this.#chunk.u8(this.#at) !== CLOSE) throw new EvtxFault(this.#at, "an element has no end");
    this.#at++;
    return { kind: "element", name, attributes, parts };
  }

  #readAttributes(end: number): readonly Attribute[] {
    this.#at += 4; // size of the list
    const attributes: Attribute[] = [];
    while ((this.#chunk.u8(this.#at) & ~MORE) === ATTRIBUTE) {
      this.#at++;
      const name = this.#readName();
      const parts: Part[] = [];
      for (let token = this.#chunk.u8(this.#at); isContent(token); token = this.#chunk.u8(this.#at)) {
        const part = this.#readPart(token, end, MAX_DEPTH);
        if (part !== null) parts.push(part);
      }
      attributes.push({ name, parts });
    }
    return attributes;
  }

  /** A name lies somewhere in the chunk; when that is here, it stands between this token and the next one. */
  #readName(): string {
    const offset = this.#chunk.u32(this.#at);
    this.#at += 4;
    const name = this.#chunk.name(offset);
    if (offset === this.#at) this.#at += this.#chunk.nameSize(offset);
    return name;
  }

  #readLiteral(): Part {
    const type = this.#chunk.u8(this.#at);
    if (type !== STRING) throw new EvtxFault(this.#at, `a literal of type ${type}`);
    this.#at++;
    return this.#readText();
  }

  #readText(): Part {
    const chars = this.#chunk.u16(this.#at);
    const value = this.#chunk.utf16(this.#at + 2, chars);
    this.#at += 2 + chars * 2;
    return { kind: "literal", value };
  }

  #readInstance(end: number, depth: number): Instance {
    const offset = this.#chunk.u32(this.#at + 5); // one byte of unknown meaning, the template's number
    this.#at += 9;
    const own = offset === this.#at;
    const parts = this.#template(offset, depth);
    if (own) this.#at += TEMPLATE_HEAD + this.#chunk.u32(offset + 20);
    return { kind: "instance", parts, values: this.#readDescriptors(end) };
  }

  /** A template: next one u32, identifier 16 bytes, size u32, binary XML. */
  #template(offset: number, depth: number): readonly Part[] {
    const known = this.#templates.get(offset);
    if (known !== undefined) return known;
    if (depth > 0) throw new EvtxFault(offset, "a template inside an element");
    const size = this.#chunk.u32(offset + 20);
    this.#chunk.need(offset + TEMPLATE_HEAD, size);
    this.#templates.set(offset, []); // a template that holds itself holds nothing
    const parts = this.fragment(offset + TEMPLATE_HEAD, offset + TEMPLATE_HEAD + size, false);
    this.#templates.set(offset, parts);
    return parts;
  }

  /** Sizes and types of all values, then the values. */
  #readDescriptors(end: number): readonly Descriptor[] {
    const count = this.#chunk.u32(this.#at);
    if (count > MAX_VALUES) throw new EvtxFault(this.#at, `${count} values`);
    let at = this.#at + 4 + count * 4;
    const values: Descriptor[] = [];
    for (let i = 0; i < count; i++) {
      const head = this.#at + 4 + i * 4;
      const size = this.#chunk.u16(head);
      values.push({ type: this.#chunk.u8(head + 2), at, size });
      at += size;
    }
    if (at > end) throw new EvtxFault(this.#at, "values reach beyond their record");
    this.#at = at;
    return values;
  }
}

const TEMPLATE_HEAD = 24;

/** Whether the token is one of an attribute's value. */
function isContent(token: number): boolean {
  const kind = token & ~MORE;
  return (
    kind === VALUE ||
    kind === CDATA ||
    kind === CHARACTER ||
    kind === ENTITY ||
    kind === SUBSTITUTION ||
    kind === OPTIONAL_SUBSTITUTION
  );
}

function literal(value: string): Part {
  return { kind: "literal", value };
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ["amp", "&"],
  ["lt", "<"],
  ["gt", ">"],
  ["quot", '"'],
  ["apos", "'"],
]);

function entityOf(name: string): string {
  return ENTITIES.get(name) ?? `&${name};`;
}
