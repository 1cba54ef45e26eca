import assert from "node:assert/strict";
import { test } from "node:test";
import { problemText, VigieError } from "../../src/base/errors.ts";
import { parseConfig } from "../../src/config/load.ts";
import { channelsOf } from "../../src/response/notify/channels.ts";

function faults(text: string): string {
  const parsed = parseConfig(text, "vigie.yaml");
  return parsed.ok ? "" : parsed.error.map(problemText).join("\n");
}

const FULL = `notify:
  - {type: webhook, url: "https://desk.party.example/vigie", secret_env: HOOK}
  - {type: mail, host: mail.party.example, user: vigie, password_env: PASS, from: v@party.example, to: [d@party.example], lang: fr}
  - {type: syslog, address: "192.0.2.9:514", protocol: udp, name: siem, level: low, bodies: [party], min_interval: 30s, details: true}
health: {address: 9100}
`.replace("9100", '"9100"');

test("channels are read with defaults that say little and seldom", () => {
  const parsed = parseConfig(FULL, "vigie.yaml");
  assert.ok(parsed.ok, faults(FULL));
  const channels = channelsOf(parsed.value.config.notify, { HOOK: "0123456789abcdef", PASS: "x" }, "en");
  assert.deepEqual(
    channels.map(({ name, level, details, language, minIntervalMs, bodies }) => [
      ...[name, level, details, language, minIntervalMs, bodies],
    ]),
    [
      ["webhook-1", "high", false, "en", 0, null],
      ["mail-2", "high", false, "fr", 0, null],
      ["siem", "low", true, "en", 30_000, ["party"]],
    ],
  );
  assert.deepEqual(parsed.value.config.health, { address: "9100" });
});

test("without the sections nobody is told, and health is served on loopback; false turns it off", () => {
  const none = parseConfig("body: party\n", "vigie.yaml");
  assert.ok(none.ok);
  assert.deepEqual(none.value.config.notify, []);
  assert.deepEqual(none.value.config.health, { address: "127.0.0.1:8742" });
  const off = parseConfig("health: false\n", "vigie.yaml");
  assert.ok(off.ok);
  assert.equal(off.value.config.health, false);
});

test("a secret that is not set is told by the name of its variable", () => {
  const parsed = parseConfig(FULL, "vigie.yaml");
  assert.ok(parsed.ok);
  assert.throws(
    () => channelsOf(parsed.value.config.notify, {}, "en"),
    (error) => error instanceof VigieError && /HOOK of channel webhook-1 is not set/.test(error.message),
  );
});

test("faults are told with their place", () => {
  const hook = (rest: string): string => `notify:\n  - type: webhook\n    ${rest}\n`;
  assert.match(
    faults(hook("url: https://a.example")),
    /^vigie\.yaml:2:5: notify\.0\.secret_env: give secret or secret_env/,
  );
  assert.match(
    faults(hook("url: file:///etc/passwd\n    secret_env: A")),
    /^vigie\.yaml:3:5: notify\.0\.url/,
  );
  assert.match(
    faults(hook("url: http://a.example\n    secret_env: A\n    details: true")),
    /^vigie\.yaml:5:5: notify\.0\.details: details need https/,
  );
  assert.equal(faults(hook("url: http://127.0.0.1:1/\n    secret_env: A\n    details: true")), "");
  assert.match(faults(hook("url: https://a.example\n    secret: short")), /16 characters or more/);
  const mail = (rest: string): string => `notify:\n  - type: mail\n    host: m.example\n    ${rest}\n`;
  assert.match(
    faults(mail('from: "a@b\\r\\nBcc: x"\n    to: [c@d.example]')),
    /notify\.0\.from: expected one address/,
  );
  assert.match(
    faults(mail("from: a@b.example\n    to: [c@d.example]\n    tls: none\n    user: u\n    password_env: P")),
    /notify\.0\.tls: a password needs starttls or implicit/,
  );
  assert.match(faults("notify:\n  - {type: pigeon}\n"), /^vigie\.yaml:2:6: notify\.0\.type/);
  const twice = "{type: syslog, address: '192.0.2.9:514', name: x}";
  assert.match(
    faults(`notify:\n  - ${twice}\n  - ${twice}\n`),
    /notify\.1\.name: another channel is called "x"/,
  );
  assert.match(faults("health: true\n"), /^vigie\.yaml:1:1: health/);
});
