/**
 * The rules that minutes must hold beside those of every result (code electoral R60 to R68).
 * @module
 */
import { checkRow } from "../results/rules.ts";
import type { ResultRow, ResultTable } from "../results/table.ts";
import { type Violation, violation } from "../results/violation.ts";
import type { CollectedContest, Station } from "./contest.ts";
import type { Entry } from "./entry.ts";

const PACKET = 100;

/**
 * Every violation of one entry.
 * @param at the file and line it was typed in, for messages
 */
export function* checkEntry(
  contest: CollectedContest,
  station: Station,
  entry: Entry,
  at: { readonly file: string; readonly line: number },
): Iterable<Violation> {
  const { row, table } = asResult(contest, station, entry, at);
  yield* checkRow(table, row);
  yield* envelopes(table, row, entry);
  yield* annexes(table, row, entry);
  yield* tallies(table, row, entry);
  for (const who of entry.unsigned) yield violation(table, row, "W.314", { who });
  const { drawnUp, closed } = entry;
  if (drawnUp !== null && closed !== null && drawnUp < closed)
    yield violation(table, row, "W.315", { time: drawnUp, close: closed });
}

/** An entry as a row of results. */
function asResult(
  { choices }: CollectedContest,
  { unit, place, name }: Station,
  { totals, votes }: Entry,
  { file, line }: { readonly file: string; readonly line: number },
): { readonly table: ResultTable; readonly row: ResultRow } {
  const row: ResultRow = { unit, place, name, totals, votes, shares: [], line };
  return { row, table: { file, layout: "wide", level: "station", choices, rows: [row], faults: [] } };
}

function* envelopes(table: ResultTable, row: ResultRow, { extras, packets }: Entry): Iterable<Violation> {
  const { signatures, envelopes: found } = extras;
  const { registered, voters } = row.totals;
  if (signatures !== null && registered !== null && signatures > registered)
    yield violation(table, row, "F.201", { signatures, registered });
  if (found !== null && voters !== null && found !== voters)
    yield violation(table, row, "F.202", { voters, envelopes: found });
  if (found !== null && signatures !== null && found !== signatures)
    yield violation(table, row, "W.301", { signatures, envelopes: found });
  if (packets.length === 0) return;
  const sum = packets.reduce((all, one) => all + one, 0);
  if (found !== null && sum !== found) yield violation(table, row, "F.205", { sum, envelopes: found });
  for (const [i, count] of packets.entries())
    if (i < packets.length - 1 && count !== PACKET)
      yield violation(table, row, "F.206", { packet: i + 1, count });
}

function* annexes(table: ResultTable, row: ResultRow, { extras }: Entry): Iterable<Violation> {
  const { blank, null: invalid } = row.totals;
  if (extras.annexed_blank !== null && blank !== null && extras.annexed_blank !== blank)
    yield violation(table, row, "F.203", { annexed: extras.annexed_blank, blank });
  if (extras.annexed_null !== null && invalid !== null && extras.annexed_null !== invalid)
    yield violation(table, row, "F.204", { annexed: extras.annexed_null, null: invalid });
}

function* tallies(table: ResultTable, row: ResultRow, { tallies: sheets }: Entry): Iterable<Violation> {
  if (sheets.length === 0) return;
  for (const [i, choice] of table.choices.entries()) {
    let sum = 0;
    for (const { table: name, first, second } of sheets) {
      const [a, b] = [first[i] ?? 0, second[i] ?? 0];
      if (a !== b) yield violation(table, row, "F.207", { table: name, choice, first: a, second: b });
      sum += a;
    }
    const votes = row.votes[i] ?? 0;
    if (sum !== votes) yield violation(table, row, "F.208", { sum, choice, votes });
  }
}
