/**
 * `vigie parse`: records and what the formats make of them, without any rule.
 * @module
 */
import { parseRange } from "../base/address.ts";
import type { Problem } from "../base/errors.ts";
import { RecordDecoder } from "../detect/record.ts";
import type { SourceFacts } from "../detect/task.ts";
import { createRegistry } from "../formats/index.ts";
import { Preamble } from "../formats/preamble.ts";
import type { Reading, Registry } from "../formats/registry.ts";
import { Framer } from "../intake/framer.ts";
import type { Input } from "../intake/input.ts";
import { readProblem } from "../intake/problems.ts";
import { forEachRecord } from "../intake/records.ts";
import type { Chunk } from "../model/chunk.ts";
import { findInputs } from "./inputs.ts";

export interface ReadRecord {
  readonly file: string;
  readonly offset: number;
  readonly bytes: Uint8Array;
  readonly reading: Reading;
}

export interface ParseOptions {
  readonly factsOf: (input: Input) => SourceFacts;
  readonly trustedProxies: readonly string[];
}

/** Reads every record under the paths, in order. */
export async function* readRecords(
  paths: readonly string[],
  options: ParseOptions,
): AsyncIterable<ReadRecord | { readonly problem: Problem }> {
  for await (const found of findInputs(paths)) {
    if ("problem" in found) yield found;
    else yield* readInput(found.input, options);
  }
}

async function* readInput(
  input: Input,
  options: ParseOptions,
): AsyncIterable<ReadRecord | { readonly problem: Problem }> {
  const reader = new ChunkReader(options.factsOf(input), options.trustedProxies);
  const framer = new Framer();
  try {
    for await (const piece of input.open(() => {}))
      for (const chunk of framer.push(piece)) yield* reader.read(chunk);
  } catch (error) {
    yield { problem: readProblem(input.file, error) };
  }
  for (const chunk of framer.end()) yield* reader.read(chunk);
}

class ChunkReader {
  readonly #facts: SourceFacts;
  readonly #registry: Registry;
  readonly #preamble = new Preamble();
  readonly #proxies;

  constructor(facts: SourceFacts, trustedProxies: readonly string[]) {
    this.#facts = facts;
    this.#registry = createRegistry(facts.format);
    this.#proxies = trustedProxies.map(parseRange).filter((range) => range !== null);
  }

  read(chunk: Chunk): readonly ReadRecord[] {
    const decoder = new RecordDecoder(chunk.bytes);
    const { file, referenceMs, zoneMinutes } = this.#facts;
    const context = { referenceMs, zoneMinutes, trustedProxies: this.#proxies, preamble: this.#preamble };
    const read: ReadRecord[] = [];
    this.#registry.reset();
    forEachRecord(chunk, (start, end, oversize) => {
      const text = decoder.text(start, end);
      if (chunk.offset === 0 && read.length === 0) this.#preamble.first = text;
      const reading = this.#registry.read(text, oversize ? { ...context, cut: true } : context);
      read.push({ file, offset: chunk.offset + start, bytes: decoder.bytes.subarray(start, end), reading });
    });
    return read;
  }
}
