/** Real servers on the victim's machine: sshd with rsyslog, and nginx; and those who talk to them. Needs an {@link Arena}. */
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync } from "node:fs";
import { join } from "node:path";
import { type Arena, until } from "./netns.ts";
import { put } from "./temp.ts";

const SSH_PORT = "2222";
/** The victim's addresses. */
const hostFor = (from: string): string => (from.includes(":") ? "fd99::1" : "10.99.0.1");

/**
 * sshd as Debian packs it, writing by syslog(3) to an rsyslogd of its own, which writes a file as Debian 12 and later do.
 * @returns the file
 */
export async function startSshd(arena: Arena, folder: string): Promise<string> {
  const log = join(folder, "auth.log");
  const socket = join(folder, "dev-log");
  const rsyslog = put(
    folder,
    "rsyslog.conf",
    `global(workDirectory="${folder}")
module(load="imuxsock" SysSock.Use="off")
input(type="imuxsock" socket="${socket}" RateLimit.Interval="0" usePIDFromSystem="off")
action(type="omfile" file="${log}" template="RSYSLOG_FileFormat" fileOwner="root" fileCreateMode="0640")
`,
  );
  const daemon = arena.start("/usr/sbin/rsyslogd", ["-n", "-f", rsyslog, "-i", join(folder, "rsyslog.pid")]);
  await until(`rsyslogd listens: ${daemon.output}`, () => existsSync(socket));
  chmodSync(put(folder, "askpass", "#!/bin/sh\necho wrong\n"), 0o700);
  const key = join(folder, "host-key");
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]);
  const config = put(
    folder,
    "sshd_config",
    `Port ${SSH_PORT}
HostKey ${key}
PidFile none
UsePAM no
PasswordAuthentication yes
KbdInteractiveAuthentication no
PermitRootLogin no
MaxAuthTries 6
MaxStartups 100
LogLevel VERBOSE
`,
  );
  // syslog(3) knows one socket only: in a mount namespace of its own, /dev/log is rsyslogd's
  const script = put(
    folder,
    "sshd.sh",
    `set -e
mkdir -p ${folder}/dev && mount --rbind /dev ${folder}/dev && mount -t tmpfs none /dev
for name in ${folder}/dev/*; do ln -s "$name" /dev/; done
ln -sf ${socket} /dev/log
mount -t tmpfs none /run && mkdir -p /run/sshd
exec /usr/sbin/sshd -D -f ${config}
`,
  );
  const sshd = arena.start("unshare", ["-m", "sh", script]);
  await until(`sshd logs that it listens: ${sshd.output}`, () => existsSync(log));
  return log;
}

/** The end of a client's attempt: refused by the server, or cut off before it. */
export type Attempt = "refused" | "cut off";

/** Connects and tries a wrong password so many times under a user name. */
export async function guess(
  arena: Arena,
  folder: string,
  from: string,
  user: string,
  times: number,
): Promise<Attempt> {
  const options = {
    Port: SSH_PORT,
    BindAddress: from,
    StrictHostKeyChecking: "no",
    UserKnownHostsFile: "/dev/null",
    GlobalKnownHostsFile: "/dev/null",
    IdentityFile: "none",
    PreferredAuthentications: "password",
    NumberOfPasswordPrompts: String(times),
    ConnectTimeout: "2",
    ServerAliveInterval: "1",
    ServerAliveCountMax: "2",
    LogLevel: "INFO",
  };
  const args = Object.entries(options).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
  const said = await arena.attack("ssh", ["-F", "none", ...args, "-l", user, hostFor(from), "true"], {
    SSH_ASKPASS: join(folder, "askpass"),
    SSH_ASKPASS_REQUIRE: "force",
  });
  if (/Permission denied|Too many authentication failures/.test(said)) return "refused";
  if (/timed out|not responding|Connection reset|closed by remote/i.test(said)) return "cut off";
  throw new Error(`ssh from ${from} as ${user} says neither: ${said}`);
}

/** An nginx that answers on port 8080 with a log of its own, and one before it on port 8088 that is its reverse proxy. */
export async function startNginx(arena: Arena, folder: string): Promise<{ direct: string; behind: string }> {
  const [direct, behind] = [join(folder, "direct.log"), join(folder, "behind.log")];
  const config = put(
    folder,
    "nginx.conf",
    `daemon off;
master_process off;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
events { worker_connections 64; }
http {
  client_body_temp_path ${folder}/a; proxy_temp_path ${folder}/b; fastcgi_temp_path ${folder}/c;
  uwsgi_temp_path ${folder}/d; scgi_temp_path ${folder}/e;
  log_format forwarded '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent '
    '"$http_referer" "$http_user_agent" "$http_x_forwarded_for"';
  server { listen 8080; listen [::]:8080; access_log ${direct} combined; location = / { return 200 ok; } location / { return 404; } }
  server { listen 8088; listen [::]:8088; access_log off;
    location / {
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_pass http://10.99.0.1:8081;
    }
  }
  server { listen 10.99.0.1:8081; access_log ${behind} forwarded; location = / { return 200 ok; } location / { return 404; } }
}
`,
  );
  const nginx = arena.start("nginx", ["-p", folder, "-c", config]);
  await until(`nginx answers: ${nginx.output}`, () => arena.reach("10.99.0.7"));
  return { direct, behind };
}

/** Asks for a page. @returns the status, or "000" when no answer came */
export async function ask(
  arena: Arena,
  from: string,
  port: number,
  path: string,
  headers: readonly string[] = [],
): Promise<string> {
  const host = from.includes(":") ? "[fd99::1]" : "10.99.0.1";
  const args = ["-m", "2", "-g", "-s", "-o", "/dev/null", "-w", "%{http_code}", "--interface", from];
  const said = await arena.attack("curl", [
    ...args,
    "--path-as-is",
    ...headers.flatMap((header) => ["-H", header]),
    `http://${host}:${port}${path}`,
  ]);
  return said.slice(0, 3);
}
