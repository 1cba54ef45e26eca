/**
 * `statement.json`: the sentences with their text in every language, what each rests on, and how many are of which grade.
 * @module
 */
import { type Language, languages } from "../../base/messages/index.ts";
import { type Grade, grades } from "../../evidence/grade.ts";
import { statementSentences, TEMPLATES } from "./compose.ts";
import type { Facts, StatementFacts } from "./facts.ts";
import type { Section, Value } from "./sentence.ts";
import { sentenceText } from "./text.ts";

export interface PublishedSentence {
  readonly id: string;
  readonly section: Section;
  readonly template: string;
  readonly values: Readonly<Record<string, Value>>;
  readonly grade: Grade | null;
  /** Paths in the payload; "/" at the end means everything below. */
  readonly cites: readonly string[];
  readonly text: Readonly<Record<Language, string>>;
}

export interface StatementDocument extends Omit<StatementFacts, "author"> {
  readonly kind: "statement";
  /** Version of the templates: texts of another version are not compared. */
  readonly templates: number;
  readonly grades: Readonly<Record<Grade, number>>;
  readonly sentences: readonly PublishedSentence[];
}

/** A pure function of the facts. @example documentBytes(statementDocument(facts)) */
export function statementDocument(facts: Facts): StatementDocument {
  const { author, ...meta } = facts.statement;
  const sentences = statementSentences(facts).map((sentence, i): PublishedSentence => {
    const [en, fr] = languages.map((language) => sentenceText(sentence, language));
    return { id: `s${i + 1}`, ...sentence, text: { en: en ?? "", fr: fr ?? "" } };
  });
  const count = (grade: Grade): number => sentences.filter((one) => one.grade === grade).length;
  return {
    kind: "statement",
    templates: TEMPLATES,
    ...meta,
    grades: Object.fromEntries(grades.map((grade) => [grade, count(grade)])) as Record<Grade, number>,
    sentences,
  };
}

export function documentBytes(document: StatementDocument): Buffer {
  return Buffer.from(`${JSON.stringify(document, null, 1)}\n`);
}
