/**
 * Sentences as text. Nothing here asks the machine's locale tables: a verifier of another year must get the same bytes.
 * @module
 */
import type { Language } from "../../base/messages/index.ts";
import { type StatementMessages, statementEn, statementFr } from "../../base/messages/statement.ts";
import { terminalText } from "../../base/text.ts";
import type { Sentence, Value } from "./sentence.ts";

const MAX_VALUE = 20_000;
const HOLE = /\{(\w+)(?::([^|{}]*)\|([^|{}]*))?\}/g;

/** The words of a language. */
function wordsOf(language: Language): StatementMessages {
  return language === "fr" ? statementFr : statementEn;
}

/** A sentence in a language. @example sentenceText(voice.say("drillsNone"), "en") // "Detection was not measured; ..." */
export function sentenceText({ template, values }: Sentence, language: Language): string {
  return marked(wordsOf(language).sentences[template], language).replace(
    HOLE,
    (hole, name: string, one?: string, many?: string) => {
      const value = values[name];
      if (value === undefined) return hole;
      if (one === undefined || many === undefined) return valueText(value, language);
      return isOne(value, language) ? one : many;
    },
  );
}

/** French counts nought as one. */
function isOne(value: Value, language: Language): boolean {
  return value === 1 || (language === "fr" && typeof value === "number" && value < 2);
}

function valueText(value: Value, language: Language): string {
  if (typeof value === "number") return numberText(value, language);
  if (typeof value === "string") return quoted(value);
  if ("day" in value) return dayText(value.day, language);
  return "word" in value ? wordsOf(language).words[value.word] : quoted(value[language]);
}

/** What others wrote can neither leave its quotation marks nor change how the page is read. */
function quoted(text: string): string {
  return terminalText(text, MAX_VALUE).replace(/[«“„]/g, "‹").replace(/[»”]/g, "›");
}

/** The quotation marks of a language. */
function marked(template: string, language: Language): string {
  return language === "fr"
    ? template.replaceAll("«", "«\u00a0").replaceAll("»", "\u00a0»")
    : template.replaceAll("«", "“").replaceAll("»", "”");
}

/** Whole numbers in groups of three; others with at most two decimals. */
function numberText(value: number, language: Language): string {
  const [whole = "", decimals = ""] = (Number.isInteger(value) ? String(value) : value.toFixed(2)).split(".");
  const grouped = whole.replace(/(?<=\d)(?=(?:\d{3})+$)/g, language === "fr" ? "\u202f" : ",");
  const rest = decimals.replace(/0+$/, "");
  return rest === "" ? grouped : `${grouped}${language === "fr" ? "," : "."}${rest}`;
}

function dayText(day: string, language: Language): string {
  const words = wordsOf(language);
  const [year = "", month = "", date = ""] = day.slice(0, 10).split("-");
  const dayOfMonth = Number(date) === 1 ? words.firstDay : String(Number(date));
  return words.date
    .replace("{day}", dayOfMonth)
    .replace("{month}", words.months[Number(month) - 1] ?? month)
    .replace("{year}", year);
}
