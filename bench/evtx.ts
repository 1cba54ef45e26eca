/**
 * What reading event logs of Windows costs: records per CPU-second, to objects and to JSON lines.
 *   npm run -s bench -- evtx [--records N] [--json]
 */
import { parseArgs } from "node:util";
import { EvtxReader } from "../src/formats/evtx/index.ts";
import { type Made, makeEvtx, text, u32, u64 } from "../test/helpers/evtx.ts";

const { values } = parseArgs({
  options: { records: { type: "string", default: "50000" }, json: { type: "boolean", default: false } },
});

/** Records as Sysmon writes them when a process begins. */
function* records(): Iterable<Made> {
  for (let i = 0; i < Number(values.records); i++) {
    const image = `C:\\Windows\\System32\\program${i % 90}.exe`;
    yield {
      eventId: 1,
      channel: "Microsoft-Windows-Sysmon/Operational",
      data: [
        text("-"),
        text("2026-04-01 10:00:00.123"),
        [0x0f, Buffer.alloc(16, i & 255)],
        u32(4000 + (i % 3000)),
        text(image),
        text("10.0.20348.2849 (WinBuild.160101.0800)"),
        text("Microsoft Corporation"),
        text(`${image} /online /quiet /job ${i}`),
        text("DOMAIN\\user"),
        u64(0x15, BigInt(i)),
        text(`SHA256=${String(i).padStart(64, "0")},IMPHASH=${String(i).padStart(32, "A")}`),
        text("C:\\Windows\\explorer.exe"),
      ],
    };
  }
}

const file = makeEvtx(records());
const PIECE = 64 * 1024;

function run(use: (json: unknown) => void): { readonly count: number; readonly cpuS: number } {
  const before = process.cpuUsage();
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
  const { user, system } = process.cpuUsage(before);
  if (reader.loss.lostRecords > 0) throw new Error("the made file cannot be read");
  return { count, cpuS: (user + system) / 1e6 };
}

for (const [lane, use] of [
  ["objects", () => {}],
  ["json-lines", (json: unknown) => JSON.stringify(json)],
] as const) {
  run(use);
  const runs = [run(use), run(use), run(use)].sort((a, b) => a.cpuS - b.cpuS);
  const { count, cpuS } = runs[0] ?? { count: 0, cpuS: 1 };
  const figures = {
    bench: "evtx",
    lane,
    yardstick: false,
    records: count,
    bytes: file.length,
    cpu_s: Math.round(cpuS * 1000) / 1000,
    records_per_cpu_s: Math.round(count / cpuS),
    mb_per_s: Math.round(file.length / 1e6 / cpuS),
    peak_mb: Math.round(process.resourceUsage().maxRSS / 1024),
  };
  const told = Object.entries(figures).map(([key, value]) => `${key}=${value}`);
  console.log(values.json ? JSON.stringify(figures) : told.join(" "));
}
