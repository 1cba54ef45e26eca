import assert from "node:assert/strict";
import { test } from "node:test";
import { attackSchema } from "../../../src/model/attack.ts";
import { put, tempFolder } from "../../helpers/temp.ts";
import { objects, vigie, vigieHere } from "../../helpers/vigie.ts";

/** Two days of routine, and an hour in which a quiet host shows what it never did. */
function table(): string {
  const rows = ["time,rule,host"];
  for (let hour = 0; hour < 48; hour++)
    for (let host = 0; host < 3; host++) rows.push(`${1_642_213_952 + hour * 3600 + host},update,srv${host}`);
  const at = 1_642_213_952 + 40 * 3600 + 60;
  rows.push(`${at},new user,desk`, `${at + 300},odd service,srv1`, `${at + 500},odd login,srv2`);
  return `${rows.join("\n")}\n`;
}

const MAP = ["--map", "time=time,rule=rule,host=host", "--gap", "10m"];

test("prints attacks by rank with the rows they are made of, each row once", async (t) => {
  const file = put(tempFolder(t), "alerts.csv", table());
  const { code, stdout } = await vigie(["triage", file, ...MAP, "--json"]);
  assert.equal(code, 0);
  const attacks = objects(stdout);
  const members = attacks.flatMap(({ members }) => members as number[]);
  assert.deepEqual(
    members.sort((a, b) => a - b),
    Array.from({ length: 147 }, (_, i) => i),
  );
  for (const { members: _, ...attack } of attacks) attackSchema.parse(attack);
  assert.deepEqual(
    attacks.map(({ rank }) => rank),
    attacks.map((_, i) => i + 1),
  );
  const three = attacks.slice(0, 3).flatMap(({ rules }) => rules as string[]);
  for (const rule of ["new user", "odd service", "odd login"]) assert.ok(three.includes(rule), `${three}`);
});

test("says why, in English and in French, and what it does not know", async (t) => {
  const file = put(tempFolder(t), "alerts.csv", table());
  const en = await vigieHere(["triage", file, ...MAP]);
  assert.match(en.stdout, /147 alerts of another tool/);
  assert.match(en.stdout, /\+0\.\d\d unusual here \(0\.\d\d of 1\): new user/);
  assert.match(en.stdout, /in the company of unusual alerts within the hour .*odd service \(host:srv1\)/);
  const fr = await vigieHere(["triage", file, ...MAP, "--lang", "fr"]);
  assert.match(fr.stdout, /inhabituel ici \(0,\d\d sur 1\) : new user/);
  assert.match(fr.stdout, /Ni l'intention ni l'auteur ne sont déterminés/);
});

test("what cannot be read is told and costs exit code 3; the rest is ranked", async (t) => {
  const folder = tempFolder(t);
  const file = put(folder, "alerts.csv", `${table()}never,R,h\n`);
  const { code, stdout, stderr } = await vigieHere(["triage", file, `${folder}/none.csv`, ...MAP, "--json"]);
  assert.equal(code, 3);
  assert.match(stderr, /alerts\.csv:149: "never" under "time" is no time/);
  assert.match(stderr, /none\.csv: there is no such file/);
  assert.ok(objects(stdout).length > 0);
});

test("a table without --map, and a column that is not there, are wrong usage", async (t) => {
  const file = put(tempFolder(t), "alerts.csv", table());
  const plain = await vigieHere(["triage", file]);
  assert.equal(plain.code, 2);
  assert.match(plain.stderr, /--map does not say what its columns hold/);
  const wrong = await vigieHere(["triage", file, "--map", "time=time,rule=short"]);
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /there is no column "short".*its columns are: time, rule, host/);
});
