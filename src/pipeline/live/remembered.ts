/**
 * The records that windows of a watch remember, packed: correlations hold a number for each.
 *
 * A client that guesses passwords leaves a thousand records in each of ten windows, for hours. As objects they were most
 * of the heap, and the collector copied and marked them over and over; here a record is a row of columns. Numbers of
 * records that no window remembers any more are given again: which these are is looked up when the table has doubled.
 * @module
 */
import type { RecordFacts } from "../../detect/task.ts";

/** What all records of a source have in common. */
type Origin = Pick<RecordFacts, "segment" | "file" | "source" | "identity">;

const FIRST_ROWS = 1024;
/** Fewer records are not worth looking up which of them are remembered. */
const MIN_ROWS = 8192;
const DIGEST_BYTES = 32;
const VERDICTS: readonly RecordFacts["verdict"][] = [null, "allowed", "denied"];

/** The table as plain data. */
export interface RememberedState {
  readonly offsets: Float64Array;
  readonly lengths: Uint32Array;
  readonly digests: Uint8Array;
  readonly verdicts: Uint8Array;
  readonly origins: readonly (Origin | null)[];
  readonly ips: readonly (string | null)[];
  readonly users: readonly (readonly string[])[];
  readonly hosts: readonly (readonly string[])[];
  readonly traits: readonly (readonly string[])[];
  readonly places: ReadonlyMap<number, number>;
  readonly free: readonly number[];
}

const NONE: readonly string[] = Object.freeze([]);

export class RememberedRecords {
  #offsets = new Float64Array(FIRST_ROWS);
  #lengths = new Uint32Array(FIRST_ROWS);
  #digests: Buffer = Buffer.alloc(FIRST_ROWS * DIGEST_BYTES);
  #verdicts = new Uint8Array(FIRST_ROWS);
  /** Null in a row that is free. Texts come from attackers; most name the same few, and the kernel shares their lists. */
  readonly #origins: (Origin | null)[] = [];
  readonly #ips: (string | null)[] = [];
  readonly #users: (readonly string[])[] = [];
  readonly #hosts: (readonly string[])[] = [];
  readonly #traits: (readonly string[])[] = [];
  /** Of binary originals only. */
  readonly #places = new Map<number, number>();
  #free: number[] = [];
  #sweepAt = MIN_ROWS;
  #last: { readonly facts: RecordFacts; readonly number: number } | null = null;
  #origin: Origin | null = null;

  /** Goes on from a state of {@link state}. */
  static of(kept: RememberedState): RememberedRecords {
    const made = new RememberedRecords();
    made.#reserve(kept.offsets.length);
    made.#offsets.set(kept.offsets);
    made.#lengths.set(kept.lengths);
    made.#digests.set(kept.digests);
    made.#verdicts.set(kept.verdicts);
    for (const [number, origin] of kept.origins.entries()) {
      made.#origins.push(origin);
      made.#ips.push(kept.ips[number] ?? null);
      made.#users.push(kept.users[number] ?? NONE);
      made.#hosts.push(kept.hosts[number] ?? NONE);
      made.#traits.push(kept.traits[number] ?? NONE);
    }
    for (const [number, place] of kept.places) made.#places.set(number, place);
    made.#free = [...kept.free];
    made.#sweepAt = Math.max(MIN_ROWS, 2 * made.size);
    return made;
  }

  /** Records in the table. */
  get size(): number {
    return this.#origins.length - this.#free.length;
  }

  /** Takes a record. The hits of several rules on one record share one object, and get one number. */
  add(facts: RecordFacts): number {
    if (this.#last?.facts === facts) return this.#last.number;
    const number = this.#free.pop() ?? this.#origins.length;
    if (number >= this.#offsets.length) this.#reserve(2 * this.#offsets.length);
    this.#offsets[number] = facts.offset;
    this.#lengths[number] = facts.length;
    this.#digests.write(facts.sha256, number * DIGEST_BYTES, "hex");
    this.#verdicts[number] = VERDICTS.indexOf(facts.verdict);
    this.#origins[number] = this.#originOf(facts);
    this.#ips[number] = facts.ip;
    this.#users[number] = facts.users;
    this.#hosts[number] = facts.hosts;
    this.#traits[number] = facts.traits;
    if (facts.place !== undefined) this.#places.set(number, facts.place);
    this.#last = { facts, number };
    return number;
  }

  /** The record of a number that {@link add} gave and that is still remembered. */
  get(number: number): RecordFacts {
    const origin = this.#origins[number];
    if (origin === undefined || origin === null) throw new RangeError(`record ${number} is not remembered`);
    const place = this.#places.get(number);
    const at = number * DIGEST_BYTES;
    return {
      ...origin,
      offset: this.#offsets[number] ?? 0,
      length: this.#lengths[number] ?? 0,
      sha256: this.#digests.toString("hex", at, at + DIGEST_BYTES),
      ip: this.#ips[number] ?? null,
      users: this.#users[number] ?? NONE,
      hosts: this.#hosts[number] ?? NONE,
      traits: this.#traits[number] ?? NONE,
      verdict: VERDICTS[this.#verdicts[number] ?? 0] ?? null,
      ...(place === undefined ? {} : { place }),
    };
  }

  /** Whether it is worth {@link keepOnly}. */
  get isDue(): boolean {
    return this.size >= this.#sweepAt;
  }

  /** Forgets all records but these. @param visitAll calls back for each that is remembered, once or more often */
  keepOnly(visitAll: (visit: (number: number) => void) => void): void {
    const used = new Uint8Array(this.#origins.length);
    visitAll((number) => {
      used[number] = 1;
    });
    for (const [number, isUsed] of used.entries())
      if (isUsed === 0 && this.#origins[number] !== null) this.#forget(number);
    this.#last = null; // its number may be given again
    this.#sweepAt = Math.max(MIN_ROWS, 2 * this.size);
  }

  /** To be written down at once: it is a view, and goes on changing. */
  state(): RememberedState {
    const rows = this.#origins.length;
    return {
      offsets: this.#offsets.subarray(0, rows),
      lengths: this.#lengths.subarray(0, rows),
      digests: this.#digests.subarray(0, rows * DIGEST_BYTES),
      verdicts: this.#verdicts.subarray(0, rows),
      origins: this.#origins,
      ips: this.#ips,
      users: this.#users,
      hosts: this.#hosts,
      traits: this.#traits,
      places: this.#places,
      free: this.#free,
    };
  }

  #forget(number: number): void {
    this.#origins[number] = null;
    this.#ips[number] = null;
    this.#users[number] = NONE;
    this.#hosts[number] = NONE;
    this.#traits[number] = NONE;
    this.#places.delete(number);
    this.#free.push(number);
  }

  #originOf({ segment, file, source, identity }: RecordFacts): Origin {
    const last = this.#origin;
    const isSame =
      last?.source === source && last.file === file && last.identity === identity && last.segment === segment;
    if (isSame) return last;
    this.#origin = { segment, file, source, identity };
    return this.#origin;
  }

  #reserve(rows: number): void {
    if (rows <= this.#offsets.length) return;
    const [offsets, lengths, digests, verdicts] = [
      this.#offsets,
      this.#lengths,
      this.#digests,
      this.#verdicts,
    ];
    this.#offsets = new Float64Array(rows);
    this.#lengths = new Uint32Array(rows);
    this.#digests = Buffer.alloc(rows * DIGEST_BYTES);
    this.#verdicts = new Uint8Array(rows);
    this.#offsets.set(offsets);
    this.#lengths.set(lengths);
    this.#digests.set(digests);
    this.#verdicts.set(verdicts);
  }
}
