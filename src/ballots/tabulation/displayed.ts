/**
 * What a results page shows, beside what was committed. In Ukraine in 2014 a page planted on the commission's server was to
 * show a false winner before the true count was done: whoever reads the page polls it, and compares figure by figure.
 * @module
 */
import { err, ok, type Result } from "../../base/result.ts";
import { readResults } from "../results/read.ts";
import type { ResultLevel, ResultTable } from "../results/table.ts";
import { countOf, totals } from "../results/table.ts";
import { sumsAt } from "./replay.ts";

/** A figure as shown; `committed` is null when nothing was committed for it yet. */
export interface ShownFigure {
  readonly level: ResultLevel;
  readonly unit: string;
  readonly choice: string;
  readonly shown: number;
  readonly committed: number | null;
}

export interface Displayed {
  /** How many figures could be compared; a page of which nothing is understood proves nothing. */
  readonly compared: number;
  readonly differing: readonly ShownFigure[];
  /** Figures that are shown though nothing was committed for them. */
  readonly early: readonly ShownFigure[];
}

const MAX_GAP = 200;

/**
 * Compares what is shown with what was committed.
 * @param shown the page, file or feed; whoever attacks the results site controls every byte of it
 * @param committed null while nothing was committed
 * @param choices names to look for on a page while nothing was committed
 * @returns an error text when no figure is understood
 */
export function compareDisplayed(
  file: string,
  shown: Uint8Array,
  committed: ResultTable | null,
  choices: readonly string[],
): Result<Displayed, string> {
  const text = Buffer.from(shown).toString("utf8");
  const figures = /<(?:!doctype|html|table|body)\b/i.test(text.slice(0, 65_536))
    ? ok(pageFigures(text, committed?.choices ?? choices))
    : tableFigures(file, shown);
  if (!figures.ok) return figures;
  if (figures.value.length === 0) return err("no figure of a choice is found in it");
  const known = committed === null ? null : new Known(committed);
  const all = figures.value.map(
    (figure): ShownFigure => ({ ...figure, committed: known?.of(figure) ?? null }),
  );
  return ok({
    compared: all.filter((one) => one.committed !== null).length,
    differing: all.filter((one) => one.committed !== null && one.committed !== one.shown),
    early: all.filter((one) => one.committed === null),
  });
}

type Figure = Omit<ShownFigure, "committed">;

function tableFigures(file: string, bytes: Uint8Array): Result<readonly Figure[], string> {
  const table = readResults(file, bytes);
  if (!table.ok) return err(table.error.text);
  const { level, choices, rows } = table.value;
  return ok(
    rows.flatMap(({ unit, place, ...row }) => {
      const votes = choices.map((choice, i) => ({ level, unit, choice, shown: row.votes[i] ?? 0 }));
      const counted = totals.flatMap((choice) => {
        const shown = countOf({ unit, place, ...row }, choice);
        return shown === null ? [] : [{ level, unit, choice, shown }];
      });
      return [...votes, ...counted];
    }),
  );
}

/** On a page each choice's votes are the first whole number behind its name that is no percentage. */
function pageFigures(html: string, choices: readonly string[]): readonly Figure[] {
  const text = plainText(html).normalize("NFC");
  const folded = fold(text);
  return choices.flatMap((choice) => {
    const name = fold(choice.normalize("NFC"));
    for (let at = folded.indexOf(name); at >= 0 && name !== ""; at = folded.indexOf(name, at + 1)) {
      const shown = firstCount(text.slice(at + name.length, at + name.length + MAX_GAP));
      if (shown !== null) return [{ level: "nation" as const, unit: "nation", choice, shown }];
    }
    return [];
  });
}

/** Text as a reader sees it; scripts and styles are not seen. */
function plainText(html: string): string {
  return html
    .replace(/<(script|style|template)\b[\s\S]{0,1000000}?<\/\1\s*>/gi, " ")
    .replace(/<[^<>]{0,10000}>/g, " ")
    .replace(/&(?:nbsp|#160|#xa0|#8239|thinsp);/gi, "\u00a0")
    .replace(/&amp;/gi, "&")
    .replace(/\s*\n\s*/g, " ");
}

/** Case and accents do not matter. Every character keeps its place, so that positions stay right. */
function fold(text: string): string {
  return text.replace(/[\s\S]/g, (char) => char.toLowerCase().normalize("NFD")[0] ?? char);
}

/** Digits in groups of three with blanks, dots or commas between, as pages write them; not a percentage or a decimal. */
const COUNT = /(?<![\d.,])(\d{1,3}(?:[ \u00a0\u202f.,'’]\d{3})+|\d{1,9})(?![\d%]|[.,]\d|\s*%)/;

function firstCount(text: string): number | null {
  const match = COUNT.exec(text)?.[1];
  return match === undefined ? null : Number(match.replace(/\D/g, ""));
}

/** Committed figures at any level. */
class Known {
  readonly #table: ResultTable;
  readonly #levels = new Map<ResultLevel, ReturnType<typeof sumsAt>>();

  constructor(table: ResultTable) {
    this.#table = table;
  }

  of({ level, unit, choice }: Figure): number | null {
    let sums = this.#levels.get(level);
    if (sums === undefined) {
      sums = sumsAt(this.#table, level);
      this.#levels.set(level, sums);
    }
    const sum = sums.get(unit);
    if (sum === undefined) return null;
    const total = totals.find((name) => name === choice);
    if (total !== undefined) return sum.totals[total];
    const at = this.#table.choices.indexOf(choice);
    return at < 0 ? null : (sum.votes[at] ?? null);
  }
}
