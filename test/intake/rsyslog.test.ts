/** A real rsyslogd sends over TCP, TLS and to _bulk what it reads. */
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { sha256 } from "../../src/base/digest.ts";
import { listenHttp } from "../../src/intake/http.ts";
import type { Intake } from "../../src/intake/live.ts";
import { listenSyslog, type SyslogOptions } from "../../src/intake/syslog.ts";
import { authority, certificate } from "../helpers/certificates.ts";
import { Kept, TRAITS, until } from "../helpers/intake.ts";
import { put, tempFolder } from "../helpers/temp.ts";

const MODULES = ["/usr/lib/x86_64-linux-gnu/rsyslog", "/usr/lib/aarch64-linux-gnu/rsyslog"];

function missing(): string | null {
  if (!existsSync("/usr/sbin/rsyslogd")) return "rsyslogd is not installed";
  const has = (name: string): boolean => MODULES.some((folder) => existsSync(join(folder, name)));
  if (!has("lmnsd_gtls.so")) return "rsyslog-gnutls is not installed";
  return has("omelasticsearch.so") ? null : "rsyslog-elasticsearch is not installed";
}

const endpoint = { host: "127.0.0.1", port: 0 };

async function started<T extends Intake>(t: TestContext, intake: T, kept: Kept): Promise<T> {
  await intake.start(kept);
  t.after(() => intake.stop());
  return intake;
}

test("rsyslogd ships every line over TCP, TLS with its certificate, and _bulk", async (t) => {
  const reason = missing();
  if (reason !== null) return t.skip(reason);
  const folder = tempFolder(t);
  const ours = authority(folder, "ours");
  const server = certificate(folder, ours, "vigie.example");
  const client = certificate(folder, ours, "mail1.party.example");
  const kept = new Kept();
  const syslog = (options: Partial<SyslogOptions>) =>
    started(
      t,
      listenSyslog({ protocol: "tcp", endpoint, tls: null, traits: TRAITS, allowed: [], ...options }),
      kept,
    );
  const tcp = await syslog({});
  const tls = await syslog({ protocol: "tls", tls: { ...server, clientCa: ours.cert } });
  const source = { name: "rsyslog", tokenSha256: sha256("secret"), traits: TRAITS };
  const http = await started(t, listenHttp({ endpoint, tls: null, sources: [source] }), kept);
  const socket = join(folder, "log");
  const conf = put(
    folder,
    "rsyslog.conf",
    `global(workDirectory="${folder}" defaultNetstreamDriver="gtls" defaultNetstreamDriverCAFile="${ours.cert}"
  defaultNetstreamDriverCertFile="${client.cert}" defaultNetstreamDriverKeyFile="${client.key}")
module(load="imuxsock" SysSock.Use="off")
module(load="omelasticsearch")
input(type="imuxsock" socket="${socket}" createPath="on" RateLimit.Interval="0" usePIDFromSystem="off")
template(name="bulk" type="string" string="{\\"event.original\\":\\"%rawmsg:::json%\\"}")
action(type="omfwd" target="127.0.0.1" port="${tcp.port}" protocol="tcp" TCP_Framing="octet-counted" StreamDriver="ptcp")
action(type="omfwd" target="127.0.0.1" port="${tls.port}" protocol="tcp" StreamDriver="gtls" StreamDriverMode="1"
  StreamDriverAuthMode="x509/certvalid" TCP_Framing="octet-counted")
action(type="omelasticsearch" server="127.0.0.1" serverport="${http.port}" uid="x" pwd="secret" bulkmode="on" template="bulk"
  searchIndex="logs" searchType="" errorFile="${folder}/errors")
`,
  );
  const daemon = spawn("/usr/sbin/rsyslogd", ["-n", "-f", conf, "-i", join(folder, "pid")], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  daemon.stderr.on("data", (bytes: Buffer) => {
    said += bytes.toString();
  });
  t.after(() => daemon.kill("SIGKILL"));
  await until(() => existsSync(socket), `rsyslogd's socket: ${said}`);
  const count = 50;
  for (let i = 0; i < count; i++)
    execFileSync("logger", ["--socket", socket, "--tag", "sshd", `message ${i} end`]);
  const ids = ["syslog-tcp:127.0.0.1", "syslog-tls:mail1.party.example", "http:rsyslog"];
  const numbers = (id: string): readonly number[] =>
    [...kept.text(id).matchAll(/message (\d+) end/g)].map((match) => Number(match[1]));
  await until(
    () => ids.every((id) => numbers(id).length >= count),
    `all lines; ${said} ${kept.sources().join()}`,
  );
  const all = Array.from({ length: count }, (_, i) => i);
  for (const id of ids) assert.deepEqual(numbers(id), all, id);
  assert.ok(!existsSync(join(folder, "errors")));
});
