/**
 * Sigma evaluated straight from the specification: slow, and sharing no code with src/sigma/plan or src/sigma/match.
 * Wildcards become RegExps, windash is written out, nothing is planned or indexed. Only for tests.
 * @module
 */
import type { FieldReader, FieldValue } from "../../src/model/fields.ts";

type Raw = Readonly<Record<string, unknown>>;

/** Whether a rule, as YAML gives it, fires on an event. Logsource is not looked at. */
export function fires(rule: Raw, fields: FieldReader, placeholders: Raw = {}): boolean {
  const { condition, ...selections } = rule["detection"] as Raw;
  const conditions = Array.isArray(condition) ? condition : [condition];
  return conditions.some((text) => evaluate(String(text), selections, fields, placeholders));
}

function evaluate(text: string, selections: Raw, fields: FieldReader, placeholders: Raw): boolean {
  const tokens = text.match(/[()]|[^\s()]+/g) ?? [];
  const holds = (name: string): boolean => selection(selections[name], fields, placeholders);
  const or = (): boolean => {
    let value = and();
    while (tokens[0] === "or") {
      tokens.shift();
      value = and() || value;
    }
    return value;
  };
  const and = (): boolean => {
    let value = not();
    while (tokens[0] === "and") {
      tokens.shift();
      value = not() && value;
    }
    return value;
  };
  const not = (): boolean => {
    if (tokens[0] !== "not") return primary();
    tokens.shift();
    return !not();
  };
  const primary = (): boolean => {
    const token = tokens.shift() ?? "";
    if (token === "(") {
      const value = or();
      tokens.shift();
      return value;
    }
    if (tokens[0] !== "of") return holds(token);
    tokens.shift();
    const target = tokens.shift() ?? "";
    const pattern = target === "them" ? /^[^_]/ : new RegExp(`^${target.replaceAll("*", ".*")}$`);
    const names = Object.keys(selections).filter(
      (name) => pattern.test(name) && (target.startsWith("_") || !name.startsWith("_")),
    );
    return token === "all" ? names.every(holds) : names.some(holds);
  };
  return or();
}

function selection(raw: unknown, fields: FieldReader, placeholders: Raw): boolean {
  if (Array.isArray(raw)) return raw.some((item) => selection(item, fields, placeholders));
  if (typeof raw !== "object" || raw === null) return entry("", raw, fields, placeholders);
  return Object.entries(raw).every(([key, value]) => entry(key, value, fields, placeholders));
}

function entry(key: string, raw: unknown, fields: FieldReader, placeholders: Raw): boolean {
  const [name = "", ...modifiers] = key.split("|");
  const values = Array.isArray(raw) ? raw : [raw];
  const field = name.replaceAll(" ", "");
  const test = (value: unknown): boolean => matches(field, modifiers, value, fields, placeholders);
  const held = modifiers.includes("all") ? values.every(test) : values.some(test);
  return modifiers.includes("neq") ? !held : held;
}

const TIMES: Readonly<Record<string, (d: Date) => number>> = {
  minute: (d) => d.getUTCMinutes(),
  hour: (d) => d.getUTCHours(),
  day: (d) => d.getUTCDate(),
  month: (d) => d.getUTCMonth() + 1,
  year: (d) => d.getUTCFullYear(),
};

function matches(
  field: string,
  modifiers: readonly string[],
  value: unknown,
  fields: FieldReader,
  placeholders: Raw,
): boolean {
  const has = (name: string): boolean => modifiers.includes(name);
  const found = field === "" ? undefined : fields.get(field);
  if (has("exists")) return (found !== undefined) === value;
  if (value === null)
    return (
      found === undefined ||
      found === null ||
      (Array.isArray(found) && (found.length === 0 || found.includes(null)))
    );
  const texts = field === "" ? [...fields.texts()] : textsOf(found);
  if (has("fieldref")) {
    const others = textsOf(fields.get(String(value)));
    return texts.some((a) => others.some((b) => related(a, b, modifiers)));
  }
  if (has("cidr")) return texts.some((text) => inRange(text, String(value)));
  const part = Object.keys(TIMES).find(has);
  if (part !== undefined || has("lt") || has("lte") || has("gt") || has("gte")) {
    return texts.some((text) => compared(text, part, modifiers, Number(value)));
  }
  const patterns = has("re")
    ? [regexOf(String(value), modifiers)]
    : valuesOf(String(value), modifiers, field === "", placeholders).map((t) => patternOf(t, has("cased")));
  return texts.some((text) => patterns.some((pattern) => pattern.test(text)));
}

function textsOf(value: FieldValue | undefined): readonly string[] {
  const list = Array.isArray(value) ? value : [value];
  return list.filter((item) => ["string", "number", "boolean"].includes(typeof item)).map(String);
}

function related(a: string, b: string, modifiers: readonly string[]): boolean {
  const [x, y] = modifiers.includes("cased") ? [a, b] : [a.toLowerCase(), b.toLowerCase()];
  if (modifiers.includes("contains")) return x.includes(y);
  if (modifiers.includes("startswith")) return x.startsWith(y);
  return modifiers.includes("endswith") ? x.endsWith(y) : x === y;
}

