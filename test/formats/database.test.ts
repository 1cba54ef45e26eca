import assert from "node:assert/strict";
import { test } from "node:test";
import { readSystemLine } from "./reading.ts";

const T = "192.0.2.66";
const V = "198.51.100.9";
const D = "Access denied for user";

const LINES: readonly (readonly [string, string | null])[] = [
  [`${D} 'u'@'${T}' (using password: YES)`, T],
  [`${D} 'u'@'${T}' to database 'a'`, T],
  [`${D} 'u'@'${V}' (using password: YES)'@'${T}' (using password: YES)`, T],
  [`${D} 'u'@'${T}' to database 'a'@'${V}'`, null],
  [`${D} 'u'@'${T}' (using password: YES) to database 'a'@'${V}'`, null],
];

for (const [text, origin] of LINES) {
  test(`${origin} is named by: ${text}`, () => {
    const own = readSystemLine(`2025-06-21T16:47:48Z 6 [Note] ${text}`);
    assert.deepEqual([own?.format, own?.origin], ["mysqld-log", origin]);
    const carried = readSystemLine(`Jun 21 16:47:48 h mysqld: 250621 16:47:48 [Warning] ${text}`);
    assert.deepEqual([carried?.format, carried?.origin], ["mysqld", origin]);
    assert.equal(carried?.fields.get("event.outcome"), "failure");
  });
}
