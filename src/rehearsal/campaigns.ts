/**
 * Two elaborate campaigns, built after the published course of real ones; names, times and details are invented.
 * @module
 */
import { accessLine, auditLine, BROWSER, eveAlert, syslogLine } from "./lines.ts";
import { at, type Stage } from "./stage.ts";

export const REGISTER_CAMPAIGN = "voter register";
export const MAILBOX_CAMPAIGN = "party mailboxes";

/** Writes both campaigns. */
export function playCampaigns(stage: Stage): void {
  playRegister(stage);
  playMailboxes(stage);
}

/**
 * After the intrusion into the register of Illinois in 2016: an injection through one field of the page that shows an
 * application's status, unnoticed at low volume for days, then data taken in bulk, from a handful of addresses.
 */
function playRegister(stage: Stage): void {
  const [first, second, third] = ["203.0.113.41", "203.0.113.77", "203.0.113.142"];
  for (const [ip, deed] of [
    [first, "looked around with a scanner, found the injection"],
    [second, "injected at low volume"],
    [third, "took the register in bulk"],
  ] as const) {
    stage.actor("campaign", ["commission"], deed, ip, REGISTER_CAMPAIGN);
  }
  lookAround(stage, first, at(1, 2, 11));
  inject(stage, first, at(1, 2, 31), 14, 40_000);
  inject(stage, second, at(4, 3, 5), 22, 95_000);
  inject(stage, second, at(6, 1, 47), 18, 110_000);
  takeInBulk(stage, third, at(9, 2, 20));
}

const SCANNED: readonly string[] = [
  "/admin/",
  "/backup/",
  "/old/",
  "/register/admin.php",
  "/register/config.inc",
  "/db/",
  "/sql/",
  "/test/",
  "/register/status.bak",
  "/.git/HEAD",
  "/console/",
  "/register/export",
];

function lookAround(stage: Stage, ip: string, from: number): void {
  let time = from;
  for (const target of SCANNED) {
    stage.write(
      "commission",
      "web/access.log",
      time,
      accessLine(time, {
        ip,
        target,
        status: 404,
        bytes: 196,
        agent: "DirBuster-1.0-RC1 (http://www.owasp.org/index.php/Category:OWASP_DirBuster_Project)",
      }),
    );
    time += stage.random.wait(4000);
  }
}

const INJECTIONS: readonly string[] = [
  "A1'%20OR%20'1'='1",
  "A1'%20UNION%20SELECT%20NULL,NULL,NULL--%20-",
  "A1'%20UNION%20SELECT%20table_name,NULL,NULL%20FROM%20information_schema.tables--%20-",
  "A1'%20UNION%20SELECT%20column_name,NULL,NULL%20FROM%20information_schema.columns--%20-",
  "A1'%20AND%20SLEEP(5)--%20-",
];

/** Injections through the status field, each answered with 200. */
function inject(stage: Stage, ip: string, from: number, count: number, pauseMs: number): void {
  const { random } = stage;
  let time = from;
  for (let i = 0; i < count; i++) {
    const target = `/register/status?application=${random.pick(INJECTIONS)}`;
    stage.write(
      "commission",
      "web/access.log",
      time,
      accessLine(time, {
        ip,
        target,
        bytes: random.whole(4000, 19_000),
        agent: BROWSER,
        referer: "https://commission.example/register/status",
      }),
    );
    if (i % 6 === 0) {
      stage.write(
        "commission",
        "sensor/eve.json",
        time + 12,
        eveAlert(
          time + 12,
          ip,
          "192.0.2.10",
          443,
          "WEB_SERVER Possible SQL Injection (UNION SELECT) in HTTP URI",
          2_006_446 + i,
        ),
      );
    }
    time += random.wait(pauseMs);
  }
}

/** The register leaves: large answers to injected queries, page by page. */
function takeInBulk(stage: Stage, ip: string, from: number): void {
  const { random } = stage;
  let time = from;
  lookAround(stage, ip, time);
  time += 90_000;
  for (let page = 0; page < 160; page++) {
    const query = `A1'%20UNION%20SELECT%20name,birth,address%20FROM%20voters%20LIMIT%20500%20OFFSET%20${page * 500}--%20-`;
    stage.write(
      "commission",
      "web/access.log",
      time,
      accessLine(time, {
        ip,
        target: `/register/status?application=${query}`,
        bytes: random.whole(12_000_000, 19_000_000),
        agent: "sqlmap/1.8.4#stable (https://sqlmap.org)",
      }),
    );
    time += random.wait(2500);
  }
}

