/**
 * An event log of Windows for measurements: what Sysmon writes when a process begins, in binary form.
 * @module
 */
import { type Made, makeEvtx, text, u32, u64 } from "../test/helpers/evtx.ts";

const NAMES = [
  "RuleName",
  "UtcTime",
  "ProcessGuid",
  "ProcessId",
  "Image",
  "FileVersion",
  "Company",
  "CommandLine",
  "User",
  "LogonId",
  "Hashes",
  "ParentImage",
];

/** The bytes of a log of so many records, the same at every run; one in a hundred is what attackers do. */
export function windowsLog(count: number): Buffer {
  return makeEvtx(records(count));
}

function* records(count: number): Iterable<Made> {
  for (let i = 0; i < count; i++) {
    const isAttack = i % 100 === 99;
    const program = isAttack ? "WindowsPowerShell\\v1.0\\powershell" : `program${i % 90}`;
    const image = `C:\\Windows\\System32\\${program}.exe`;
    const options = isAttack ? "-nop -w hidden -EncodedCommand SQBFAFgAIAAoAE4A" : "/online /quiet";
    yield {
      eventId: 1,
      channel: "Microsoft-Windows-Sysmon/Operational",
      names: NAMES,
      data: [
        text("-"),
        text("2026-04-01 10:00:00.123"),
        [0x0f, Buffer.alloc(16, i & 255)],
        u32(4000 + (i % 3000)),
        text(image),
        text("10.0.20348.2849 (WinBuild.160101.0800)"),
        text("Microsoft Corporation"),
        text(`${image} ${options} /job ${i}`),
        text("DOMAIN\\user"),
        u64(0x15, BigInt(i)),
        text(`SHA256=${String(i).padStart(64, "0")},IMPHASH=${String(i).padStart(32, "A")}`),
        text("C:\\Windows\\explorer.exe"),
      ],
    };
  }
}
