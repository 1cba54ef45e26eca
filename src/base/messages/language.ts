/**
 * Which languages there are, and which one a person reads.
 * @module
 */

export const languages = ["en", "fr"] as const;
export type Language = (typeof languages)[number];

/** The language of the environment: French where LC_ALL, LC_MESSAGES or LANG says so, else English. */
export function languageOf(env: Readonly<Record<string, string | undefined>>): Language {
  const set = env["LC_ALL"] || env["LC_MESSAGES"] || env["LANG"] || "";
  return set.toLowerCase().startsWith("fr") ? "fr" : "en";
}
