/**
 * The languages Vigie speaks.
 * @module
 */
import { en, type Messages } from "./en.ts";
import { fr } from "./fr.ts";

export type { Messages } from "./en.ts";

export const languages = ["en", "fr"] as const;
export type Language = (typeof languages)[number];

/** The messages of a language. @example messagesOf("fr").classes.noise // "bruit" */
export function messagesOf(language: Language): Messages {
  return language === "fr" ? fr : en;
}

/** The language of the environment: French where LC_ALL, LC_MESSAGES or LANG says so, else English. */
export function languageOf(env: Readonly<Record<string, string | undefined>>): Language {
  const set = env["LC_ALL"] || env["LC_MESSAGES"] || env["LANG"] || "";
  return set.toLowerCase().startsWith("fr") ? "fr" : "en";
}
