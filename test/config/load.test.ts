import assert from "node:assert/strict";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { problemText } from "../../src/base/errors.ts";
import {
  type LoadedConfig,
  loadConfig,
  parseConfig,
  rulePaths,
  sourceConfigOf,
} from "../../src/config/load.ts";
import { put, tempFolder } from "../helpers/temp.ts";

const FORMATS = ["sshd", "web-access"];

function wrong(text: string): readonly string[] {
  const parsed = parseConfig(text, "vigie.yaml", FORMATS);
  assert.equal(parsed.ok, false, text);
  return parsed.ok ? [] : parsed.error.map(problemText);
}

function right(text: string, file = "vigie.yaml"): LoadedConfig {
  const parsed = parseConfig(text, file, FORMATS);
  assert.ok(parsed.ok, parsed.ok ? "" : parsed.error.map(problemText).join("\n"));
  return parsed.value;
}

test("an empty file is the default configuration", () => {
  for (const text of ["", "# nothing yet\n", "{}\n"]) {
    assert.deepEqual(right(text).config, {
      body: "default",
      utc_offset: "+00:00",
      rules: [],
      builtin_rules: true,
      gap: "30m",
      level: "informational",
      placeholders: {},
      retention: "365d",
      trusted_proxies: [],
      announced_tests: [],
      block: {
        mode: "dry_run",
        level: "high",
        behaviours: {
          "cloud:*": "never",
          "*:unusual-activity": "never",
          "*:post-exploitation": "never",
          "*:bruteforce": "medium",
        },
        rules: { include: [], exclude: [] },
        duration: "4h",
        max_duration: "7d",
        memory: "30d",
        lateness: "5m",
        per_minute: 60,
        min_records: 1,
        allow: [],
      },
      sources: [],
      notify: [],
      health: { address: "127.0.0.1:8742" },
      listen: { syslog: [], journald: [] },
      limits: { groups: 20_000, remembered: 500_000 },
    });
  }
});

test("a behaviour of one's own comes before the usual ones, and takes the place of one spelled alike", () => {
  const { behaviours } = right('block: {behaviours: {"http:*": low, "*:bruteforce": high}}').config.block;
  assert.deepEqual(Object.entries(behaviours), [
    ["http:*", "low"],
    ["*:bruteforce", "high"],
    ["cloud:*", "never"],
    ["*:unusual-activity", "never"],
    ["*:post-exploitation", "never"],
  ]);
});

const SEE = "(see docs/configuration.md)";
const REMOVE = "(remove it, or check its spelling in docs/configuration.md)";

// what stands in the file, and the line that a user sees
const FAULTS: readonly (readonly [string, string])[] = [
  ["body: party\ngpa: 30m\n", `vigie.yaml:2:1: gpa: Unrecognized key: "gpa" ${REMOVE}`],
  [
    "sources:\n  - path: a\n    formt: sshd\n",
    `vigie.yaml:3:5: sources.0.formt: Unrecognized key: "formt" ${REMOVE}`,
  ],
  ["\n\ngap: 30\n", `vigie.yaml:3:1: gap: Invalid input: expected string, received number ${SEE}`],
  ["gap: 30 minutes\n", `vigie.yaml:1:1: gap: expected a duration such as 30m, 4h or 1d ${SEE}`],
  [
    "block:\n  allow: [192.0.2.7, vpn.example]\n",
    `vigie.yaml:2:22: block.allow.1: expected an address or a range; a name is pinned: {name: vpn.example, address: 192.0.2.1} ${SEE}`,
  ],
  [
    "block:\n  mode: on\n",
    `vigie.yaml:2:3: block.mode: Invalid option: expected one of "dry_run"|"active" ${SEE}`,
  ],
  ["block:\n  allowlist: []\n", `vigie.yaml:2:3: block.allowlist: Unrecognized key: "allowlist" ${REMOVE}`],
  [
    "block:\n  behaviours: {ssh: low}\n",
    `vigie.yaml:2:16: block.behaviours.ssh: expected a behaviour such as "ssh:bruteforce" or "http:*" ${SEE}`,
  ],
  ["utc_offset: Paris\n", `vigie.yaml:1:1: utc_offset: expected an offset such as "+02:00" ${SEE}`],
  [
    "trusted_proxies:\n  - 192.0.2.0/24\n  - 192.0.2.0/33\n",
    `vigie.yaml:3:5: trusted_proxies.1: expected an address or a range such as 192.0.2.0/24 ${SEE}`,
  ],
  [
    "level: hihg\n",
    `vigie.yaml:1:1: level: Invalid option: expected one of "informational"|"low"|"medium"|"high"|"critical" ${SEE}`,
  ],
  [
    "sources:\n  - body: party\n",
    `vigie.yaml:2:5: sources.0.path: Invalid input: expected string, received undefined ${SEE}`,
  ],
  [
    "sources:\n  - path: a.log\n    format: ssh\n",
    'vigie.yaml:3:5: sources.0.format: there is no format "ssh" (vigie scan --help lists them)',
  ],
  [
    "listen:\n  syslog:\n    - { protocol: tcp, address: localhost }\n",
    `vigie.yaml:3:24: listen.syslog.0.address: expected an address and port such as "127.0.0.1:5514" ${SEE}`,
  ],
  [
    'listen:\n  syslog:\n    - { protocol: tls, address: "127.0.0.1:6514", cert: a.pem }\n',
    `vigie.yaml:3:7: listen.syslog.0: TLS needs cert and key; key is missing ${SEE}`,
  ],
  [
    'listen:\n  syslog:\n    - { protocol: udp, address: "[::1]:514", client_ca: a.pem }\n',
    `vigie.yaml:3:46: listen.syslog.0.client_ca: belongs to protocol: tls, not to udp ${SEE}`,
  ],
  [
    'listen:\n  http:\n    address: "127.0.0.1:9280"\n    sources:\n      - { name: a, token_sha256: secret }\n',
    `vigie.yaml:5:20: listen.http.sources.0.token_sha256: expected the SHA-256 of the token: printf %s TOKEN | sha256sum ${SEE}`,
  ],
  [
    `listen:\n  http:\n    address: "127.0.0.1:9280"\n    sources:\n      - { name: a, token_sha256: ${"a".repeat(64)} }\n      - { name: a, token_sha256: ${"b".repeat(64)} }\n`,
    `vigie.yaml:6:11: listen.http.sources.1.name: another source has the same ${SEE}`,
  ],
  [
    "listen:\n  journald:\n    - { units: [ssh.service], format: ssh }\n",
    'vigie.yaml:3:31: listen.journald.0.format: there is no format "ssh" (vigie scan --help lists them)',
  ],
  [
    "sources:\n  - { path: a.log, silence: 15 }\n",
    `vigie.yaml:2:20: sources.0.silence: Invalid input: expected string, received number ${SEE}`,
  ],
  ["- a\n- b\n", `vigie.yaml:1:1: the file: Invalid input: expected object, received array ${SEE}`],
];

