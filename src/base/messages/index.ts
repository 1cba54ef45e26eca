/**
 * The languages Vigie speaks.
 * @module
 */
import { en, type Messages } from "./en.ts";
import { fr } from "./fr.ts";
import type { Language } from "./language.ts";

export type { Messages } from "./en.ts";
export { type Language, languageOf, languages } from "./language.ts";

/** The messages of a language. @example messagesOf("fr").classes.noise // "bruit" */
export function messagesOf(language: Language): Messages {
  return language === "fr" ? fr : en;
}
