import assert from "node:assert/strict";
import { test } from "node:test";
import { windows } from "../../src/formats/windows.ts";
import { readObject } from "./context-other.ts";

const V = "192.0.2.66";
const SYSMON = "Microsoft-Windows-Sysmon/Operational";
const TIME = "2025-06-21T16:47:48.1234567Z";

/** The same event in every shape. */
function shapes(id: number, channel: string, data: Readonly<Record<string, string>>): readonly object[] {
  const named = Object.entries(data);
  return [
    {
      Event: {
        System: {
          Provider: { "#attributes": { Name: "P", Guid: "g" } },
          EventID: { "#attributes": { Qualifiers: "" }, "#text": id },
          TimeCreated: { "#attributes": { SystemTime: TIME } },
          Channel: channel,
          Computer: "pc1",
        },
        EventData: data,
      },
    },
    {
      Event: {
        System: {
          Provider: { "@Name": "P" },
          EventID: String(id),
          TimeCreated: { "@SystemTime": TIME },
          Channel: channel,
          Computer: "pc1",
        },
        EventData: { Data: named.map(([name, text]) => ({ "@Name": name, "#text": text })) },
      },
    },
    {
      System: {
        Provider: { Name: "P" },
        EventID: id,
        TimeCreated: { SystemTime: TIME },
        Channel: channel,
        Computer: "pc1",
      },
      EventData: { Data: named.map(([name, text]) => ({ "#attributes": { Name: name }, "#text": text })) },
    },
    {
      EventID: id,
      Channel: channel.toLowerCase(),
      SourceName: "P",
      Hostname: "pc1",
      "@timestamp": TIME,
      ...data,
    },
    {
      "@timestamp": TIME,
      winlog: { event_id: id, channel, provider_name: "P", computer_name: "pc1", event_data: data },
    },
  ];
}

for (const [i, object] of shapes(4625, "Security", {
  TargetUserName: "admin",
  IpAddress: V,
  IpPort: "49152",
}).entries()) {
  test(`a failed logon in shape ${i}`, () => {
    const event = readObject(windows, object);
    assert.equal(event.origin, V);
    assert.equal(event.time, Date.UTC(2025, 5, 21, 16, 47, 48, 123));
    assert.deepEqual(event.logsource, {
      category: ["authentication"],
      product: ["windows"],
      service: ["security"],
    });
    const expected = {
      EventID: 4625,
      Provider_Name: "P",
      Computer: "pc1",
      "host.name": "pc1",
      "user.name": "admin",
      TargetUserName: "admin",
      "event.action": "login",
      "event.outcome": "failure",
      "source.port": 49152,
    };
    for (const [name, value] of Object.entries(expected))
      assert.deepEqual(event.fields.get(name), value, name);
  });
}

for (const [i, object] of shapes(1, SYSMON, {
  Image: "C:\\x.exe",
  Hashes: "SHA1=AA,MD5=BB,SHA256=CC,IMPHASH=DD",
  "Threat Name": "t",
}).entries()) {
  test(`a Sysmon process in shape ${i}`, () => {
    const event = readObject(windows, object);
    assert.deepEqual(event.logsource.category, ["process_creation"]);
    assert.deepEqual(event.logsource.service, ["sysmon"]);
    for (const [name, value] of [
      ["MD5", "BB"],
      ["SHA1", "AA"],
      ["SHA256", "CC"],
      ["IMPHASH", "DD"],
    ] as const) {
      assert.equal(event.fields.get(name), value);
    }
    assert.equal(event.fields.get("ThreatName"), "t");
    assert.equal(event.fields.get("Image"), "C:\\x.exe");
    assert.equal(event.origin, null);
  });
}

for (const address of ["-", "::1", "127.0.0.1", "LOCAL", "", "0.0.0.0", "evil.example.org", "0300.0.2.1"]) {
  test(`the address ${JSON.stringify(address)} is nobody's`, () => {
    const [object = {}] = shapes(4624, "Security", { IpAddress: address });
    assert.equal(readObject(windows, object).origin, null);
  });
}

test("process creation without Sysmon", () => {
  const [object = {}] = shapes(4688, "Security", {
    NewProcessName: "C:\\a.exe",
    ParentProcessName: "C:\\b.exe",
    SubjectUserName: "jane",
    SubjectDomainName: "ORG",
    NewProcessId: "0x2",
    ProcessId: "0x1",
    CommandLine: "a -b",
  });
  const event = readObject(windows, object);
  assert.deepEqual(event.logsource.category, ["process_creation"]);
  assert.equal(event.fields.get("Image"), "C:\\a.exe");
  assert.equal(event.fields.get("ParentImage"), "C:\\b.exe");
  assert.equal(event.fields.get("User"), "ORG\\jane");
  assert.equal(event.fields.get("ProcessId"), "0x2");
  assert.equal(event.fields.get("ParentProcessId"), "0x1");
});

test("registry values without Sysmon", () => {
  const [object = {}] = shapes(4657, "Security", {
    ObjectName: "\\REGISTRY\\MACHINE\\SOFTWARE\\X",
    ObjectValueName: "Run",
    NewValue: "1",
    OperationType: "%%1906",
  });
  const event = readObject(windows, object);
  assert.equal(event.fields.get("TargetObject"), "HKLM\\SOFTWARE\\X\\Run");
  assert.deepEqual(event.logsource.category, ["registry_delete", "registry_event"]);
});

test("Sysmon registry events by their type", () => {
  for (const [type, category] of [
    ["CreateKey", "registry_add"],
    ["DeleteValue", "registry_delete"],
  ] as const) {
    for (const object of shapes(12, SYSMON, { EventType: type })) {
      assert.deepEqual(readObject(windows, object).logsource.category, [category, "registry_event"].sort());
    }
  }
});

test("unnamed data, user data and hostile keys", () => {
  const classic = readObject(windows, {
    Event: {
      System: { EventID: 400, Channel: "Windows PowerShell" },
      EventData: { Data: { "#text": ["Available", "None", "HostApplication=powershell"] } },
    },
  });
  assert.deepEqual(classic.fields.get("Data"), ["Available", "None", "HostApplication=powershell"]);
  const cleared = readObject(windows, {
    Event: {
      System: { EventID: 104, Channel: "System" },
      UserData: { LogFileCleared: { "#attributes": { xmlns: "x" }, SubjectUserName: "jane" } },
    },
  });
  assert.equal(cleared.fields.get("SubjectUserName"), "jane");
  const hostile = readObject(
    windows,
    JSON.parse(
      '{"Event":{"System":{"EventID":1,"Channel":"constructor"},"EventData":{"__proto__":"x","EventID":9,"source.ip":"198.51.100.9"}}}',
    ) as object,
  );
  assert.equal(hostile.fields.get("EventID"), 1);
  assert.equal(hostile.fields.get("source.ip"), null);
  assert.equal(({} as Record<string, unknown>)["x"], undefined);
});
