/**
 * Reads regular expressions: the syntax of RE2, which is regular and so can be matched in linear time.
 * Lookaround, backreferences, atomic groups and possessive quantifiers are rejected by name.
 * Patterns are written by strangers: length, depth and counts are bounded.
 * @module
 */
import { ALL, type CharSet, foldCase, NOT_NEWLINE, normalize } from "./charset.ts";
import { readClass, readEscape } from "./escapes.ts";
import { type RefusalKind, RegexFault } from "./fault.ts";

export type Assertion = "start" | "end" | "lineStart" | "lineEnd" | "boundary" | "notBoundary";

export type RegexNode =
  | { readonly kind: "set"; readonly set: CharSet }
  | { readonly kind: "assert"; readonly what: Assertion }
  | { readonly kind: "sequence"; readonly items: readonly RegexNode[] }
  | { readonly kind: "choice"; readonly items: readonly RegexNode[] }
  | { readonly kind: "repeat"; readonly item: RegexNode; readonly min: number; readonly max: number };

export interface RegexFlags {
  readonly i: boolean;
  readonly m: boolean;
  readonly s: boolean;
}

const MAX_LENGTH = 10_000;
const MAX_DEPTH = 100;
/** As in RE2. */
const MAX_REPEAT = 1000;

/**
 * Parses a pattern.
 * @throws RegexFault
 * @example parseRegex("a|b", { i: false, m: false, s: false }).kind // "choice"
 */
export function parseRegex(source: string, flags: RegexFlags): RegexNode {
  if (source.length > MAX_LENGTH) throw new RegexFault("is too long");
  return new RegexParser(source, flags).parse();
}

class RegexParser {
  readonly #source: string;
  #flags: RegexFlags;
  #at = 0;
  #depth = 0;

  constructor(source: string, flags: RegexFlags) {
    this.#source = source;
    this.#flags = flags;
  }

