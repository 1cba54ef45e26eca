/**
 * Cuts a stream of syslog into messages: octet counting (RFC 6587 section 3.4.1, RFC 5425 section 4.3) and messages that
 * end with a line feed or NUL (RFC 6587 section 3.4.2), told apart for each message.
 * Who sends it is not trusted: lengths are bounded before anything is waited for.
 * @module
 */

/** The length a message may announce has at most this many digits. */
const MAX_DIGITS = 7;
const LF = 10;
const SPACE = 32;
const NOTHING: Buffer = Buffer.alloc(0);

/** What came out of a portion of the stream. */
export interface Framed {
  readonly messages: readonly Buffer[];
  /** Messages that were longer than allowed: of each the beginning is among the messages. */
  readonly cut: number;
}

/**
 * Feed it the bytes of one connection in any portions; the messages are the same for any of them.
 * @example new SyslogFramer(65536).push(Buffer.from("5 <1>ab<2>cd\n")).messages // "<1>ab", "<2>cd"
 */
export class SyslogFramer {
  readonly #max: number;
  #held: Buffer = NOTHING;
  /** Bytes of a counted message that was too long and are still to be passed over. */
  #skipCount = 0;
  /** The rest of a line that was too long is passed over. */
  #skipLine = false;

  /** @param max bytes of a message; the rest of a longer one is passed over */
  constructor(max: number) {
    this.#max = max;
  }

  push(bytes: Buffer): Framed {
    this.#held = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
    const messages: Buffer[] = [];
    let cut = 0;
    while (this.#skip() && this.#held.length > 0) {
      const next = this.#next();
      if (next === null) break;
      if (next.cut) cut++;
      if (next.message.length > 0) messages.push(next.message);
    }
    return { messages, cut };
  }

  /** A last message without its end, when the connection is closed. */
  end(): Framed {
    const rest = this.#skip() && countOf(this.#held) === null ? this.#held : NOTHING;
    this.#held = NOTHING;
    return { messages: rest.length > 0 ? [rest] : [], cut: 0 };
  }

  /** @returns whether there is nothing left to pass over */
  #skip(): boolean {
    if (this.#skipCount > 0) {
      const length = Math.min(this.#skipCount, this.#held.length);
      this.#skipCount -= length;
      this.#drop(length);
      return this.#skipCount === 0;
    }
    if (this.#skipLine) {
      const end = lineEnd(this.#held);
      this.#skipLine = end < 0;
      this.#drop(end < 0 ? this.#held.length : end + 1);
    }
    return !this.#skipLine;
  }

  #next(): { readonly message: Buffer; readonly cut: boolean } | null {
    const count = countOf(this.#held);
    if (count === "unknown") return null;
    return count === null ? this.#line() : this.#counted(count);
  }

  #counted({ from, length }: Count): { message: Buffer; cut: boolean } | null {
    const kept = Math.min(length, this.#max);
    if (this.#held.length < from + kept) return null;
    const message = this.#held.subarray(from, from + kept);
    this.#drop(from + kept);
    this.#skipCount = length - kept;
    return { message, cut: kept < length };
  }

  #line(): { message: Buffer; cut: boolean } | null {
    const end = lineEnd(this.#held);
    if (end < 0 && this.#held.length <= this.#max) return null;
    const length = end < 0 ? this.#max : Math.min(end, this.#max);
    const message = this.#held.subarray(0, length);
    this.#skipLine = end < 0;
    this.#drop(end < 0 ? this.#held.length : end + 1);
    return { message, cut: end < 0 || end > this.#max };
  }

  #drop(length: number): void {
    this.#held = length >= this.#held.length ? NOTHING : this.#held.subarray(length);
  }
}

interface Count {
  readonly from: number;
  readonly length: number;
}

/** The length before a message; null when the message has none, "unknown" while that cannot be told. */
function countOf(bytes: Buffer): Count | null | "unknown" {
  let length = 0;
  for (let i = 0; i < bytes.length && i <= MAX_DIGITS; i++) {
    const byte = bytes[i] ?? 0;
    if (byte === SPACE) return i === 0 || length === 0 ? null : { from: i + 1, length };
    // MSG-LEN begins with a digit that is not zero
    if (byte < 48 || byte > 57 || (i === 0 && byte === 48)) return null;
    length = length * 10 + byte - 48;
  }
  return bytes.length > MAX_DIGITS ? null : "unknown";
}

/** A message ends with a line feed; some senders end it with NUL. */
function lineEnd(bytes: Buffer): number {
  const lf = bytes.indexOf(LF);
  const nul = bytes.subarray(0, lf < 0 ? bytes.length : lf).indexOf(0);
  return nul < 0 ? lf : nul;
}

/**
 * A message as one line of a log. A message may hold line feeds, and whoever wrote its text could forge a record with
 * one: they become `#012`, carriage returns `#015` and NUL `#000`, as rsyslog writes them. Those at the end are dropped.
 * @example lineOf(Buffer.from("<13>a\nb\n")).toString() // "<13>a#012b\n"
 */
export function lineOf(message: Buffer): Buffer {
  let end = message.length;
  while (end > 0 && isBreak(message[end - 1] ?? 0)) end--;
  const text = message.subarray(0, end);
  if (!text.some(isBreak)) return Buffer.concat([text, LINE_FEED]);
  const escaped = text.toString("latin1").replace(BREAKS, (char) => ESCAPES[char] ?? "");
  return Buffer.from(`${escaped}\n`, "latin1");
}

const LINE_FEED: Buffer = Buffer.of(LF);
const BREAKS = /[\n\r\0]/g;
const ESCAPES: Readonly<Record<string, string>> = { "\n": "#012", "\r": "#015", "\0": "#000" };

function isBreak(byte: number): boolean {
  return byte === LF || byte === 13 || byte === 0;
}
