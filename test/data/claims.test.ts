/** The list that was published as evidence, on the log of innocent readers: matches, and no supported attribution. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { dataFolder } from "../helpers/data.ts";
import { objects, vigieHere } from "../helpers/vigie.ts";

const LIST = join(dataFolder("claims"), "JAR-16-20296A.csv");
const LOG = join(dataFolder("logs"), "access/apache_logs.gz");
const skip = existsSync(LIST) && existsSync(LOG) ? false : `1 check left out: no ${LIST} or ${LOG}`;

test("indicators without dates match ordinary readers, and support nothing", { skip }, async (t) => {
  const { code, stdout, stderr } = await vigieHere([
    ...[
      "claims",
      "indicators",
      LIST,
      "--logs",
      LOG,
      "--published",
      "2016-12-29",
      "--issuer",
      "DHS and FBI",
      "--json",
    ],
  ]);
  assert.equal(code, 0, stderr);
  const found = objects(stdout);
  const summary = found.at(-1);
  const matches = found.filter(({ kind }) => kind === "match");
  t.diagnostic(
    `${matches.length} addresses, ${summary?.["records"]} records, ${summary?.["supported_attributions"]} supported attributions`,
  );
  assert.equal(summary?.["supported_attributions"], 0);
  assert.equal(summary?.["kept_as"], "context");
  assert.deepEqual(summary?.["list_faults"], ["no-observed-date", "no-role", "no-reference"]);
  assert.deepEqual(matches.map(({ indicator, records, status }) => [indicator, records, status]).sort(), [
    ["109.163.234.2", 1, "not supported by the evidence supplied"],
    ["109.74.151.149", 8, "not supported by the evidence supplied"],
  ]);
  for (const { flags } of matches)
    assert.deepEqual(flags, ["no-observed-date", "outside-validity", "sharing-unknown", "benign-behaviour"]);
});