  parse(): RegexNode {
    const node = this.#choice();
    if (this.#at < this.#source.length) throw this.#fault("closes a group that is not open");
    return node;
  }

  #choice(): RegexNode {
    const items = [this.#sequence()];
    while (this.#take("|")) items.push(this.#sequence());
    return items.length === 1 && items[0] !== undefined ? items[0] : { kind: "choice", items };
  }

  #sequence(): RegexNode {
    const items: RegexNode[] = [];
    while (this.#at < this.#source.length && !this.#sees("|") && !this.#sees(")")) {
      const atom = this.#atom();
      if (atom !== null) items.push(this.#quantified(atom));
    }
    return items.length === 1 && items[0] !== undefined ? items[0] : { kind: "sequence", items };
  }

  #atom(): RegexNode | null {
    const char = this.#source.charAt(this.#at);
    if (char === "(") return this.#group();
    if (char === "[") return this.#class();
    if (char === "\\") return this.#escape();
    if (char === "*" || char === "+" || char === "?") throw this.#fault(`has nothing before "${char}"`);
    this.#at++;
    if (char === ".") return { kind: "set", set: this.#flags.s ? ALL : NOT_NEWLINE };
    if (char === "^") return { kind: "assert", what: this.#flags.m ? "lineStart" : "start" };
    if (char === "$") return { kind: "assert", what: this.#flags.m ? "lineEnd" : "end" };
    return this.#literal(char.charCodeAt(0));
  }

  #literal(unit: number): RegexNode {
    return this.#set([unit, unit]);
  }

  #set(set: CharSet): RegexNode {
    return { kind: "set", set: this.#flags.i ? foldCase(set) : normalize(set) };
  }

  #class(): RegexNode {
    const read = readClass(this.#source, this.#at, this.#flags.i);
    this.#at = read.next;
    return { kind: "set", set: read.set };
  }

  #escape(): RegexNode {
    const letter = this.#source.charAt(this.#at + 1);
    const what = ASSERTIONS[letter];
    if (what !== undefined) {
      this.#at += 2;
      return { kind: "assert", what };
    }
    const read = readEscape(this.#source, this.#at);
    this.#at = read.next;
    return read.single ? this.#set(read.set) : { kind: "set", set: read.set };
  }

  /** A group, or null for `(?i)` which only sets flags for what follows. */
  #group(): RegexNode | null {
    if (++this.#depth > MAX_DEPTH) throw this.#fault("is nested too deeply", "large");
    const outer = this.#flags;
    this.#at++;
    if (this.#take("?") && this.#groupOptions()) {
      this.#depth--;
      return null;
    }
    const node = this.#choice();
    if (!this.#take(")")) throw this.#fault("opens a group that is not closed");
    this.#flags = outer;
    this.#depth--;
    return node;
  }

  /** Reads what follows `(?`. Returns true when the group is already over. */
  #groupOptions(): boolean {
    const rest = this.#source.slice(this.#at, this.#at + 80);
    if (/^<?[=!]/.test(rest)) throw this.#fault("uses lookaround", "unsupported");
    if (rest.startsWith(">")) throw this.#fault("uses an atomic group", "unsupported");
    const name = /^P?<[A-Za-z_]\w{0,63}>/.exec(rest);
    if (name !== null) {
      this.#at += name[0].length;
      return false;
    }
    const flags = /^([imsU]*)(?:-([imsU]+))?([:)])/.exec(rest);
    if (flags === null) throw this.#fault("uses a kind of group that RE2 does not have", "unsupported");
    this.#at += flags[0].length;
    this.#setFlags(flags[1] ?? "", flags[2] ?? "");
    return flags[3] === ")";
  }

  #setFlags(on: string, off: string): void {
    const pick = (name: "i" | "m" | "s"): boolean =>
      !off.includes(name) && (on.includes(name) || this.#flags[name]);
    this.#flags = { i: pick("i"), m: pick("m"), s: pick("s") };
  }

  #quantified(atom: RegexNode): RegexNode {
    const bounds = this.#bounds();
    if (bounds === null) return atom;
    if (this.#sees("+")) throw this.#fault("uses a possessive quantifier", "unsupported");
    this.#take("?"); // a lazy quantifier finds the same texts
    if (this.#sees("*") || this.#sees("+") || this.#sees("?")) throw this.#fault("repeats a repetition");
    return { kind: "repeat", item: atom, ...bounds };
  }

  #bounds(): { readonly min: number; readonly max: number } | null {
    if (this.#take("*")) return { min: 0, max: Number.POSITIVE_INFINITY };
    if (this.#take("+")) return { min: 1, max: Number.POSITIVE_INFINITY };
    if (this.#take("?")) return { min: 0, max: 1 };
    const counted = /^\{(\d{1,5})(,?)(\d{0,5})\}/.exec(this.#source.slice(this.#at, this.#at + 16));
    if (counted === null) return null;
    const [text, low, comma, high] = counted;
    if (comma === "" && high !== "") return null;
    this.#at += text.length;
    const min = Number(low);
    const max = comma === "" ? min : high === "" ? Number.POSITIVE_INFINITY : Number(high);
    if (min > MAX_REPEAT || (max > MAX_REPEAT && max !== Number.POSITIVE_INFINITY)) {
      throw this.#fault(`counts beyond ${MAX_REPEAT}`, "large");
    }
    if (max < min) throw this.#fault("has a count whose end is below its start");
    return { min, max };
  }

  #sees(char: string): boolean {
    return this.#source.charAt(this.#at) === char;
  }

  #take(char: string): boolean {
    if (!this.#sees(char)) return false;
    this.#at++;
    return true;
  }

  #fault(text: string, kind?: RefusalKind): RegexFault {
    return new RegexFault(`${text} (character ${this.#at + 1})`, kind);
  }
}

const ASSERTIONS: Readonly<Record<string, Assertion | undefined>> = Object.assign(Object.create(null), {
  b: "boundary",
  B: "notBoundary",
  A: "start",
  z: "end",
});