for (const [text, message] of FAULTS) {
  test(`a fault is named with its place and remedy: ${message}`, () =>
    assert.deepEqual(wrong(text), [message]));
}

test("every fault is told at once", () => {
  assert.equal(wrong("gap: 1\nlevel: 2\nbuiltin_rules: 3\n").length, 3);
});

// the wording is the YAML library's; place and remedy are ours
const BROKEN: readonly (readonly [string, RegExp])[] = [
  ["body: [party\n", /^vigie\.yaml:\d+:\d+: .+ \(correct the YAML\)$/],
  ["body: a\nbody: b\n", /^vigie\.yaml:2:1: .*unique.* \(correct the YAML\)$/],
  ["body: a\n\tgap: 30m\n", /^vigie\.yaml:2:\d+: .+ \(correct the YAML\)$/],
  ["a: 1\n---\nb: 2\n", /^vigie\.yaml:\d+:\d+: .+ \(correct the YAML\)$/],
  ["body: *nobody\n", /^vigie\.yaml:1:7: .*nobody.* \(write the values out instead of using aliases\)$/],
];

for (const [text, pattern] of BROKEN) {
  test(`YAML that cannot be read is named with its place: ${JSON.stringify(text)}`, () => {
    const [message = "", ...more] = wrong(text);
    assert.match(message, pattern);
    assert.deepEqual(more, []);
  });
}

test("aliases that unfold into a bomb are refused at once", () => {
  const names = "abcdefghij".split("");
  const bomb = names.map((name, i) => {
    const inner = i === 0 ? '"x"' : `*${names[i - 1]}`;
    return `${name}: &${name} [${Array(9).fill(inner).join(", ")}]`;
  });
  const started = performance.now();
  assert.equal(wrong(`${bomb.join("\n")}\n`).length, 1);
  assert.ok(performance.now() - started < 2000);
});

test("a file that is missing, a folder, or far too large is told with its remedy", (t) => {
  const folder = tempFolder(t);
  const large = put(folder, "large.yaml", `# ${"x".repeat(1024 * 1024)}`);
  const failure = (file: string): readonly (readonly [string, string])[] => {
    const loaded = loadConfig(file);
    return loaded.ok ? [] : loaded.error.map((p) => [p.code, problemText(p)] as const);
  };
  const missing = join(folder, "none.yaml");
  assert.deepEqual(failure(missing), [
    ["not-found", `${missing}: there is no such file (check the path after --config)`],
  ]);
  assert.deepEqual(failure(folder), [
    ["unreadable", `${folder}: cannot be read (check the path after --config)`],
  ]);
  assert.deepEqual(failure(large), [["too-large", `${large}: is larger than 1 MiB (is this vigie.yaml?)`]]);
});

test("the first source whose pattern fits a file is taken, relative to the configuration", (t) => {
  const folder = tempFolder(t);
  const text = `sources:
  - { path: "commission/**", body: commission }
  - { path: "**/auth.log", body: anybody, format: sshd }
  - { path: "/srv/logs/*.log", body: absolute }
`;
  const loaded = right(text, join(folder, "vigie.yaml"));
  const bodyOf = (file: string): string | undefined => sourceConfigOf(loaded, file)?.body;
  assert.equal(bodyOf(join(folder, "commission/web/access.log")), "commission");
  assert.equal(bodyOf(join(folder, "commission/auth.log")), "commission");
  assert.equal(bodyOf(join(folder, "party/auth.log")), "anybody");
  assert.equal(bodyOf("/srv/logs/a.log"), "absolute");
  assert.equal(bodyOf("/srv/logs/deep/a.log"), undefined);
  assert.equal(bodyOf(join(folder, "other.log")), undefined);
});

test("paths of rules are relative to the configuration, absolute ones stay", () => {
  const loaded = right("rules: [mine, ../shared.yml, /opt/rules]\n", "/etc/vigie/vigie.yaml");
  assert.deepEqual(rulePaths(loaded), [
    resolve("/etc/vigie/mine"),
    resolve("/etc/shared.yml"),
    resolve("/opt/rules"),
  ]);
});
