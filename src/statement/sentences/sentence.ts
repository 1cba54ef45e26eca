/**
 * A sentence of a statement: a template, the figures in it, how checkable it is, and what it rests on. There is no other way
 * to make one.
 * @module
 */
import type { StatementMessages } from "../../base/messages/statement.ts";
import type { StatementPageMessages } from "../../base/messages/statement-page.ts";
import type { Grade } from "../../evidence/grade.ts";

export type TemplateName = keyof StatementMessages["sentences"];
export type Section = keyof StatementPageMessages["sections"];

/** A figure, a text that somebody wrote, a day, a word of ours, or a text that has both languages. */
export type Value =
  | number
  | string
  | { readonly day: string }
  | { readonly word: keyof StatementMessages["words"] }
  | { readonly en: string; readonly fr: string };

export interface Sentence {
  readonly section: Section;
  readonly template: TemplateName;
  readonly values: Readonly<Record<string, Value>>;
  /** Null for what is no finding: the question, and what is not covered. */
  readonly grade: Grade | null;
  /** Paths in the payload of the bag; those that end with "/" mean everything below. */
  readonly cites: readonly string[];
}

/** Makes sentences of one section that rest on the same evidence. */
export class Voice {
  readonly #section: Section;
  readonly #grade: Grade | null;
  readonly #cites: readonly string[];

  constructor(section: Section, grade: Grade | null, cites: readonly string[]) {
    this.#section = section;
    this.#grade = grade;
    this.#cites = cites;
  }

  say(template: TemplateName, values: Sentence["values"] = {}): Sentence {
    return { section: this.#section, template, values, grade: this.#grade, cites: this.#cites };
  }

  /** The same evidence, in another section. */
  in(section: Section): Voice {
    return new Voice(section, this.#grade, this.#cites);
  }
}

/** Where the findings of a statement lie in its payload. */
export const FINDINGS = {
  count: "findings/count/",
  watch: "findings/watch/",
  drills: "findings/drills/",
  claims: "findings/claims/",
  statement: "findings/statement/",
} as const;
export type FindingName = keyof typeof FINDINGS;
