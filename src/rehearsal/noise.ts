/**
 * The noise of the internet: most of it stopped by the firewall, some of it tried and failed.
 * The same actor usually knocks at several bodies: that is what makes it opportunistic.
 * @module
 */
import { accessLine, blockedLine, syslogLine } from "./lines.ts";
import { at, type Body, bodies, DAYS, type Stage } from "./stage.ts";

const PORTS: readonly number[] = [
  22, 23, 80, 443, 445, 1433, 3306, 3389, 5432, 5900, 6379, 8080, 8443, 9200, 27_017,
];

const PROBES: readonly string[] = [
  "/.env",
  "/.git/config",
  "/wp-login.php",
  "/phpmyadmin/index.php",
  "/xmlrpc.php",
  "/cgi-bin/luci/;stok=/locale",
  "/actuator/env",
  "/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php",
  "/.aws/credentials",
  "/backup.zip",
  "/config.php.bak",
  "/solr/admin/info/system",
  "/boaform/admin/formLogin",
  "/server-status",
  "/owa/auth/logon.aspx",
];

const SCANNERS: readonly string[] = [
  "Mozilla/5.0 zgrab/0.x",
  "masscan/1.3",
  "python-requests/2.32.3",
  "Go-http-client/1.1",
  "curl/8.5.0",
];

const GUESSED: readonly string[] = [
  "root",
  "admin",
  "test",
  "oracle",
  "ubuntu",
  "postgres",
  "git",
  "support",
];

/** How many actors of each kind. */
const COUNTS = { blocked: 1400, probing: 70, guessing: 45, mail: 35 } as const;

/** Writes the noise of all bodies. */
export function playNoise(stage: Stage): void {
  for (let i = 0; i < COUNTS.blocked; i++) knock(stage);
  for (let i = 0; i < COUNTS.probing; i++) probe(stage);
  for (let i = 0; i < COUNTS.guessing; i++) guess(stage);
  for (let i = 0; i < COUNTS.mail; i++) guessMail(stage);
}

function somewhere(stage: Stage): readonly Body[] {
  const chosen = bodies.filter(() => stage.random.chance(0.6));
  return chosen.length === 0 ? [stage.random.pick(bodies)] : chosen;
}

function someTime(stage: Stage): number {
  const { random } = stage;
  return at(random.whole(0, DAYS - 1), random.whole(0, 23), random.whole(0, 59), random.whole(0, 59));
}

/** A scanner that the firewall drops. */
function knock(stage: Stage): void {
  const { random } = stage;
  const seen = somewhere(stage);
  const { ip } = stage.actor("noise", seen, "port scan, dropped by the firewall");
  for (const body of seen) {
    let time = someTime(stage);
    for (let packets = random.whole(1, 9); packets > 0; packets--) {
      stage.write(
        body,
        "firewall/kern.log",
        time,
        blockedLine(time, `fw-${body}`, ip, "192.0.2.10", random.pick(PORTS), random.whole(1024, 65_000)),
      );
      time += random.wait(30_000);
    }
  }
}

/** A web scanner that goes through a list of paths. */
function probe(stage: Stage): void {
  const { random } = stage;
  const seen = somewhere(stage);
  const { ip } = stage.actor("opportunist", seen, "web probing");
  const agent = random.pick(SCANNERS);
  for (const body of seen) {
    let time = someTime(stage);
    for (const target of PROBES.filter(() => random.chance(0.7))) {
      stage.write(
        body,
        "web/access.log",
        time,
        accessLine(time, { ip, target, agent, status: 404, bytes: 196 }),
      );
      time += random.wait(1500);
    }
  }
}

/** Password guessing over ssh. */
function guess(stage: Stage): void {
  const { random } = stage;
  const seen = somewhere(stage);
  const { ip } = stage.actor("opportunist", seen, "ssh password guessing");
  for (const body of seen) {
    let time = someTime(stage);
    for (let tries = random.whole(8, 90); tries > 0; tries--) {
      const user = random.pick(GUESSED);
      const unknown = user === "root" ? "" : "invalid user ";
      const text = `Failed password for ${unknown}${user} from ${ip} port ${random.whole(20_000, 60_000)} ssh2`;
      stage.write(
        body,
        "system/auth.log",
        time,
        syslogLine(time, `srv-${body}`, `sshd[${random.whole(1000, 60_000)}]`, text),
      );
      time += random.wait(3500);
    }
  }
}

/** Password guessing against the mail server. */
function guessMail(stage: Stage): void {
  const { random } = stage;
  const body = random.pick(bodies);
  const { ip } = stage.actor("opportunist", [body], "mail password guessing");
  let time = someTime(stage);
  for (let tries = random.whole(7, 40); tries > 0; tries--) {
    const text = `warning: unknown[${ip}]: SASL LOGIN authentication failed: UGFzc3dvcmQ6, sasl_username=${random.pick(GUESSED)}@${body}.example`;
    stage.write(
      body,
      "system/mail.log",
      time,
      syslogLine(time, `srv-${body}`, `postfix/smtpd[${random.whole(1000, 60_000)}]`, text),
    );
    time += random.wait(6000);
  }
}
