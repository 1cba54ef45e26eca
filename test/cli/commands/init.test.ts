/** `vigie init` on made-up machines, and on this one: what it writes can be used as it is. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { messagesOf } from "../../../src/base/messages/index.ts";
import { detect } from "../../../src/cli/init/detect.ts";
import { yamlOf } from "../../../src/cli/init/yaml.ts";
import { loadConfig, parseConfig } from "../../../src/config/load.ts";
import { formatNames } from "../../../src/formats/index.ts";
import { put, tempFolder } from "../../helpers/temp.ts";
import { objects, vigie, vigieHere } from "../../helpers/vigie.ts";

const MACHINES: Readonly<
  Record<string, { readonly files: readonly string[]; readonly sources: readonly string[] }>
> = {
  debian: {
    files: [
      ...["usr/sbin/sshd", "usr/sbin/nginx", "usr/sbin/postfix", "var/log/auth.log", "var/log/mail.log"],
      ...["var/log/nginx/access.log", "var/log/nginx/shop.access.log", "var/log/nginx/error.log"],
      "var/log/nginx/access.log.1",
    ],
    sources: [
      ...["var/log/auth.log", "var/log/nginx/*access*.log", "var/log/nginx/*error*.log", "var/log/mail.log"],
    ],
  },
  rhel: {
    files: [
      ...["usr/sbin/sshd", "usr/sbin/httpd", "usr/sbin/postfix", "var/log/secure", "var/log/maillog"],
      ...["var/log/messages", "var/log/httpd/access_log", "var/log/httpd/ssl_error_log"],
    ],
    sources: ["var/log/secure", "var/log/httpd/*access_log", "var/log/httpd/*error_log", "var/log/maillog"],
  },
  alpine: {
    files: ["usr/sbin/sshd", "usr/sbin/postfix", "var/log/messages", "var/log/apache2/access.log"],
    sources: ["var/log/messages", "var/log/apache2/*access*.log"],
  },
  bare: { files: [], sources: [] },
};

for (const [name, { files, sources }] of Object.entries(MACHINES)) {
  test(`${name}: what is there is found, and the file loads in both languages`, (t) => {
    const root = tempFolder(t);
    for (const file of files) put(root, file, "");
    const machine = detect(root);
    for (const language of ["en", "fr"] as const) {
      const text = yamlOf(machine, 'x": [', messagesOf(language));
      const parsed = parseConfig(text, "vigie.yaml", formatNames());
      assert.ok(parsed.ok, text);
      assert.deepEqual(
        parsed.value.config.sources.map(({ path }) => path),
        sources.map((path) => join(root, path)),
      );
      assert.equal(parsed.value.config.body, 'x": [');
      assert.equal(parsed.value.config.block.mode, "dry_run");
    }
  });
}

test("what stands in comments can be used when its marks are taken away", () => {
  const text = yamlOf(detect("/nonexistent"), "party", messagesOf("en"));
  const used = text
    .replace(/^# (?=(trusted_proxies|api|notify| {2}[- ] )\b| {2})/gm, "")
    .replace(/^# (api|notify|trusted)/gm, "$1");
  const parsed = parseConfig(used, "vigie.yaml");
  assert.ok(parsed.ok, used);
  assert.deepEqual(
    parsed.value.config.notify.map(({ type }) => type),
    ["webhook", "mail", "syslog"],
  );
  assert.ok(parsed.value.config.api !== undefined);
});

test("a log that cannot be read is named all the same, with the way to give the right", async (t) => {
  const root = tempFolder(t);
  put(root, "usr/sbin/sshd", "");
  const log = put(root, "var/log/auth.log", "");
  const machine = detect(root, (file) => file !== log);
  assert.deepEqual(machine.found[0]?.logs[0]?.unreadable, [log]);
  const text = yamlOf(machine, "party", messagesOf("en"));
  assert.match(text, /auth\.log" # sshd \(this user cannot read it yet\)/);
  assert.match(messagesOf("fr").init.unreadable(log, "marie"), /usermod -aG adm marie/);
});

test("sshd that logs to the journal alone: its units are followed", async (t) => {
  const root = tempFolder(t);
  put(root, "usr/sbin/sshd", "");
  put(root, "var/log/journal/x", "");
  const machine = detect(root);
  assert.deepEqual(machine.found[0]?.units, ["ssh.service", "sshd.service"]);
  const parsed = parseConfig(yamlOf(machine, "party", messagesOf("en")), "vigie.yaml");
  assert.ok(parsed.ok);
  assert.deepEqual(
    parsed.value.config.listen.journald.map(({ units }) => units),
    [["ssh.service", "sshd.service"]],
  );
  const { stderr } = await vigieHere(["init", "--print", "--root", root]);
  assert.match(stderr, /sshd: in the journal/);
});

test("a file that is there is kept unless --force says otherwise", async (t) => {
  const folder = tempFolder(t);
  const out = put(folder, "vigie.yaml", "body: mine\n");
  const refused = await vigieHere(["init", "--out", out, "--lang", "fr"]);
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /existe déjà \(.*--force/);
  assert.equal(readFileSync(out, "utf8"), "body: mine\n");
  const forced = await vigieHere(["init", "--out", out, "--lang", "fr", "--force"]);
  assert.equal(forced.code, 0, forced.stderr);
  assert.match(readFileSync(out, "utf8"), /^# Configuration de Vigie/);
  const nowhere = await vigieHere(["init", "--out", "/proc/vigie.yaml"]);
  assert.equal(nowhere.code, 2);
  assert.match(nowhere.stderr, /cannot be written/);
});

test("on this machine: what init writes, doctor and the next commands take", async (t) => {
  const folder = tempFolder(t);
  const out = join(folder, "etc", "vigie.yaml");
  const done = await vigie(["init", "--out", out, "--body", "commission"]);
  assert.equal(done.code, 0, done.stderr);
  assert.match(done.stdout, /\$ vigie doctor --config .*\n {2}\$ vigie watch --config /);
  assert.ok(loadConfig(out, formatNames()).ok);
  const doctor = await vigie(["doctor", "--config", out]);
  assert.equal(doctor.code, 0, doctor.stderr);
  const [told] = objects((await vigie(["init", "--print", "--json"])).stdout);
  assert.ok(told !== undefined);
  const services = (told["found"] as { service: string }[]).map(({ service }) => service);
  assert.equal(services.includes("sshd"), existsSync("/usr/sbin/sshd"));
});
