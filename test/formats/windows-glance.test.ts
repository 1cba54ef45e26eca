/** A flat Windows event at a glance says the same as the event read whole. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createRegistry } from "../../src/formats/index.ts";
import { Preamble } from "../../src/formats/preamble.ts";
import type { FieldValue } from "../../src/model/fields.ts";

const seed = Number(process.env["PROPERTY_SEED"] ?? 20_261_122);
const context = {
  referenceMs: Date.UTC(2026, 3, 1),
  zoneMinutes: 0,
  trustedProxies: [],
  preamble: new Preamble("", []),
};
const CHANNELS = [
  ...["Security", "security", "System", "Application", "Windows PowerShell", "rpcfw", "", "other"],
  ...["Microsoft-Windows-Sysmon/Operational", "Microsoft-Windows-PowerShell/Operational"],
  "Microsoft-Windows-Windows Defender/Operational",
  "Microsoft-Windows-TerminalServices-RemoteConnectionManager/Operational",
  "Microsoft-Windows-TerminalServices-LocalSessionManager/Operational",
];
const IDS = [
  ...[1, 4, 7, 10, 11, 12, 13, 14, 400, 800, 1116, 1149, 4103, 4104],
  ...[4624, 4625, 4634, 4657, 4663, 4688, 4689, 4768, 4771, 4776, 5152, 5156, 5157],
];
const NAMES = [
  ...[
    "EventID",
    "Channel",
    "LogName",
    "SourceName",
    "Provider_Name",
    "Hostname",
    "Computer",
    "EventLog",
    "Level",
  ],
  ...[
    "Message",
    "EventType",
    "OperationType",
    "Hashes",
    "MD5",
    "Imphash",
    "Data",
    "Payload",
    "Image",
    "User",
  ],
  ...[
    "NewProcessName",
    "ParentProcessName",
    "NewProcessId",
    "ProcessId",
    "ProcessName",
    "MandatoryLabel",
    "Status",
  ],
  ...[
    "SubjectUserName",
    "SubjectDomainName",
    "TargetUserName",
    "AccountName",
    "IpAddress",
    "IpPort",
    "ClientAddress",
  ],
  ...[
    "Address",
    "Param3",
    "ObjectName",
    "ObjectValueName",
    "NewValue",
    "Signature",
    "Filename",
    "TargetObject",
  ],
  ...[
    "source.ip",
    "event.type",
    "event.action",
    "event.outcome",
    "user.name",
    "host.name",
    "source",
    "Threat Name",
  ],
];
const ASKED = [
  ...[...NAMES, "SHA1", "SHA256", "IMPHASH", "ParentImage", "ParentProcessId", "LogonId", "IntegrityLevel"],
  ...["Details", "ThreatName", "Path", "source.port", "nothing", "EventData.x", "event.reason"],
];
const text = fc.oneof(
  fc.constantFrom(
    "192.0.2.66",
    "127.0.0.1",
    "-",
    "",
    "0x0",
    "49152",
    "S-1-16-12288",
    "%%1906",
    "INFO",
    "CreateKey",
  ),
  fc.constantFrom(
    "EventType: DeleteKey",
    "a\r\nEventType: CreateKey\r\nb",
    "SHA1=AA,MD5=BB,IMPHASH=CC",
    "\\REGISTRY\\MACHINE\\x",
  ),
  fc.string({ maxLength: 8 }),
);
const value: fc.Arbitrary<FieldValue> = fc.oneof(
  { weight: 6, arbitrary: text },
  fc.integer({ min: -1, max: 5000 }),
  fc.constantFrom(null, true, 1.5),
  fc.array(text, { maxLength: 2 }),
  fc.record({ ip: text, port: text }),
);
const record = fc.record({
  id: fc.oneof({ weight: 8, arbitrary: fc.constantFrom<FieldValue>(...IDS) }, value),
  channel: fc.oneof({ weight: 8, arbitrary: fc.constantFrom<FieldValue>(...CHANNELS) }, value),
  rest: fc.array(fc.tuple(fc.constantFrom(...NAMES), value), { maxLength: 9 }),
});

test("a glance at a Windows event says what the event says", (report) => {
  const registry = createRegistry();
  const first = JSON.stringify({ EventID: 1, Channel: "System" });
  let glanced = 0;
  fc.assert(
    fc.property(record, ({ id, channel, rest }) => {
      const members = [["EventID", id], ["Channel", channel], ...rest] as const;
      const line = `{${members.map(([k, v]) => `${JSON.stringify(k)}:${JSON.stringify(v)}`).join(",")}}`;
      const bytes = Buffer.from(line);
      registry.reset();
      registry.read(first, context); // the format that fitted last is tried first
      const place = { bytes, start: 0, end: bytes.length, text: line, ascii: bytes.length === line.length };
      const glimpse = registry.glance(place, context);
      if (glimpse === null) return;
      glanced++;
      const reading = registry.read(line, context);
      assert.ok(reading.kind === "event");
      const { format, logsource, fields } = reading.event;
      assert.equal(glimpse.format, format);
      assert.equal(glimpse.logsource, logsource);
      for (const name of ASKED)
        assert.deepEqual(glimpse.fields.get(name), fields.get(name), `${name} of ${line}`);
      assert.deepEqual([...glimpse.fields.texts()], [...fields.texts()]);
      assert.deepEqual(
        sorted(glimpse.fields.textsApart?.(line, 0)),
        sorted(fields.textsApart(line, 0)),
        line,
      );
    }),
    { numRuns: 8000, seed },
  );
  report.diagnostic(`seed ${seed}: ${glanced} of 8000`);
  assert.ok(glanced > 4000);
});

function sorted(texts: readonly string[] | null | undefined): readonly string[] | null {
  return texts === null || texts === undefined ? null : [...texts].sort();
}
