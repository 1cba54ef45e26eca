/** The commands about results, as a person runs them: answers, exit codes, and nothing half written. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { gzipSync } from "node:zlib";
import { put, tempFolder } from "../../helpers/temp.ts";
import { objects, vigieHere } from "../../helpers/vigie.ts";

const HEAD = "departement,commune,bureau,inscrits,votants,blancs,exprimes,MARTIN,LÔ\n";
const STATIONS = `${HEAD}01,001,1,500,400,10,385,200,185\n01,001,2,600,500,12,480,250,230\n02,004,1,300,200,4,190,100,90\n`;

function files(t: TestContext): (name: string, text: string) => string {
  const folder = tempFolder(t);
  return (name, text) => {
    put(folder, name, text);
    return join(folder, name);
  };
}

const run = (...args: readonly string[]): ReturnType<typeof vigieHere> => vigieHere(["results", ...args]);

test("check: sound figures exit 0, an impossible one exits 4 with file and line", async (t) => {
  const file = files(t);
  const sound = await run("check", file("a.csv", STATIONS));
  assert.equal(sound.code, 0, sound.stderr);
  assert.match(sound.stdout, /All blocking rules hold in 3 rows/);
  const broken = file("b.csv", STATIONS.replace("200,185", "200,158"));
  const { code, stdout } = await run("check", broken, "--json");
  assert.equal(code, 4);
  const found = objects(stdout);
  const violation = found.find(({ level }) => level === "F");
  assert.deepEqual(violation, {
    kind: "violation",
    code: "F.102",
    level: "F",
    station: "01/001/0001",
    text: "the votes add up to 358, valid votes are 385; LÔ with 185 instead of 158 would mend it",
    file: broken,
    line: 2,
  });
  assert.deepEqual(found.at(-1), {
    kind: "summary",
    files: 1,
    rows: 3,
    blocking: 1,
    warnings: 1,
    held: false,
  });
  const french = await run("check", broken, "--lang", "fr");
  assert.match(french.stdout, /les voix font 358 au total/);
});

test("check: what is no result, or not there, is refused with the remedy", async (t) => {
  const file = files(t);
  const odd = await run("check", file("log.csv", "a,b\n1,2\n"));
  assert.equal(odd.code, 2);
  assert.match(odd.stderr, /log\.csv:1: the header names no total .*docs\/results\.md/);
  const roll = await run("check", file("roll.csv", "bureau,inscrits\n1,200\n"));
  assert.match(roll.stderr, /has no column of votes/);
  assert.equal((await run("check", "/nonexistent.csv")).code, 2);
});

test("a compressed table that was cut off is refused in words, and nothing of it is taken", async (t) => {
  const folder = tempFolder(t);
  const whole = gzipSync(STATIONS);
  for (const [name, bytes] of [
    ["cut.csv.gz", whole.subarray(0, whole.length - 20)],
    ["damaged.csv.gz", Buffer.concat([whole.subarray(0, 20), Buffer.alloc(40, 255)])],
  ] as const) {
    writeFileSync(join(folder, name), bytes);
    const { code, stdout, stderr } = await run("check", join(folder, name));
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, /csv\.gz: is cut off or damaged in its compressed data; nothing of it was taken/);
  }
});

test("replay: agreement exits 0; a difference exits 4 and names the first unit; nothing compared is no agreement", async (t) => {
  const file = files(t);
  const stations = file("s.csv", STATIONS);
  const right = file(
    "d.csv",
    "departement,inscrits,votants,blancs,exprimes,MARTIN,LÔ\n01,1100,900,22,865,450,415\n02,300,200,4,190,100,90\n",
  );
  const held = await run("replay", stations, "--against", right);
  assert.equal(held.code, 0, held.stderr);
  assert.match(held.stdout, /departements: 2 units agree/);
  const wrong = file("w.csv", "departement,exprimes,MARTIN,LÔ\n01,865,540,415\n02,190,100,90\n");
  const differs = await run("replay", stations, "--against", right, wrong, "--json");
  assert.equal(differs.code, 4);
  const [difference, summary] = objects(differs.stdout);
  assert.deepEqual(difference, {
    kind: "difference",
    level: "departement",
    unit: "01",
    choice: "MARTIN",
    official: 540,
    replayed: 450,
  });
  assert.equal(summary?.["held"], false);
  const foreign = await run(
    "replay",
    stations,
    "--against",
    file("f.csv", "departement,exprimes,MARTIN,LÔ\n99,1,1,0\n"),
  );
  assert.equal(foreign.code, 4);
  assert.match(foreign.stdout, /nothing was compared/);
  const faulty = await run(
    "replay",
    file("x.csv", `${STATIONS}02,004,2,300,200,4,190,100,-90\n`),
    "--against",
    right,
  );
  assert.equal(faulty.code, 4);
  assert.match(faulty.stderr, /x\.csv:5: 02\/004\/0002: LÔ is “-90”/);
});

test("compare: differences and missing stations against the margin, with a roll of its own and a page", async (t) => {
  const file = files(t);
  const stations = file("s.csv", STATIONS);
  const some = file("c.csv", `${HEAD}01,001,1,500,400,10,385,200,185\n01,001,2,600,500,12,480,240,240\n`);
  const page = join(tempFolder(t), "page.html");
  const found = await run("compare", stations, some, "--report", page);
  assert.equal(found.code, 4);
  assert.match(found.stdout, /01\/001\/0002 {2}.*MARTIN 250 \/ 240, LÔ 230 \/ 240/);
  assert.match(
    found.stdout,
    /MARTIN before LÔ: 45 to spare as reported, 25 with the collected figures, of which missing stations could take 310/,
  );
  assert.match(found.stdout, /could have changed the outcome/);
  assert.match(found.stderr, /comes from|taken from the official file itself/);
  const html = readFileSync(page, "utf8");
  assert.match(html, /could have changed the outcome/);
  assert.match(html, /<tr class="differs"><th scope="row">01\/001\/0002<\/th>/);
  assert.match(html, /<tr class="missing"><th scope="row">02\/004\/0001<\/th>.*nobody collected it/);
  const roll = file("roll.csv", "departement,commune,bureau,inscrits\n02,004,1,210\n");
  const rolled = await run("compare", stations, some, "--roll", roll, "--json");
  const summary = objects(rolled.stdout).at(-1);
  assert.equal(summary?.["bound"], "roll");
  assert.equal(((summary?.["margins"] ?? []) as { unknown: number }[])[0]?.unknown, 220);
  const all = await run("compare", stations, stations);
  assert.equal(all.code, 0);
  assert.match(all.stdout, /could not have changed the outcome/);
  const odd = await run("compare", stations, stations, "--threshold", "5%");
  assert.equal(odd.code, 2);
});

test("watch: a page served over HTTP, poll after poll; what differs is kept, sealed and told", async (t) => {
  const file = files(t);
  const folder = tempFolder(t);
  let votes = "550";
  const server = createServer((_request, response) => {
    response.end(`<!doctype html><p>MARTIN <b>${votes}</b> (52,1 %)</p><p>Lô 505</p>`);
    votes = "650";
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  t.after(() => server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const committed = file("s.csv", STATIONS);
  const store = join(folder, "store");
  const { code, stdout } = await run(
    ...["watch", url, "--committed", committed, "--every", "1s", "--times", "2"],
    ...["--keep", join(folder, "kept"), "--store", store, "--json"],
  );
  assert.equal(code, 4);
  const shown = objects(stdout);
  assert.deepEqual(
    shown.map(({ kind, status, choice, official, replayed }) => [kind, status ?? choice, official, replayed]),
    [
      ["shown", "agrees", undefined, undefined],
      ["difference", "MARTIN", 650, 550],
      ["shown", "differs", undefined, undefined],
    ],
  );
  assert.equal(readdirSync(join(folder, "kept")).length, 2);
  const verified = await vigieHere(["log", "verify", "--store", store]);
  assert.equal(verified.code, 0, verified.stderr);
  const gone = await run("watch", "http://127.0.0.1:1/", "--committed", committed, "--times", "1");
  assert.equal(gone.code, 3);
});

test("estimate: the draw is repeatable; nothing is printed before its time", async (t) => {
  const file = files(t);
  const stations = file("s.csv", STATIONS);
  const draw = ["estimate", "--frame", stations, "--draw", "2", "--seed", "123"];
  const [one, two] = [await run(...draw), await run(...draw)];
  assert.equal(one.stdout, two.stdout);
  assert.equal(one.stdout.trim().split("\n").length, 4);
  const config = file("vigie.yaml", 'publish_not_before: "2999-01-01T20:00:00+02:00"\n');
  const early = await run("estimate", stations, "--frame", stations, "--config", config);
  assert.equal(early.code, 2);
  assert.equal(early.stdout, "");
  assert.match(early.stderr, /nothing is printed before 2999/);
  const inside = await run(
    "estimate",
    stations,
    "--frame",
    stations,
    "--config",
    config,
    "--internal",
    "--strata",
    "none",
  );
  assert.equal(inside.code, 0, inside.stderr);
  assert.match(inside.stdout, /INTERNAL/);
  const stranger = await run("estimate", file("o.csv", `${HEAD}09,001,1,5,4,0,4,2,2\n`), "--frame", stations);
  assert.match(stranger.stderr, /o\.csv:2: 09\/001\/0001 is not in the frame/);
});

test("screen: figures with their false alarms, and a picture", async (t) => {
  const file = files(t);
  const stations = file("s.csv", STATIONS);
  const picture = join(tempFolder(t), "p.svg");
  const { code, stdout } = await run("screen", stations, "--clean", stations, "--picture", picture);
  assert.equal(code, 0);
  assert.match(stdout, /The same test on the clean election finds 0/);
  assert.match(stdout, /Last digits are not tested/);
  assert.match(readFileSync(picture, "utf8"), /^<svg/);
});

test("minutes: two people, a third one, and the collected figures", async (t) => {
  const file = files(t);
  const folder = join(tempFolder(t), "minutes");
  const minutes = (...args: readonly string[]): ReturnType<typeof vigieHere> =>
    vigieHere(["minutes", ...args]);
  const stations = file("s.csv", STATIONS);
  assert.equal((await minutes("sheet", file("r.csv", "bureau,inscrits\n1,5\n"), "--out", folder)).code, 2);
  assert.equal((await minutes("sheet", stations, "--only", "01/", "--out", folder)).code, 0);
  assert.equal((await minutes("sheet", stations, "--out", folder)).code, 2, "a folder is not written over");
  const header = (readFileSync(join(folder, "sheet.csv"), "utf8").slice(1).split("\r\n")[0] ?? "").split(",");
  /** A sheet with one station filled in. */
  const typed = (martin: string, lo: string, photos = ""): string => {
    const figures = {
      unit: "01/001/0001",
      registered: "500",
      voters: "400",
      blank: "10",
      null: "5",
      valid: "385",
    };
    const values: Record<string, string> = { ...figures, photos, "votes: MARTIN": martin, "votes: LÔ": lo };
    return `${header.join(",")}\n${header.map((name) => values[name] ?? "").join(",")}\n`;
  };
  const good = file("a.csv", typed("200", "185"));
  const bad = file("b.csv", typed("200", "158"));
  const empty = await minutes("enter", folder, join(folder, "sheet.csv"), "--by", "Bo");
  assert.equal(empty.code, 2, "a sheet that nobody filled in is no entry");
  assert.match(empty.stderr, /sheet\.csv: no station is filled in/);
  const refused = await minutes("enter", folder, bad, "--by", "Bo");
  assert.equal(refused.code, 4);
  assert.match(refused.stdout, /F\.102/);
  assert.ok(!existsSync(join(folder, "entries")), "nothing was written");
  assert.equal((await minutes("enter", folder, good, "--by", "Alix")).code, 0);
  assert.equal(
    (await minutes("enter", folder, good, "--by", "Alix")).code,
    2,
    "the second person is somebody else",
  );
  assert.equal((await minutes("enter", folder, good, "--by", " ALIX")).code, 2, "spelling is no person");
  assert.match((await minutes("enter", folder, good, "--by", " ")).stderr, /--by is empty/);
  const other = file("c.csv", typed("205", "180"));
  assert.equal((await minutes("enter", folder, other, "--by", "Bo")).code, 0);
  const open = await minutes("resolve", folder, "--json");
  assert.deepEqual(objects(open.stdout).at(-1), {
    kind: "summary",
    stations: 2,
    missing: 1,
    once: 0,
    agreed: 0,
    differs: 1,
    resolved: 0,
    conflict: 0,
  });
  const decide = ["resolve", folder, "--unit", "01/001/0001", "--take", "Alix", "--why", "read again"];
  for (const by of ["Bo", "bo ", "ALIX", ""])
    assert.equal((await minutes(...decide, "--by", by)).code, 2, by);
  const out = join(folder, "collected.csv");
  assert.equal((await minutes(...decide, "--by", "Cam", "--out", out)).code, 0);
  const compared = await run("compare", stations, out, "--json");
  assert.equal(objects(compared.stdout).at(-1)?.["differing"], 0);
  const photo = await minutes(
    "enter",
    folder,
    file("d.csv", typed("200", "185", "../secret")),
    "--by",
    "Dan",
  );
  assert.match(photo.stderr, /no such photo/);
});
