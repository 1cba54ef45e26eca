/**
 * What is wrong with a command line. The library that reads it says so in English, and so do the readers of our options; here
 * is the same in French. A text that is not known here stays as it is: it is better read in English than not at all.
 * @module
 */
import { fill } from "./fill.ts";
import type { Language } from "./language.ts";

/** What is said, with names for what the person typed, and the same in French. */
const FRENCH: readonly (readonly [RegExp, string])[] = [
  [/^required option '(?<option>.*)' not specified$/s, "il manque l'option obligatoire « {option} »"],
  [/^missing required argument '(?<name>.*)'$/s, "il manque l'argument obligatoire « {name} »"],
  [/^option '(?<option>.*)' argument missing$/s, "l'option « {option} » attend une valeur"],
  [/^unknown option '(?<option>.*)'$/s, "option inconnue : « {option} »"],
  [/^unknown command '(?<name>.*)'$/s, "commande inconnue : « {name} »"],
  [
    /^too many arguments(?: for '.*?')?\. Expected (?<expected>\d+) arguments? but got (?<got>\d+): (?<all>.*)\.$/s,
    "trop d'arguments : {got} au lieu de {expected} ({all})",
  ],
  [
    /^option '(?<option>.*)' argument '(?<value>.*)' is invalid\. (?<why>.*)$/s,
    "la valeur « {value} » ne convient pas à l'option « {option} » : {why}",
  ],
  [
    /^command-argument value '(?<value>.*)' is invalid for argument '(?<name>.*)'\. (?<why>.*)$/s,
    "la valeur « {value} » ne convient pas à l'argument « {name} » : {why}",
  ],
];

/** Why a value does not fit. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/^Allowed choices are (?<choices>.*)\.$/s, "au choix {choices}"],
  [/^expected a whole number from (?<least>\d+)$/, "il faut un nombre entier à partir de {least}"],
  [/^expected a number from (?<least>\d+) to (?<most>\d+)$/, "il faut un nombre de {least} à {most}"],
  [/^expected a duration such as (?<such>.*) or (?<as>\S+)$/, "il faut une durée comme {such} ou {as}"],
  [/^expected a time such as (?<such>\S+) or (?<as>\S+)$/, "il faut une date comme {such} ou {as}"],
  [/^expected a share such as (?<such>\S+)$/, "il faut une part comme {such}"],
  [
    /^expected a percentage such as (?<such>\S+) or (?<as>\S+)$/,
    "il faut un pourcentage comme {such} ou {as}",
  ],
  [/^expected a percentage such as (?<such>\S+)$/, "il faut un pourcentage comme {such}"],
  [/^expected whole numbers such as (?<such>\S+)$/, "il faut des nombres entiers comme {such}"],
  [/^expected the name of a user$/, "il faut le nom d'un utilisateur"],
  [/^expected PORT or HOST:PORT$/, "il faut PORT ou HÔTE:PORT"],
];

const SUGGESTION = /\n\(Did you mean (?:one of )?(?<names>[^\n]*)\?\)$/;

/**
 * What is wrong with a command line, in the language of its reader.
 * @param english one problem, without the word "error" before it
 * @example usageText("unknown option '--x'", "fr") // "option inconnue : « --x »"
 */
export function usageText(english: string, language: Language): string {
  if (language === "en") return english;
  const suggestion = SUGGESTION.exec(english)?.groups?.["names"];
  const text = said(english.replace(SUGGESTION, ""), FRENCH);
  return suggestion === undefined ? text : `${text}\n(Vouliez-vous dire ${suggestion} ?)`;
}

function said(english: string, known: typeof FRENCH): string {
  for (const [pattern, french] of known) {
    const match = pattern.exec(english);
    if (match === null) continue;
    const { groups } = match; // none where a pattern names nothing
    const why = groups?.["why"];
    return fill(french, { ...groups, ...(why === undefined ? {} : { why: said(why, REASONS) }) });
  }
  return english;
}
