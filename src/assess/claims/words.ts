/**
 * Words for how likely something is, and how sure one is of it: two things that never share a sentence.
 * Likelihood: ICD 203; French: Kent's scale as used in "vocabulaire des probabilités estimatives"; STIX 2.1 appendix A.
 * @module
 */
import type { Language } from "../../base/messages/index.ts";

/** An estimative term with the chances it stands for, in percent, and its value in STIX 2.1. */
interface Term {
  readonly en: string;
  readonly low: number;
  readonly high: number;
  readonly stix: number;
}

/** From least to most likely; never 0 or 100 %. */
const ICD203: readonly Term[] = [
  { en: "almost no chance", low: 1, high: 5, stix: 5 },
  { en: "very unlikely", low: 5, high: 20, stix: 15 },
  { en: "unlikely", low: 20, high: 45, stix: 30 },
  { en: "roughly even chance", low: 45, high: 55, stix: 50 },
  { en: "likely", low: 55, high: 80, stix: 70 },
  { en: "very likely", low: 80, high: 95, stix: 85 },
  { en: "almost certain", low: 95, high: 99, stix: 95 },
];

/** The French scale has five words, each with a centre and a margin. */
const FRENCH: readonly { readonly fr: string; readonly centre: number }[] = [
  { fr: "presque aucune chance", centre: 7 },
  { fr: "probablement pas", centre: 30 },
  { fr: "chances à peu près égales", centre: 50 },
  { fr: "probable", centre: 75 },
  { fr: "quasi certain", centre: 93 },
];

/** The word for a chance. @param percent above 0, below 100 @example likelihoodWord(70, "en") // "likely" */
export function likelihoodWord(percent: number, language: Language): string {
  if (!(percent > 0 && percent < 100)) throw new RangeError("a likelihood is never 0 or 100 %");
  if (language === "en") return (ICD203.find(({ high }) => percent <= high) ?? (ICD203.at(-1) as Term)).en;
  return FRENCH.reduce((best, one) =>
    Math.abs(one.centre - percent) < Math.abs(best.centre - percent) ? one : best,
  ).fr;
}

/** The STIX value of a likelihood: converted through the word, since the bands of the scales differ. */
export function stixLikelihood(percent: number): number {
  const word = likelihoodWord(percent, "en");
  return ICD203.find(({ en }) => en === word)?.stix ?? 50;
}

/** How reliable a source is (A to F) and how credible what it says (1 to 6): the Admiralty pair. */
export interface Admiralty {
  readonly reliability: "A" | "B" | "C" | "D" | "E" | "F";
  readonly credibility: 1 | 2 | 3 | 4 | 5 | 6;
}

const CREDIBILITY: Readonly<Record<Admiralty["credibility"], number | null>> = {
  1: 90,
  2: 70,
  3: 50,
  4: 30,
  5: 10,
  6: null,
};

/** Reads a pair. @returns null for anything else @example parseAdmiralty("B2") // { reliability: "B", credibility: 2 } */
export function parseAdmiralty(text: string): Admiralty | null {
  const match = /^([A-F])([1-6])$/.exec(text);
  if (match === null) return null;
  return {
    reliability: match[1] as Admiralty["reliability"],
    credibility: Number(match[2]) as Admiralty["credibility"],
  };
}

/** STIX confidence of a credibility; null for 6, which is unknown and not medium. */
export function stixConfidence(pair: Admiralty | null): number | null {
  return pair === null ? null : CREDIBILITY[pair.credibility];
}

/**
 * The weakest of several ratings: no conclusion is surer than it. A link that nobody rated, or whose credibility cannot be
 * judged (6, or reliability F), makes the whole unknown: unknown is neither bad nor medium, and is never averaged.
 * @example weakestPair(["A1", "B3"]) // "B3"
 */
export function weakestPair(pairs: readonly (string | null)[]): string | null {
  const read = pairs.map((pair) => (pair === null ? null : parseAdmiralty(pair)));
  if (read.length === 0 || read.some((pair) => pair === null || !isKnown(pair))) return null;
  const known = read.filter((pair) => pair !== null);
  const [worst] = known.toSorted(
    (a, b) =>
      (stixConfidence(a) ?? 0) - (stixConfidence(b) ?? 0) || b.reliability.localeCompare(a.reliability, "en"),
  );
  return worst === undefined ? null : `${worst.reliability}${worst.credibility}`;
}

function isKnown({ reliability, credibility }: Admiralty): boolean {
  return reliability !== "F" && credibility !== 6;
}