function compared(
  text: string,
  part: string | undefined,
  modifiers: readonly string[],
  value: number,
): boolean {
  if (part === undefined && !/^[+-]?\d+(\.\d+)?$/.test(text)) return false;
  const number = part === undefined ? Number(text) : (TIMES[part]?.(new Date(text)) ?? Number.NaN);
  if (modifiers.includes("lt")) return number < value;
  if (modifiers.includes("lte")) return number <= value;
  if (modifiers.includes("gt")) return number > value;
  return modifiers.includes("gte") ? number >= value : number === value;
}

/** IPv4 only, bit by bit; IPv6 by the prefix of the written-out bits. */
function inRange(text: string, range: string): boolean {
  const [base = "", length] = range.split("/");
  const a = bits(text);
  const b = bits(base);
  if (a === null || b === null || a.length !== b.length) return false;
  const n = length === undefined ? b.length : Number(length);
  return a.slice(0, n) === b.slice(0, n);
}

function bits(text: string): string | null {
  if (/^(\d{1,3}\.){3}\d{1,3}$/.test(text)) {
    return text
      .split(".")
      .map((n) => Number(n).toString(2).padStart(8, "0"))
      .join("");
  }
  if (!/^[0-9a-f:]+$/i.test(text) || !text.includes(":")) return null;
  const [head = "", tail] = text.split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const middle = Array.from({ length: 8 - left.length - right.length }, () => "0");
  return [...left, ...middle, ...right]
    .map((n) => Number.parseInt(n, 16).toString(2).padStart(16, "0"))
    .join("");
}

function regexOf(source: string, modifiers: readonly string[]): RegExp {
  const inline = source.startsWith("(?i)");
  const flags = ["i", "m", "s"].filter((f) => modifiers.includes(f) || (f === "i" && inline)).join("");
  return new RegExp(inline ? source.slice(4) : source, flags);
}

const STAR = "\ue000";
const MARK = "\ue001";

/** Values after the modifiers, wildcards as private characters. */
function valuesOf(
  value: string,
  modifiers: readonly string[],
  keyword: boolean,
  placeholders: Raw,
): readonly string[] {
  let texts: string[] = [
    value.replaceAll(/\\([\\*?])|([*?])/g, (_, escaped, wild) => escaped ?? (wild === "*" ? STAR : MARK)),
  ];
  for (const modifier of modifiers) texts = texts.flatMap((text) => change(text, modifier, placeholders));
  const bare = keyword && !modifiers.some((m) => m.endsWith("with"));
  return bare ? texts.map((text) => STAR + text + STAR) : texts;
}

function change(text: string, modifier: string, placeholders: Raw): readonly string[] {
  const bytes = (order: "utf16le", from: string): Buffer => Buffer.from(from, order);
  switch (modifier) {
    case "contains":
      return [STAR + text + STAR];
    case "startswith":
      return [text + STAR];
    case "endswith":
      return [STAR + text];
    case "windash":
      return dashes(text);
    case "wide":
    case "utf16le":
      return [bytes("utf16le", text).toString("latin1")];
    case "utf16be":
      return [bytes("utf16le", text).swap16().toString("latin1")];
    case "utf16":
      return [`\xff\xfe${bytes("utf16le", text).toString("latin1")}`];
    case "base64":
      return [Buffer.from(text, "latin1").toString("base64")];
    case "base64offset":
      return [0, 1, 2].map((i) => offset(Buffer.from(text, "latin1"), i));
    case "expand": {
      const name = /%([^%]+)%/.exec(text)?.[1];
      return name === undefined
        ? [text]
        : (placeholders[name] as string[]).map((v) => text.replace(`%${name}%`, v));
    }
    default:
      return [text];
  }
}

function offset(bytes: Buffer, i: number): string {
  const encoded = Buffer.concat([Buffer.from("   ".slice(0, i)), bytes]).toString("base64");
  const cut = [0, -3, -2][(bytes.length + i) % 3] ?? 0;
  return encoded.slice([0, 2, 3][i], cut === 0 ? undefined : cut);
}

function dashes(text: string): readonly string[] {
  const at = text.search(/(?<![\p{L}\p{N}_\ue002])[-/](?=[\p{L}\p{N}_])/u);
  if (at < 0) return [text];
  const rest = dashes(`\ue002${text.slice(at + 1)}`).map((t) => t.slice(1));
  return ["-", "/", "–", "—", "―"].flatMap((dash) => rest.map((t) => text.slice(0, at) + dash + t));
}

function patternOf(text: string, cased: boolean): RegExp {
  const source = [...(cased ? text : text.toLowerCase())]
    .map((c) => (c === STAR ? "[^]*" : c === MARK ? "[^]" : c.replace(/[\\^$.*+?()[\]{}|/-]/, "\\$&")))
    .join("");
  const pattern = new RegExp(`^(?:${source})$`);
  return cased ? pattern : ({ test: (value: string) => pattern.test(value.toLowerCase()) } as RegExp);
}
