/**
 * Which column holds what: the names that ministries and commissions give to codes and totals, in French and English.
 * @module
 */
import type { Place, Total } from "./table.ts";

const PLACES: { readonly [part in keyof Place]: string } = {
  departement: "departement codedudepartement codedepartement coddpt department region county province",
  constituency: "circonscription codedelacirconscription codecirconscription constituency",
  commune: "commune codedelacommune codecommune municipality",
  station: "bureau codedubvote bvote bureaudevote codebureau codebv station pollingstation",
};
const NAMES = "communelibelle libelledelacommune libellecommune name libelle";
const TOTALS: { readonly [name in Total]: string } = {
  registered: "inscrits registered registeredvoters",
  abstentions: "abstentions",
  voters: "votants voters ballotscast",
  blank: "blancs blank blanks",
  null: "nuls null invalid rejected",
  valid: "exprimes valid validvotes",
};
const CHOICE = "candidat candidate choix choice liste list nom";
const VOTES = "voix votes";

/** What the header of a file says. Positions count from 0; null for a column that is not there. */
export interface Columns {
  readonly places: { readonly [part in keyof Place]: number | null };
  readonly name: number | null;
  readonly totals: { readonly [name in Total]: number | null };
  /** One row a choice: where its name and its votes stand. */
  readonly choice: number | null;
  readonly votes: number | null;
  /** The last position that is none of a choice's. */
  readonly lastTotal: number;
}

/** A column's name without case, accents and signs. @example plainName("Code du b.vote") // "codedubvote" */
export function plainName(text: string): string {
  return text
    .normalize("NFD")
    .toLowerCase()
    .replace(/[^a-z0-9%]/g, "");
}

/** Finds the columns of a header. @example columnsOf(["departement", "inscrits", "LE PEN"]).totals.registered // 1 */
export function columnsOf(header: readonly string[]): Columns {
  const plain = header.map(plainName);
  const find = (names: string): number | null => {
    const wanted = names.split(" ");
    const at = plain.findIndex((name) => wanted.includes(name));
    return at < 0 ? null : at;
  };
  const places = mapValues(PLACES, find);
  const counted = mapValues(TOTALS, find);
  const last = [...Object.values(places), ...Object.values(counted), find(NAMES)];
  return {
    places,
    name: find(NAMES),
    totals: counted,
    choice: find(CHOICE),
    votes: find(VOTES),
    lastTotal: Math.max(-1, ...last.map((at) => at ?? -1)),
  };
}

function mapValues<K extends string>(
  names: { readonly [key in K]: string },
  find: (names: string) => number | null,
): { readonly [key in K]: number | null } {
  const entries = Object.entries<string>(names).map(([key, text]) => [key, find(text)]);
  return Object.fromEntries(entries) as { readonly [key in K]: number | null };
}

/** Codes as France writes them; spreadsheets lose leading zeros, which are written back. @example codesOf({ departement: "1", commune: "4", station: "1", constituency: "04" }) */
export function codesOf(raw: { readonly [part in keyof Place]: string | null }): Place {
  return {
    departement: padded(raw.departement, 2),
    constituency: raw.constituency === null ? null : withoutZeros(raw.constituency.trim()),
    commune: padded(raw.commune, 3),
    station: padded(raw.station, 4),
  };
}

function withoutZeros(text: string): string {
  return text.charCodeAt(0) === 48 ? text.replace(/^0+(?=.)/, "") : text;
}

function padded(code: string | null, width: number): string | null {
  const text = code?.trim() ?? null;
  return text !== null && text.length < width && /^\d+$/.test(text) ? text.padStart(width, "0") : text;
}

/** A count as written: digits alone. @returns null for anything else @example parseCount("1205") // 1205 */
export function parseCount(text: string): number | null {
  if (text.length === 0 || text.length > 12) return spaced(text);
  let value = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return spaced(text);
    value = value * 10 + digit;
  }
  return value;
}

/** The rare cell that is more than digits: a count only if nothing but blanks stands around it. */
function spaced(text: string): number | null {
  const trimmed = text.trim();
  return trimmed.length < text.length && trimmed !== "" ? parseCount(trimmed) : null;
}
