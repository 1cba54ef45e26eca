/**
 * What reading event logs of Windows costs: records per CPU-second, to objects and to JSON lines; beside JSON.parse alone
 * of the same records as JSON lines.
 *   npm run -s bench -- evtx [--records N] [--json]
 */
import { parseArgs } from "node:util";
import { EvtxReader } from "../src/formats/evtx/index.ts";
import { common } from "./options.ts";
import { peakMb, report, round } from "./report.ts";
import { windowsLog } from "./windows-log.ts";

const { values } = parseArgs({
  options: { ...common, records: { type: "string", default: "50000" } },
});

const file = windowsLog(Number(values.records));
const PIECE = 64 * 1024;

function readAll(use: (json: unknown) => void): number {
  const reader = new EvtxReader();
  let count = 0;
  const take = (found: ReturnType<EvtxReader["push"]>): void => {
    for (const record of found) {
      use(record.json);
      count++;
    }
  };
  for (let at = 0; at < file.length; at += PIECE) take(reader.push(file.subarray(at, at + PIECE)));
  take(reader.end());
  if (reader.loss.lostRecords > 0) throw new Error("the made file cannot be read");
  return count;
}

/** The best of three, after one that warms up. */
function measured(work: () => number): { readonly records: number; readonly cpuS: number } {
  const once = (): { readonly records: number; readonly cpuS: number } => {
    const before = process.cpuUsage();
    const records = work();
    const { user, system } = process.cpuUsage(before);
    return { records, cpuS: (user + system) / 1e6 };
  };
  once();
  const [best] = [once(), once(), once()].sort((a, b) => a.cpuS - b.cpuS);
  return best ?? { records: 0, cpuS: 1 };
}

function tell(
  lane: string,
  yardstick: boolean,
  { records, cpuS }: ReturnType<typeof measured>,
  baseS: number,
): void {
  report(
    {
      bench: "evtx",
      lane,
      yardstick,
      records,
      bytes: file.length,
      cpu_s: round(cpuS),
      records_per_cpu_s: Math.round(records / cpuS),
      mb_per_s: Math.round(file.length / 1e6 / cpuS),
      ratio_json_parse: round(baseS / cpuS),
      peak_mb: peakMb(),
    },
    values.json,
  );
}

const objects = measured(() => readAll(() => {}));
const lines = measured(() => readAll((json) => JSON.stringify(json)));
const texts: string[] = [];
readAll((json) => texts.push(JSON.stringify(json)));
const base = measured(() => {
  for (const text of texts) JSON.parse(text);
  return texts.length;
});
tell("json-parse", true, base, base.cpuS);
tell("objects", false, objects, base.cpuS);
tell("json-lines", false, lines, base.cpuS);
