/**
 * Ordinary use: people who read pages, staff who sign in and sometimes mistype, monitoring that asks every minute.
 * @module
 */
import { accessLine, auditLine, BROWSER, eveStats, syslogLine } from "./lines.ts";
import { at, type Body, bodies, DAYS, type Stage } from "./stage.ts";

const AGENTS: readonly string[] = [
  BROWSER,
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.3 Mobile/15E148 Safari/604.1",
  "Mozilla/5.0 (X11; Linux x86_64; rv:137.0) Gecko/20100101 Firefox/137.0",
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.3 Safari/605.1.15",
];

const PAGES: Readonly<Record<Body, readonly string[]>> = {
  ministry: [
    "/",
    "/elections",
    "/elections/polling-stations",
    "/elections/results",
    "/elections/how-to-vote",
    "/news/2026-04-20",
  ],
  commission: [
    "/",
    "/register",
    "/register/status",
    "/candidates",
    "/calendar",
    "/results",
    "/static/site.css",
    "/static/logo.svg",
  ],
  "party-north": [
    "/",
    "/programme",
    "/candidates",
    "/events",
    "/donate",
    "/static/app.js",
    "/static/app.css",
  ],
  "party-south": [
    "/",
    "/programme",
    "/team",
    "/join",
    "/donate",
    "/press",
    "/static/main.css",
    "/search?q=select+a+candidate",
  ],
};

const STAFF: readonly string[] = [
  "alix",
  "brune",
  "camille",
  "dominique",
  "elie",
  "francoise",
  "gael",
  "hyacinthe",
];

/** Writes the ordinary life of all bodies. */
export function playOrdinary(stage: Stage): void {
  for (const body of bodies) {
    visitors(stage, body);
    staff(stage, body);
    monitoring(stage, body);
  }
  cloudStaff(stage);
  sensor(stage);
}

function visitors(stage: Stage, body: Body): void {
  const { random } = stage;
  for (let i = 0; i < 170; i++) {
    const { ip } = stage.actor("visitor", [body], "read pages");
    const agent = random.pick(AGENTS);
    for (let visit = random.whole(1, 4); visit > 0; visit--) {
      let time = at(random.whole(0, DAYS - 1), random.whole(6, 22), random.whole(0, 59), random.whole(0, 59));
      for (let pages = random.whole(2, 14); pages > 0; pages--) {
        const missing = random.chance(0.02);
        const target = missing ? `/old/${random.whole(1, 40)}.html` : random.pick(PAGES[body]);
        stage.write(
          body,
          "web/access.log",
          time,
          accessLine(time, {
            ip,
            target,
            agent,
            status: missing ? 404 : 200,
            bytes: random.whole(800, 60_000),
          }),
        );
        time += random.wait(20_000);
      }
    }
  }
}

function staff(stage: Stage, body: Body): void {
  const { random } = stage;
  const host = `srv-${body}`;
  for (const user of STAFF) {
    const { ip } = stage.actor("staff", [body], `works as ${user}`);
    for (let day = 0; day < DAYS; day++) {
      if (random.chance(0.25)) continue;
      let time = at(day, random.whole(7, 10), random.whole(0, 59), random.whole(0, 59));
      const pid = `sshd[${random.whole(1000, 60_000)}]`;
      if (random.chance(0.12)) {
        stage.write(
          body,
          "system/auth.log",
          time,
          syslogLine(
            time,
            host,
            pid,
            `Failed password for ${user} from ${ip} port ${random.whole(20_000, 60_000)} ssh2`,
          ),
        );
        time += random.whole(4000, 15_000);
      }
      stage.write(
        body,
        "system/auth.log",
        time,
        syslogLine(
          time,
          host,
          pid,
          `Accepted publickey for ${user} from ${ip} port ${random.whole(20_000, 60_000)} ssh2: ED25519 SHA256:${random.hex(43)}`,
        ),
      );
      stage.write(
        body,
        "system/auth.log",
        time + 400,
        syslogLine(
          time + 400,
          host,
          pid,
          `pam_unix(sshd:session): session opened for user ${user}(uid=${1000 + STAFF.indexOf(user)}) by (uid=0)`,
        ),
      );
      for (let reads = random.whole(2, 8); reads > 0; reads--) {
        time += random.wait(3_600_000);
        stage.write(
          body,
          "system/mail.log",
          time,
          syslogLine(
            time,
            host,
            "dovecot",
            `imap-login: Login: user=<${user}@${body}.example>, method=PLAIN, rip=${ip}, lip=192.0.2.10, mpid=${random.whole(1000, 60_000)}, TLS, session=<${random.hex(16)}>`,
          ),
        );
      }
    }
  }
}

function monitoring(stage: Stage, body: Body): void {
  const { ip } = stage.actor("staff", [body], "monitoring");
  for (let time = at(0, 0); time < at(DAYS, 0); time += 20 * 60_000) {
    stage.write(
      body,
      "web/access.log",
      time,
      accessLine(time, {
        ip,
        target: "/",
        method: "HEAD",
        bytes: 0,
        agent: "check_http/2.3.5 (monitoring-plugins)",
      }),
    );
  }
}

/** party-south keeps its mail in the cloud. */
function cloudStaff(stage: Stage): void {
  const { random } = stage;
  for (const user of STAFF) {
    const { ip } = stage.actor("staff", ["party-south"], `mail of ${user}`);
    for (let day = 0; day < DAYS; day++) {
      const time = at(day, random.whole(6, 9), random.whole(0, 59), random.whole(0, 59));
      const who = {
        UserId: `${user}@party-south.example`,
        ClientIP: ip,
        OrganizationId: "00000000-0000-4000-8000-000000000001",
      };
      const id = `${random.hex(8)}-0000-4000-8000-${random.hex(12)}`;
      stage.write(
        "party-south",
        "cloud/audit.jsonl",
        time,
        auditLine(time, {
          Id: id,
          Operation: "UserLoggedIn",
          Workload: "AzureActiveDirectory",
          ResultStatus: "Success",
          ...who,
        }),
      );
      stage.write(
        "party-south",
        "cloud/audit.jsonl",
        time + 60_000,
        auditLine(time + 60_000, {
          Id: `${id}a`,
          Operation: "MailItemsAccessed",
          Workload: "Exchange",
          ResultStatus: "Succeeded",
          ...who,
        }),
      );
    }
  }
}

/** The commission's sensor gives a sign of life every hour: a source that only spoke of attacks would look switched off. */
function sensor(stage: Stage): void {
  for (let time = at(0, 0); time < at(DAYS, 0); time += 3_600_000)
    stage.write("commission", "sensor/eve.json", time, eveStats(time, (time - at(0, 0)) / 1000));
}
