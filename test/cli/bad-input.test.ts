/** Bad input is told in one line with place and remedy, has the documented exit code, and the rest is done. */
import assert from "node:assert/strict";
import { chmodSync, closeSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { gzipSync } from "node:zlib";
import { accessLine, builtinRules, webRule } from "../helpers/scan.ts";
import { put, tempFolder } from "../helpers/temp.ts";
import { type Ended, lines, objects, ROOT, vigie, vigieHere } from "../helpers/vigie.ts";
import { zipOf } from "../helpers/zip.ts";

const MIB = 1024 * 1024;

/** A folder with one good log, whose one alert must be found whatever lies beside it. */
function prepare(t: TestContext): string {
  const folder = tempFolder(t);
  put(folder, "logs/good.log", `${accessLine("192.0.2.7", 0, "/?q=attack")}\n`);
  put(folder, "rules/good.yml", webRule("attack", "attack", "high"));
  return folder;
}

async function scan(folder: string, ...args: readonly string[]): Promise<Ended> {
  const rules = ["--no-builtin-rules", "--rules", join(folder, "rules")];
  return vigie(["scan", join(folder, "logs"), ...rules, "--threads", "1", "--json", ...args]);
}

/** The one line, the code, and that the good log was still read. */
function check(ended: Ended, code: number, message: RegExp): void {
  assert.equal(lines(ended.stderr).length, 1, ended.stderr);
  assert.match(ended.stderr, message);
  assert.equal(ended.code, code);
  const printed = objects(ended.stdout);
  assert.ok(
    printed.some((object) => object["kind"] === "alert" && String(object["source"]).endsWith("good.log")),
  );
  assert.equal(printed.at(-1)?.["kind"], "summary");
}

interface Case {
  readonly name: string;
  readonly content: string | Uint8Array;
  readonly code: number;
  readonly message: RegExp;
}

const LINES = Array.from({ length: 3000 }, (_, i) =>
  accessLine("198.51.100.1", i * 1000, `/${(i * 7919) % 997}`),
).join("\n");

const FILES: readonly Case[] = [
  {
    name: "cut.log.gz",
    content: gzipSync(LINES).subarray(0, 5000),
    code: 3,
    message:
      /^vigie: .*cut\.log\.gz: ends in the middle of its compressed data; what came before was read \(fetch it again whole\)$/m,
  },
  {
    name: "bomb.zip",
    content: zipOf([{ name: "zeros.log", bytes: Buffer.alloc(80 * MIB) }]),
    code: 3,
    message:
      /^vigie: .*bomb\.zip!zeros\.log: would grow more than 200 times when unpacked.* \(unpack it yourself if you trust it\)$/m,
  },
  {
    name: "binary.log",
    content: Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
    code: 3,
    message: /^vigie: .*binary\.log: is a binary file, not a log \(leave it out, or export it as text\)$/m,
  },
  {
    name: "utf16.log",
    content: Buffer.from(`\ufeff${LINES}`, "utf16le"),
    code: 3,
    message: /^vigie: .*utf16\.log: is text in UTF-16 \(convert it to UTF-8/m,
  },
  {
    name: "security.evtx",
    content: Buffer.concat([Buffer.from("ElfFile\0"), Buffer.alloc(4088), Buffer.from("no chunk")]),
    code: 3,
    message:
      /^vigie: .*security\.evtx: is damaged: 8 unread bytes \(at byte 4096: a chunk is cut short\); nothing was read/m,
  },
  {
    name: "secret.zip",
    content: zipOf([{ name: "a.log", bytes: "x", encrypted: true }]),
    code: 3,
    message: /^vigie: .*secret\.zip!a\.log: is encrypted \(unpack it with its password first\)$/m,
  },
  {
    name: "empty.log",
    content: "",
    code: 0,
    message: /^vigie: .*empty\.log: holds no record \(is it the right file\?\)$/m,
  },
];

for (const { name, content, code, message } of FILES) {
  // the binary form of Windows events may be read one day; the others never
  test(`one clear line, and the rest is done: ${name}`, async (t) => {
    const folder = prepare(t);
    put(folder, `logs/${name}`, content);
    check(await scan(folder), code, message);
  });
}

test("one clear line, and the rest is done: a line of 200 MB", async (t) => {
  const folder = prepare(t);
  const handle = openSync(join(folder, "logs/long.log"), "w");
  const piece = Buffer.alloc(MIB, "x");
  for (let i = 0; i < 200; i++) writeSync(handle, piece);
  writeSync(handle, `\n${accessLine("192.0.2.8", 0, "/?q=attack")}\n`);
  closeSync(handle);
  const ended = await scan(folder);
  check(
    ended,
    0,
    /^vigie: .*long\.log: 1 record longer than 1 MiB was cut; .* \(are its line ends whole\?\)$/m,
  );
  const summary = objects(ended.stdout).at(-1);
  assert.deepEqual([summary?.["records"], summary?.["oversize"], summary?.["alerts"]], [3, 1, 2]);
});

test("one clear line, and the rest is done: a path that is missing", async (t) => {
  const folder = prepare(t);
  check(
    await scan(folder, join(folder, "none.log")),
    3,
    /^vigie: .*none\.log: there is no such file or folder \(check the path\)$/m,
  );
});

const NOBODY = 65_534;

test("one clear line, and the rest is done: a folder without rights", async (t) => {
  const folder = prepare(t);
  put(folder, "logs/closed/b.log", "x\n");
  chmodSync(folder, 0o755);
  chmodSync(join(folder, "logs/closed"), 0o000);
  const isRoot = process.getuid?.() === 0;
  if (isRoot && (await vigie(["--version"], { uid: NOBODY })).code !== 0)
    return t.skip("root may read everything, and another user may not run Vigie here");
  const args = [
    "scan",
    join(folder, "logs"),
    "--no-builtin-rules",
    "--rules",
    join(folder, "rules"),
    "--json",
  ];
  const ended = await vigie(args, isRoot ? { uid: NOBODY } : {});
  chmodSync(join(folder, "logs/closed"), 0o755);
  check(
    ended,
    3,
    /^vigie: .*closed: may not be read by this user \(run Vigie as a user who may read it \(group adm\)\)$/m,
  );
});

const RULES: readonly (readonly [string, string, RegExp])[] = [
  [
    "a syntax error",
    "title: [never closed\n",
    /^vigie: .*bad\.yml:\d+:\d+: this is not valid YAML: .* \(correct the text at this place\)$/m,
  ],
  [
    "an unknown modifier",
    webRule("bad", "x").replace("|contains", "|resembles"),
    /^vigie: .*bad\.yml:\d+:\d+: .*resembles.* \(.+\)$/m,
  ],
];

for (const [name, text, message] of RULES) {
  test(`one clear line, and the other rules work: a rule with ${name}`, async (t) => {
    const folder = prepare(t);
    put(folder, "rules/bad.yml", text);
    const ended = await scan(folder);
    check(ended, 0, message);
    assert.deepEqual(objects(ended.stdout).at(-1)?.["rules"], { loaded: 1, rejected: 1 });
    const checked = await vigieHere(["rules", "check", join(folder, "rules")]);
    assert.equal(checked.code, 4);
    assert.match(checked.stderr, message);
    assert.equal(lines(checked.stderr).length, 1);
  });
}

test("a scan whose own rules are all rejected does not end as if they had found nothing", async (t) => {
  const folder = tempFolder(t);
  const log = put(folder, "access.log", `${accessLine("192.0.2.7", 0, "/")}\n`);
  const bad = put(folder, "bad.yml", "title: T\nlogsource: {category: x}\n");
  const ended = await vigieHere(["scan", log, "--rules", bad, "--threads", "1", "--json"]);
  assert.equal(ended.code, 3);
  assert.match(ended.stderr, /none of the rules that were named can be used/);
  assert.equal(objects(ended.stdout).at(-1)?.["records"], 1);
});

test("rules that are named are known to be in force, whatever else is: a filter, a copy of our own pack", async (t) => {
  const folder = tempFolder(t);
  const log = put(folder, "access.log", `${accessLine("192.0.2.7", 0, "/")}\n`);
  const bad = put(folder, "bad.yml", "title: T\nlogsource: {category: x}\n");
  const filter = put(
    folder,
    "filter.yml",
    "title: F\nlogsource: {category: webserver}\nfilter: {rules: any, s: {source.ip: 192.0.2.1}, condition: not s}\n",
  );
  const { loaded } = await builtinRules();
  const named = ["--rules", filter, "--rules", bad];
  const scanned = await vigieHere(["scan", log, ...named, "--threads", "1", "--json"]);
  assert.deepEqual([scanned.code, objects(scanned.stdout).at(-1)?.["rules"]], [0, { loaded, rejected: 1 }]);
  const own = await vigieHere(["scan", log, "--rules", join(ROOT, "rules"), "--threads", "1", "--json"]);
  assert.deepEqual([own.code, own.stderr], [0, ""]);
  for (const command of ["check", "list", "coverage"]) {
    const empty = put(folder, "empty.yml", "# nothing yet\n");
    const ended = await vigieHere(["rules", command, empty]);
    assert.equal(ended.code, 4);
    assert.match(ended.stderr, /empty\.yml: holds no rule/);
  }
});

test("rules that could not be read at all are missing input, not a remark", async (t) => {
  const folder = prepare(t);
  check(
    await scan(folder, "--rules", join(folder, "none")),
    3,
    /^vigie: .*none: there is no such file or folder \(check the path\)$/m,
  );
});

const USAGE: readonly (readonly [readonly string[], RegExp])[] = [
  [["scan", "/tmp", "--nonsense"], /unknown option '--nonsense'/],
  [["scan"], /missing required argument 'path'/],
  [["scan", "/tmp", "--from", "yesterday"], /--from <time>.*expected a time such as/],
  [["scan", "/tmp", "--gap", "soon"], /--gap <duration>.*expected a duration such as/],
  [["scan", "/tmp", "--level", "loud"], /--level <level>.*Allowed choices are informational, low/],
  [["scan", "/tmp", "--format", "cuneiform"], /--format <name>.*Allowed choices are/],
  [["scan", "/tmp", "--threads", "0"], /--threads <n>.*expected a number from 1 to 256/],
  [
    ["scan", "/tmp", "--config", "/nonexistent/vigie.yaml"],
    /vigie\.yaml: there is no such file \(check the path/,
  ],
  [["attacks", "--rank", "few"], /--rank \[n\].*expected a whole number/],
  [["show", "abcdef"], /abcdef: no alert or attack has this id \(vigie attacks lists them/],
  [["conquer"], /unknown command 'conquer'/],
];

for (const [args, message] of USAGE) {
  test(`wrong usage is one line and exit code 2: vigie ${args.join(" ")}`, async () => {
    const { code, stdout, stderr } = await vigieHere(args);
    assert.equal(code, 2);
    assert.equal(stdout, "");
    assert.equal(lines(stderr).length, 1, stderr);
    assert.match(stderr, message);
    assert.match(stderr, /^vigie: /);
  });
}

test("a wrong configuration is told with its place, and nothing is read", async (t) => {
  const folder = prepare(t);
  const config = put(
    folder,
    "vigie.yaml",
    "body: party\ngpa: 30m\nsources:\n  - { path: a, format: nonsense }\n",
  );
  const { code, stdout, stderr } = await scan(folder, "--config", config);
  assert.equal(code, 2);
  assert.equal(stdout, "");
  assert.match(stderr, /^vigie: .*vigie\.yaml:2:1: gpa: .* \(remove it, or check its spelling/);
  const format = put(folder, "format.yaml", "sources:\n  - path: a\n    format: nonsense\n");
  const named = await scan(folder, "--config", format);
  assert.equal(named.code, 2);
  assert.match(named.stderr, /format\.yaml:3:5: sources\.0\.format: there is no format "nonsense"/);
});

test("a reader that goes away ends a command quietly", async (t) => {
  const folder = prepare(t);
  const file = put(folder, "many.log", `${LINES}\n`.repeat(5));
  const { code, stdout, stderr } = await vigie(["parse", file, "--json"], { firstLineOnly: true });
  assert.equal(objects(stdout)[0]?.["kind"], "event");
  assert.deepEqual([code, stderr], [0, ""]);
});
