/**
 * Dominion's JSON export, a zip archive or the folder it was unpacked into: CvrExport*.json with ContestManifest.json and CandidateManifest.json
 * (Democracy Suite 5.2 to 5.10; in 5.10 contests are inside `Cards`). A session that was adjudicated has `Modified`:
 * that reading counts.
 * @module
 */
import { z } from "zod";
import { damaged } from "./fault.ts";
import { preferences } from "./ranking.ts";
import { jsonOf, type RecordFiles } from "./source.ts";
import { type CvrTable, RecordsBuilder } from "./table.ts";

const id = z.union([z.number(), z.string()]).transform(String);
const mark = z.object({
  CandidateId: id,
  Rank: z.int().min(0).max(1000).default(1),
  IsVote: z.boolean().default(true),
  IsAmbiguous: z.boolean().default(false),
});
const contest = z.object({ Id: id, Marks: z.array(mark).default([]) });
const reading = z.object({
  Contests: z.array(contest).optional(),
  Cards: z.array(z.object({ Contests: z.array(contest) })).optional(),
  IsCurrent: z.boolean().default(true),
});
const session = z.object({
  TabulatorId: id,
  BatchId: id,
  RecordId: id,
  Original: reading,
  Modified: reading.nullish(),
});
const exportSchema = z.object({ Sessions: z.array(session) });
const contestsSchema = z.object({
  List: z.array(
    z.object({
      Id: id,
      Description: z.string().transform((name) => name.trim()),
      VoteFor: z.number().default(0),
      NumOfRanks: z.number().default(0),
    }),
  ),
});
const candidatesSchema = z.object({
  List: z.array(
    z.object({ Id: id, Description: z.string().transform((name) => name.trim()), ContestId: id }),
  ),
});

function checked<T>(schema: z.ZodType<T>, files: RecordFiles, name: string): T {
  const parsed = schema.safeParse(jsonOf(files, name));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return damaged(files.label(name), null, `${issue?.path.join(".")}: ${issue?.message}`);
}

/** Cards are named TABULATOR-BATCH-RECORD. @throws VigieError */
export function readDominionJson(files: RecordFiles): CvrTable {
  const contests = checked(contestsSchema, files, "ContestManifest.json").List;
  /** Names by candidate, and by contest. */
  const candidates = new Map<string, string>();
  const names = new Map<string, string[]>();
  for (const { Id, Description, ContestId } of checked(candidatesSchema, files, "CandidateManifest.json")
    .List) {
    if ((candidates.get(Id) ?? Description) !== Description)
      damaged(files.label("CandidateManifest.json"), null, `two candidates have the number ${Id}`);
    candidates.set(Id, Description);
    const own = names.get(ContestId) ?? [];
    own.push(Description);
    names.set(ContestId, own);
  }
  if (new Set(contests.map(({ Id }) => Id)).size < contests.length)
    damaged(files.label("ContestManifest.json"), null, "two contests have one number");
  const builders = new Map(
    contests.map((one) => [
      one.Id,
      new RecordsBuilder(one.Description, names.get(one.Id) ?? [], one.VoteFor, one.NumOfRanks > 1),
    ]),
  );
  const ids: string[] = [];
  const seen = new Set<string>();
  const exports = files.names.filter((name) => /^CvrExport.*\.json$/.test(name));
  if (exports.length === 0)
    damaged(files.label("ContestManifest.json"), null, "there is no CvrExport*.json beside it");
  for (const name of exports) {
    const path = files.label(name);
    for (const one of checked(exportSchema, files, name).Sessions) {
      const card = `${one.TabulatorId}-${one.BatchId}-${one.RecordId}`;
      if (seen.has(card)) damaged(path, null, `there is a second record of card ${card}`);
      seen.add(card);
      addSession(one, ids.length, builders, candidates, path);
      ids.push(card);
    }
  }
  return {
    format: "dominion-json",
    ids,
    contests: [...builders.values()].map((builder) => builder.finish(ids.length)),
  };
}

function addSession(
  one: z.infer<typeof session>,
  at: number,
  builders: ReadonlyMap<string, RecordsBuilder>,
  candidates: ReadonlyMap<string, string>,
  path: string,
): void {
  const current = one.Modified?.IsCurrent === true ? one.Modified : one.Original;
  const held = [...(current.Contests ?? []), ...(current.Cards ?? []).flatMap(({ Contests }) => Contests)];
  for (const { Id, Marks } of held) {
    const builder = builders.get(Id);
    if (builder === undefined) damaged(path, null, `contest ${Id} is not in ContestManifest.json`);
    const votes = Marks.filter(({ IsVote, IsAmbiguous }) => IsVote && !IsAmbiguous);
    const marks = votes.map(({ CandidateId, Rank }) => ({
      choice: candidates.get(CandidateId) ?? damaged(path, null, `unknown candidate ${CandidateId}`),
      rank: Rank,
    }));
    builder.set(at, builder.ranked ? preferences(marks) : marks.map(({ choice }) => choice));
  }
}