const TARGETS: readonly string[] = ["alix", "brune", "camille", "dominique", "elie", "francoise"];

/**
 * After the operations against parties in 2016 and 2017: passwords sprayed over mailboxes, one that fits, second
 * factors pushed until one is accepted, a forwarding rule and an application with lasting access, mail read in bulk;
 * then the same password at the file server.
 */
function playMailboxes(stage: Stage): void {
  const [spray, inside] = ["203.0.113.9", "203.0.113.201"];
  stage.actor("campaign", ["party-south"], "sprayed passwords", spray, MAILBOX_CAMPAIGN);
  stage.actor("campaign", ["party-south"], "read mail, kept access, took files", inside, MAILBOX_CAMPAIGN);
  sprayPasswords(stage, spray, at(2, 4, 10));
  sprayPasswords(stage, spray, at(3, 4, 40));
  enterMailbox(stage, inside, at(5, 4, 25));
  enterServer(stage, inside, at(7, 3, 12));
}

function audit(
  stage: Stage,
  time: number,
  ip: string,
  user: string,
  fields: Readonly<Record<string, unknown>>,
): void {
  const id = `${stage.random.hex(8)}-0000-4000-8000-${stage.random.hex(12)}`;
  const who = {
    UserId: `${user}@party-south.example`,
    ClientIP: ip,
    OrganizationId: "00000000-0000-4000-8000-000000000001",
  };
  stage.write("party-south", "cloud/audit.jsonl", time, auditLine(time, { Id: id, ...fields, ...who }));
}

const FAILED = {
  Operation: "UserLoginFailed",
  Workload: "AzureActiveDirectory",
  ResultStatus: "Failed",
  LogonError: "InvalidUserNameOrPassword",
};

function sprayPasswords(stage: Stage, ip: string, from: number): void {
  let time = from;
  for (let round = 0; round < 3; round++) {
    for (const user of TARGETS) {
      audit(stage, time, ip, user, FAILED);
      time += stage.random.wait(25_000);
    }
  }
}

function enterMailbox(stage: Stage, ip: string, from: number): void {
  const { random } = stage;
  let time = from;
  const later = (afterMs: number, fields: Readonly<Record<string, unknown>>): void => {
    time += afterMs;
    audit(stage, time, ip, "francoise", fields);
  };
  for (let i = 0; i < 4; i++) later(random.wait(8000), FAILED);
  for (let i = 0; i < 9; i++) {
    later(random.wait(25_000), {
      ...FAILED,
      LogonError: "UserStrongAuthClientAuthNRequiredInterrupt",
      ErrorNumber: "500121",
    });
  }
  later(20_000, {
    Operation: "UserLoggedIn",
    Workload: "AzureActiveDirectory",
    ResultStatus: "Success",
  });
  later(150_000, {
    Operation: "New-InboxRule",
    Workload: "Exchange",
    ResultStatus: "True",
    Parameters: [
      { Name: "Name", Value: "." },
      { Name: "ForwardTo", Value: "archive@mail-relay.example" },
      { Name: "DeleteMessage", Value: "True" },
    ],
  });
  later(240_000, {
    Operation: "Consent to application.",
    Workload: "AzureActiveDirectory",
    ResultStatus: "Success",
    ModifiedProperties: [
      { Name: "ConsentContext.IsAdminConsent", NewValue: "False" },
      { Name: "ConsentAction.Permissions", NewValue: "Mail.Read offline_access" },
    ],
  });
  for (let i = 0; i < 60; i++) {
    later(random.wait(4000), {
      Operation: "MailItemsAccessed",
      Workload: "Exchange",
      ResultStatus: "Succeeded",
    });
  }
}

function enterServer(stage: Stage, ip: string, from: number): void {
  const { random } = stage;
  let time = from;
  const ssh = (text: string): void =>
    stage.write(
      "party-south",
      "system/auth.log",
      time,
      syslogLine(time, "srv-party-south", `sshd[${random.whole(1000, 60_000)}]`, text),
    );
  for (let i = 0; i < 11; i++) {
    ssh(`Failed password for francoise from ${ip} port ${random.whole(20_000, 60_000)} ssh2`);
    time += random.wait(9000);
  }
  ssh(`Accepted password for francoise from ${ip} port ${random.whole(20_000, 60_000)} ssh2`);
  time += 70_000;
  const sudo =
    "francoise : TTY=pts/1 ; PWD=/home/francoise ; USER=root ; COMMAND=/usr/bin/tar czf /tmp/.c.tgz /srv/files";
  stage.write("party-south", "system/auth.log", time, syslogLine(time, "srv-party-south", "sudo", sudo));
}
