import assert from "node:assert/strict";
import { test } from "node:test";
import { auditd, laurel } from "../../src/formats/auditd.ts";
import { readLine, readObject } from "./context-other.ts";

test("a system call, whose arguments are numbers", () => {
  const event = readLine(
    auditd,
    'type=SYSCALL msg=audit(1750524468.117:43): arch=c000003e syscall=59 success=yes a0=2697928 a1=26A1 pid=7 auid=1000 uid=0 comm="rm" exe="/bin/rm" key="susp"\u001dARCH=x86_64 SYSCALL=execve AUID="jane"',
  );
  assert.equal(event.time, 1750524468117);
  assert.deepEqual(event.logsource, { category: [], product: ["linux"], service: ["auditd"] });
  const expected = {
    type: "SYSCALL",
    exe: "/bin/rm",
    a0: "2697928",
    a1: "26A1",
    auid: "1000",
    SYSCALL: "execve",
    key: "susp",
  };
  for (const [name, value] of Object.entries(expected)) assert.equal(event.fields.get(name), value, name);
});

test("arguments of a program, decoded where the kernel encoded them", () => {
  const event = readLine(
    auditd,
    'type=EXECVE msg=audit(1750524468.117:43): argc=3 a0="sh" a1="-c" a2=6361742022612062222E747874',
  );
  assert.equal(event.fields.get("a2"), 'cat "a b".txt');
  assert.equal(event.fields.get("CommandLine"), 'sh -c cat "a b".txt');
});

test("a failed login; text inside an encoded name adds no key", () => {
  const name = Buffer.from('x addr=198.51.100.9 res=success"').toString("hex").toUpperCase();
  const event = readLine(
    auditd,
    `type=USER_LOGIN msg=audit(1750524468.117:42): pid=7 uid=0 msg='op=login acct=${name} exe="/usr/sbin/sshd" hostname=? addr=192.0.2.66 terminal=sshd res=failed'`,
  );
  assert.equal(event.origin, "192.0.2.66");
  assert.equal(event.fields.get("event.outcome"), "failure");
  assert.equal(event.fields.get("user.name"), 'x addr=198.51.100.9 res=success"');
});

test("laurel", () => {
  const event = readObject(laurel, {
    ID: "1750524468.117:44",
    SYSCALL: { exe: "/usr/bin/base64", comm: "base64", key: "k", UID: "jane", PPID: { exe: "/bin/bash" } },
    EXECVE: { argc: 2, ARGV: ["base64", "-d"] },
    PATH: [{ name: "/usr/bin/base64" }],
  });
  assert.deepEqual(event.logsource.category, ["process_creation"]);
  assert.equal(event.fields.get("CommandLine"), "base64 -d");
  assert.equal(event.fields.get("Image"), "/usr/bin/base64");
  assert.deepEqual(event.fields.get("type"), ["SYSCALL", "EXECVE", "PATH"]);
});
