/**
 * Comma-separated cells with quoted texts (RFC 4180): `""` stands for a quote inside a quoted cell.
 * @module
 */

const QUOTE = 34;
const MAX_CELLS = 512;

/** The cells of a line; null when a quote stays open or there are too many. @example parseCsv('a,"b,""c"') // ["a", 'b,"c'] */
export function parseCsv(line: string, separator = ","): readonly string[] | null {
  const cells: string[] = [];
  let at = 0;
  while (at <= line.length) {
    if (cells.length >= MAX_CELLS) return null;
    if (line.charCodeAt(at) !== QUOTE) {
      const end = line.indexOf(separator, at);
      cells.push(end < 0 ? line.slice(at) : line.slice(at, end));
      if (end < 0) return cells;
      at = end + 1;
      continue;
    }
    const end = quoteEnd(line, at + 1);
    if (end < 0) return null;
    cells.push(line.slice(at + 1, end).replaceAll('""', '"'));
    if (end + 1 === line.length) return cells;
    if (!line.startsWith(separator, end + 1)) return null;
    at = end + 2;
  }
  return cells;
}

function quoteEnd(line: string, start: number): number {
  let end = line.indexOf('"', start);
  while (end >= 0 && line.charCodeAt(end + 1) === QUOTE) end = line.indexOf('"', end + 2);
  return end;
}
