/**
 * Turnout against the share of one choice, station by station, as a picture. It is looked at, and gives no verdict: real
 * electorates have clusters, too (Klimek and others 2012).
 * @module
 */
import { htmlText } from "../../base/text.ts";
import type { ResultTable } from "../results/table.ts";

const CELLS = 50;
const SIZE = 10;
const LEFT = 56;
const BOTTOM = 48;

export interface PictureWords {
  readonly title: string;
  readonly turnout: string;
  readonly share: string;
}

/** A picture with 50 by 50 cells, the darker the more votes. @returns SVG with a title and a description for readers */
export function turnoutPicture(table: ResultTable, choice: number, words: PictureWords): string {
  const cells = new Map<number, number>();
  for (const { totals, votes } of table.rows) {
    const { registered, voters, valid } = totals;
    if (registered === null || voters === null || valid === null || registered === 0 || valid === 0) continue;
    const x = Math.min(CELLS - 1, Math.floor((voters / registered) * CELLS));
    const y = Math.min(CELLS - 1, Math.floor(((votes[choice] ?? 0) / valid) * CELLS));
    cells.set(y * CELLS + x, (cells.get(y * CELLS + x) ?? 0) + valid);
  }
  const most = Math.max(1, ...cells.values());
  const squares = [...cells].map(([cell, votes]) => {
    const [x, y] = [LEFT + (cell % CELLS) * SIZE, (CELLS - 1 - Math.floor(cell / CELLS)) * SIZE + 32];
    return `<rect x="${x}" y="${y}" width="${SIZE}" height="${SIZE}" fill="#1d3557" fill-opacity="${Math.sqrt(votes / most).toFixed(3)}"/>`;
  });
  const [width, height] = [LEFT + CELLS * SIZE + 16, CELLS * SIZE + 32 + BOTTOM];
  const ticks = [0, 25, 50, 75, 100].map((percent) => {
    const [x, y] = [LEFT + (percent / 100) * CELLS * SIZE, 32 + (1 - percent / 100) * CELLS * SIZE];
    return `<text x="${x}" y="${height - 30}" text-anchor="middle">${percent} %</text><text x="${LEFT - 6}" y="${y + 4}" text-anchor="end">${percent} %</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" font-family="sans-serif" font-size="12">
<title>${htmlText(words.title)}</title>
<rect width="${width}" height="${height}" fill="#fff"/>
<text x="${LEFT}" y="20" font-size="14">${htmlText(words.title)}</text>
<rect x="${LEFT}" y="32" width="${CELLS * SIZE}" height="${CELLS * SIZE}" fill="none" stroke="#777"/>
${squares.join("\n")}
${ticks.join("\n")}
<text x="${LEFT + (CELLS * SIZE) / 2}" y="${height - 10}" text-anchor="middle">${htmlText(words.turnout)}</text>
<text transform="translate(14 ${32 + (CELLS * SIZE) / 2}) rotate(-90)" text-anchor="middle">${htmlText(words.share)}</text>
</svg>
`;
}
