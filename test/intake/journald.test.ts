/** A real journal in a folder, made with systemd-journal-remote and read with journalctl. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { followJournal } from "../../src/intake/journald.ts";
import { Kept, TRAITS, until } from "../helpers/intake.ts";
import { put, tempFolder } from "../helpers/temp.ts";

const REMOTE = ["/lib/systemd/systemd-journal-remote", "/usr/lib/systemd/systemd-journal-remote"].find(
  existsSync,
);

/** Adds a journal file with these messages. */
function addJournal(folder: string, name: string, messages: readonly string[], from: number): void {
  const entries = messages.map((message, i) =>
    [
      `__REALTIME_TIMESTAMP=${1_714_557_600_000_000 + (from + i) * 1000}`,
      `__MONOTONIC_TIMESTAMP=${from + i + 1}`,
      "_BOOT_ID=0123456789abcdef0123456789abcdef",
      "SYSLOG_IDENTIFIER=sshd",
      `MESSAGE=${message}`,
      "\n",
    ].join("\n"),
  );
  const file = put(folder, `${name}.export`, entries.join(""));
  execFileSync(REMOTE ?? "", ["-o", join(folder, "journal", `${name}.journal`), file], { stdio: "ignore" });
}

function messagesOf(kept: Kept): readonly string[] {
  const lines = kept.text().split("\n").slice(0, -1);
  return lines.map((line) => (JSON.parse(line) as { MESSAGE: string }).MESSAGE);
}

async function during(t: TestContext, kept: Kept, folder: string, done: () => boolean): Promise<void> {
  const intake = followJournal({ traits: TRAITS, units: [], directory: join(folder, "journal") });
  t.after(() => intake.stop());
  await intake.start(kept);
  await until(done, "the journal's entries");
  await intake.stop();
}

test("a journal is followed; after a restart it goes on behind the last committed entry", async (t) => {
  if (REMOTE === undefined) return t.skip("systemd-journal-remote is not installed");
  const folder = tempFolder(t);
  put(folder, "journal/.keep", "");
  const long = `long ${"x".repeat(10_000)}`;
  addJournal(folder, "one", ["a", "b", long], 0);
  const kept = new Kept();
  await during(t, kept, folder, () => messagesOf(kept).length === 3);
  assert.deepEqual(messagesOf(kept), ["a", "b", long]);
  addJournal(folder, "two", ["c", "d"], 10);
  kept.failures.push(new Error("locked"));
  await during(t, kept, folder, () => messagesOf(kept).length >= 5);
  assert.deepEqual(messagesOf(kept), ["a", "b", long, "c", "d"]);
});

test("journalctl is started again when it dies, behind what was committed; a missing one is told once", async (t) => {
  const folder = tempFolder(t);
  const entry = (cursor: string): string => JSON.stringify({ __CURSOR: cursor, MESSAGE: cursor });
  // gives the entry after the one it is asked for, and dies
  const script = `#!/bin/sh
case "$*" in
*after-cursor=c1*) echo '${entry("c2")}'; exec sleep 60;;
*) echo '${entry("c1")}'; printf '{"half'; echo gone >&2; exit 3;;
esac
`;
  const command = put(folder, "journalctl", script);
  chmodSync(command, 0o755);
  const kept = new Kept();
  const intake = followJournal({ traits: TRAITS, units: ["ssh.service"], directory: null, command });
  t.after(() => intake.stop());
  await intake.start(kept);
  await until(() => kept.text().includes("c2"));
  assert.deepEqual(kept.cursorOf("journald:ssh.service"), { cursor: "c2" });
  assert.deepEqual(
    kept.events.map(({ text }) => text),
    ["journald:ssh.service: gone; trying again"],
  );
  const missing = followJournal({
    traits: TRAITS,
    units: [],
    directory: null,
    command: join(folder, "none"),
  });
  t.after(() => missing.stop());
  await missing.start(kept);
  await until(() => kept.events.length === 2);
  assert.match(kept.events[1]?.text ?? "", /there is no .*none on this machine; follow the files/);
});
