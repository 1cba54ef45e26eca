/**
 * Who is blamed, line by line, against labelled samples of real services (GPL, tests only, never in the package).
 * A wrong address fails the test; a line that names nobody where the label has an address only lowers the recall.
 * @module
 */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parseAddress } from "../../src/base/address.ts";
import { createRegistry } from "../../src/formats/index.ts";
import { readContext } from "../formats/reading.ts";

const PATH = join(process.env["VIGIE_DATA"] ?? "../shared/data", "logs/blame/samples.jsonl");
const SKIP = existsSync(PATH) ? false : `0 samples: ${PATH} is absent`;

/** As FIELDS.txt beside the samples explains. */
interface Sample {
  readonly file: string;
  readonly line: string;
  readonly match: boolean;
  readonly host: string | null;
  readonly injection?: boolean;
  readonly others?: readonly string[];
  readonly context?: boolean;
}

/** Services of which every line must be read, but for those below. */
const COMPLETE = new Set(
  "sshd sshd-journal pam-generic postfix dovecot exim exim-spam sendmail-auth sendmail-reject vsftpd proftpd openvpn pure-ftpd".split(
    " ",
  ),
);
/** A name that ends in `ssh2:` and a forged address behind the real line look the same: nobody may be named. */
const TWO_READINGS = / port 58946 ssh2: from 10\.10\.1\.2 port 55555 ssh2$/;

function samples(): readonly Sample[] {
  const lines = readFileSync(PATH, "utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as Sample);
}

function originOf(line: string): string | null {
  const reading = createRegistry().read(line, readContext());
  return reading.kind === "event" ? reading.event.origin : null;
}

const isInteresting = (sample: Sample): boolean => sample.context !== true;

test("no labelled line names a wrong address", { skip: SKIP }, () => {
  let seen = 0;
  for (const sample of samples().filter(isInteresting)) {
    const origin = originOf(sample.line);
    seen++;
    if (origin === null || !(sample.match || sample.injection === true)) continue;
    const host = sample.host === null ? null : parseAddress(sample.host);
    const others = (sample.others ?? []).map((other) => parseAddress(other) ?? other);
    assert.ok(
      origin === host || !others.includes(origin),
      `${sample.file}: ${origin} named by ${sample.line}`,
    );
    if (host !== null) assert.equal(origin, host, sample.line);
  }
  assert.ok(seen > 400, `only ${seen} samples`);
});

test("recall by service", { skip: SKIP }, (t) => {
  const recall = new Map<string, { found: number; total: number }>();
  const missed: string[] = [];
  for (const sample of samples().filter(isInteresting)) {
    const host = sample.match && sample.host !== null ? parseAddress(sample.host) : null;
    if (host === null || TWO_READINGS.test(sample.line)) continue;
    const count = recall.get(sample.file) ?? { found: 0, total: 0 };
    recall.set(sample.file, count);
    count.total++;
    if (originOf(sample.line) === host) count.found++;
    else if (COMPLETE.has(sample.file)) missed.push(`${sample.file}: ${sample.line}`);
  }
  const counts = [...recall.values()];
  const found = counts.reduce((sum, c) => sum + c.found, 0);
  const total = counts.reduce((sum, c) => sum + c.total, 0);
  for (const [file, count] of recall) t.diagnostic(`${file} ${count.found}/${count.total}`);
  t.diagnostic(`all ${found}/${total}`);
  assert.deepEqual(missed, []);
  assert.ok(found / total >= 0.9, `${found} of ${total}`);
});
