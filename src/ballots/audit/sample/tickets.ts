/**
 * The leading digits of many ticket numbers. SHA-256 of the seed is 64 characters long: exactly one block, the same for
 * every card. Its state is computed once, and a card costs one block more (FIPS 180-4, section 6.2), which is several
 * times faster than a call into a library. Whole tickets are made by `uniform`, from the library's digest.
 * @module
 */
import { hash } from "node:crypto";

const K: Int32Array = roundConstants();

/** The first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
function roundConstants(): Int32Array {
  const constants = new Int32Array(64);
  for (let n = 2, found = 0; found < 64; n++) {
    let isPrime = true;
    for (let d = 2; d * d <= n; d++) if (n % d === 0) isPrime = false;
    if (isPrime) constants[found++] = Number(fractionOfRoot(BigInt(n), 3n)) | 0;
  }
  return constants;
}

/** floor(frac(n^(1/k)) * 2^32), in whole numbers. */
function fractionOfRoot(n: bigint, k: bigint): bigint {
  const target = n << (32n * k);
  let [low, high] = [0n, n << 32n];
  while (low < high) {
    const middle = (low + high + 1n) >> 1n;
    if (middle ** k <= target) low = middle;
    else high = middle - 1n;
  }
  return low & 0xffffffffn;
}

const PRIMES = [2n, 3n, 5n, 7n, 11n, 13n, 17n, 19n];
const START: Int32Array = Int32Array.from(PRIMES, (prime) => Number(fractionOfRoot(prime, 2n)) | 0);

/** One block into the state. `w` holds its 16 words first. */
function compress(state: Int32Array, w: Int32Array, out: Int32Array): void {
  for (let i = 16; i < 64; i++) {
    const x = w[i - 15] as number;
    const y = w[i - 2] as number;
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    w[i] = ((w[i - 16] as number) + s0 + (w[i - 7] as number) + s1) | 0;
  }
  let a = state[0] as number;
  let b = state[1] as number;
  let c = state[2] as number;
  let d = state[3] as number;
  let e = state[4] as number;
  let f = state[5] as number;
  let g = state[6] as number;
  let h = state[7] as number;
  for (let i = 0; i < 64; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + (K[i] as number) + (w[i] as number)) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  out[0] = (state[0] as number) + a;
  out[1] = (state[1] as number) + b;
  out[2] = (state[2] as number) + c;
  out[3] = (state[3] as number) + d;
  out[4] = (state[4] as number) + e;
  out[5] = (state[5] as number) + f;
  out[6] = (state[6] as number) + g;
  out[7] = (state[7] as number) + h;
}

/** 2^(16 i) modulo 10^9: the last nine digits of a digest need no long arithmetic. */
const POWERS: Float64Array = Float64Array.from({ length: 16 }, (_, i) =>
  Number((1n << BigInt(16 * i)) % 1_000_000_000n),
);

/** The longest name that fits into one block with its padding. */
const MAX_SHORT = 55;

/** Leading digits of tickets for one seed. */
export class TicketHeads {
  readonly #prefix: string;
  readonly #state = new Int32Array(8);
  readonly #out = new Int32Array(8);
  readonly #w = new Int32Array(64);

  constructor(seed: string) {
    this.#prefix = hash("sha256", seed, "hex");
    this.#load(this.#prefix, 64);
    compress(START, this.#w, this.#state);
  }

  /** The first nine digits of a card's first ticket number, as a whole number below 10^9. */
  of(id: string): number {
    const words = this.#w;
    if (id.length > MAX_SHORT || !this.#load(id, id.length)) return this.#long(id);
    words[id.length >> 2] = (words[id.length >> 2] as number) | (0x80 << (24 - 8 * (id.length & 3)));
    words[15] = 8 * (64 + id.length);
    compress(this.#state, words, this.#out);
    return headOf(this.#out);
  }

  /** ASCII into words; false for any other text. */
  #load(text: string, length: number): boolean {
    const words = this.#w;
    for (let i = 0; i < 16; i++) words[i] = 0;
    let all = 0;
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      all |= code;
      words[i >> 2] = (words[i >> 2] as number) | (code << (24 - 8 * (i & 3)));
    }
    return all < 128;
  }

  #long(id: string): number {
    const digest = hash("sha256", this.#prefix + id, "buffer");
    for (let i = 0; i < 8; i++) this.#out[i] = digest.readInt32BE(4 * i);
    return headOf(this.#out);
  }
}

/** The last nine decimal digits of a digest, in reverse. */
function headOf(digest: Int32Array): number {
  let sum = 0;
  for (let i = 0; i < 8; i++) {
    const word = digest[i] as number;
    sum += (word >>> 16) * (POWERS[15 - 2 * i] as number) + (word & 0xffff) * (POWERS[14 - 2 * i] as number);
  }
  let rest = sum % 1e9;
  let head = 0;
  for (let i = 0; i < 9; i++) {
    const next = Math.floor(rest / 10);
    head = head * 10 + (rest - 10 * next);
    rest = next;
  }
  return head;
}
