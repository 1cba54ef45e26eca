/** Files of one log are one source, however rotation or the day names them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { logsOf } from "../../src/intake/log-names.ts";

/** How many logs the sources are. */
const count = (...sources: readonly string[]): number => new Set(logsOf(sources).values()).size;

test("files that rotation or the day has parted are one log", () => {
  for (const names of [
    ["/l/auth.log", "/l/auth.log.1", "/l/auth.log.2.gz", "/l/auth.log.10.gz", "file:/l/auth.log"],
    ["/l/auth.log.1", "/l/auth.log.2.gz"],
    ["/l/syslog", "/l/syslog.1"],
    ["/l/access.log", "/l/access.log-20260401.gz", "/l/access.log-20260402", "/l/access.log.2026-04-03"],
    ["/l/access.log-20260401.gz", "/l/access.log-20260402.gz"],
    ["/l/app.log-20240501-1714557600", "/l/app.log-20240502"],
    ["C:\\inetpub\\u_ex260401.log", "C:\\inetpub\\u_ex260402.log"].map((path) => `file:${path}`),
    ["/l/u_ex26040113.log", "/l/u_ex26040114.log"],
    ["/t/localhost_access_log.2026-04-01.txt", "/t/localhost_access_log.2026-04-02.txt"],
    ["/r/2026/04/01/auth.log", "/r/2026/04/02/auth.log.gz"],
    ["/l/app_2026-04-01T10-15-00.log", "/l/app_2026-04-01T11-15-00.log"],
    ["/z/all.zip!logs/access.log", "/z/all.zip!logs/access.log.1"],
  ])
    assert.equal(count(...names), 1, names.join(" "));
});

test("what differs in more than a date or a turn are several logs", () => {
  for (const names of [
    ["/l/auth.log", "/l/access.log", "/l/auth.log.bak"],
    ["/l/web.1", "/l/web.2", "/l/web.3"],
    ["/l/web-1.log", "/l/web-2.log"],
    ["/l/cust120512/access.log", "/l/cust110101/access.log"],
    ["/l/access.log.8080", "/l/access.log.8443"],
    ["/a/auth.log", "/b/auth.log"],
    ["syslog:192.0.2.1", "syslog:192.0.2.2"],
    ["http:front.1", "http:front"],
    ["/l/node20261301.log", "/l/node20261302.log"],
    ["/l/x123456789.log", "/l/x123456788.log"],
  ])
    assert.equal(count(...names), names.length, names.join(" "));
});

test("a name of many digits and marks takes no longer than its length", () => {
  const names = [
    `/l/${"20260401-".repeat(20_000)}x`,
    `/l/${"9".repeat(100_000)}`,
    `/l/a${".1".repeat(50_000)}`,
  ];
  const began = performance.now();
  assert.equal(logsOf(names).size, names.length);
  assert.ok(performance.now() - began < 2000);
});
