import assert from "node:assert/strict";
import { test } from "node:test";
import { readSystemLine } from "./reading.ts";

const H = "Jun 21 16:47:48 h ";

test("a command has Sigma's fields", () => {
  const event = readSystemLine(
    `${H}sudo:    anna : TTY=pts/0 ; PWD=/home/anna ; USER=#-1 ; COMMAND=/bin/sh -c a ; USER=x`,
  );
  const names = [
    "user.name",
    "user.effective.name",
    "USER",
    "TTY",
    "PWD",
    "COMMAND",
    "event.outcome",
    "event.action",
  ];
  assert.deepEqual(
    names.map((name) => event?.fields.get(name)),
    ["anna", "#-1", "#-1", "pts/0", "/home/anna", "/bin/sh -c a ; USER=x", "success", "sudo"],
  );
  assert.deepEqual(event?.logsource.service, ["auth", "sudo", "syslog"]);
});

test("refusals are failures", () => {
  for (const reason of ["user NOT in sudoers", "3 incorrect password attempts", "command not allowed"]) {
    const event = readSystemLine(
      `${H}sudo: anna : ${reason} ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/ls`,
    );
    assert.equal(event?.fields.get("event.outcome"), "failure", reason);
  }
});

test("reads su", () => {
  const failed = readSystemLine(`${H}su[1]: FAILED SU (to root) anna on pts/1`);
  assert.deepEqual(
    [failed?.fields.get("user.name"), failed?.fields.get("event.outcome")],
    ["anna", "failure"],
  );
  const done = readSystemLine(`${H}su: + /dev/pts/1 anna:root`);
  assert.deepEqual([done?.fields.get("USER"), done?.fields.get("event.outcome")], ["root", "success"]);
});
