/**
 * Hard negatives: what looks like an elaborate attack and is none. Their truth is known because they are staged.
 * @module
 */
import {
  type Body,
  bodies,
  DAY_MS,
  logNormal,
  MINUTE_MS,
  type Part,
  serversOf,
  staffOf,
  type YearStage,
} from "./stage.ts";

type Play = (stage: YearStage, part: Part, body: Body) => void;

const KINDS: readonly (readonly [pattern: string, share: number, play: Play])[] = [
  ["announced penetration test", 0.04, pentest],
  ["mass scanner that succeeded", 0.15, luckyScanner],
  ["administrator with attack-like tools", 0.3, administrator],
  ["password-reset storm", 0.2, resetStorm],
  ["visitor through a shared relay", 0.2, relayVisitor],
  ["staff at work", 0.11, staffAtWork],
];

/** Plays so many hard negatives, each kind in its share. */
export function playHardNegatives(stage: YearStage, count: number): void {
  for (const [pattern, share, play] of KINDS) {
    for (let i = 0; i < Math.round(count * share); i++) {
      const body = bodies[i % bodies.length] ?? "ministry";
      play(stage, { kind: "hard-negative", name: `${pattern} ${i + 1}`, pattern }, body);
    }
  }
}

const TESTED = [
  "Vulnerability scanner by its own name",
  "Mass forced browsing",
  "SQL injection in a web request",
  "Sustained SQL injection",
  "Script injected into a web request",
  "Path traversal in a web request",
  "Command injected into a web request",
  "Program code in a web request",
  "Injection in a registration or status form",
  "Password guessing over the web",
  "One address makes the server fail",
] as const;

/** Days of scanning from one office, in working hours; one in four finds a hole, and shows that it is one. */
function pentest(stage: YearStage, part: Part, body: Body): void {
  const { random } = stage;
  const network = `246.9.${random.whole(0, 255)}`;
  const start = stage.moment(10, 350);
  const days = random.whole(2, 6);
  const period = { fromMs: start, toMs: start + (days + 1) * DAY_MS };
  stage.announced.push({ by: "rehearsed testers", ranges: [`${network}.0/24`], ...period, body });
  for (let day = 0; day < days; day++) {
    const ip = stage.addressIn(network);
    for (let i = 0; i < 8; i++) {
      const timeMs = start + day * DAY_MS + i * 20 * MINUTE_MS;
      const traits = ["agent Acunetix", `path /page/${random.whole(1, 30)}`];
      stage.act(part, { body, ip, timeMs, rule: random.pick(TESTED), traits });
    }
  }
  if (random.chance(0.25)) {
    const timeMs = start + days * DAY_MS;
    const traits = ["agent Acunetix", "path /page/7"];
    stage.act(part, {
      body,
      ip: stage.addressIn(network),
      timeMs,
      rule: "SQL injection answered with data",
      traits,
    });
  }
}

/** The exploit worked, and a miner was started: all of it within minutes, at several bodies in the same week. */
function luckyScanner(stage: YearStage, part: Part, body: Body): void {
  const { random } = stage;
  const ip = stage.address();
  const start = stage.moment(5, 360);
  for (const other of bodies) {
    const at = start + random.whole(0, 3 * 24 * 60) * MINUTE_MS;
    const hit = other === body;
    if (!hit && random.chance(0.3)) continue;
    const traits = ["agent python-requests/2.32", `path /listed/${random.whole(1, 60)}`];
    stage.act(part, { body: other, ip, timeMs: at, rule: "Exploit path of a web application", traits });
    stage.act(part, {
      body: other,
      ip,
      timeMs: at + 5000,
      rule: "Command injected into a web request",
      traits,
    });
    if (!hit) continue;
    const shell = ["agent python-requests/2.32", `path /tmp/${random.hex(4)}.php`];
    stage.act(part, { body, ip, timeMs: at + 20_000, rule: "Web shell in use", traits: shell });
    if (random.chance(0.5)) {
      const host = `web.${body}`;
      stage.act(part, { body, timeMs: at + 40_000, rule: "Shell started by the web server", host });
      stage.act(part, { body, timeMs: at + 60_000, rule: "Encoded text decoded on a server", host });
    }
  }
}

const TOOLS = [
  "Data packed as root",
  "Log removed or emptied",
  "Account made on a server",
  "Encoded text decoded on a server",
  "Watched removal of files",
] as const;

function administrator(stage: YearStage, part: Part, body: Body): void {
  const { random } = stage;
  const user = `operator${random.whole(1, 3)}.${body}`;
  const host = random.pick(serversOf(body));
  let timeMs = stage.moment(0, 340);
  if (random.chance(0.3))
    stage.act(part, {
      body,
      ip: `10.0.0.${random.whole(2, 30)}`,
      timeMs,
      rule: "Root signed in with a password",
      host,
      user: "root",
    });
  for (let i = random.whole(1, 5); i > 0; i--) {
    timeMs += logNormal(random, 30 * MINUTE_MS, 1.5);
    stage.act(part, { body, timeMs, rule: random.pick(TOOLS), host, user });
  }
}

/** People who forgot a new password, and then remembered it. */
function resetStorm(stage: YearStage, part: Part, body: Body): void {
  const { random } = stage;
  const user = random.pick(staffOf(body));
  const ip = stage.lonely();
  const timeMs = stage.moment(60, 62);
  stage.act(part, { body, ip, timeMs, rule: "Password guessing", user });
  stage.act(part, {
    body,
    ip,
    timeMs: timeMs + 2 * MINUTE_MS,
    rule: "Login succeeded after password guessing",
    user,
  });
  if (random.chance(0.4))
    stage.act(part, {
      body,
      ip,
      timeMs: timeMs + 9 * MINUTE_MS,
      rule: "One account from several addresses within an hour",
      user,
    });
}

function relayVisitor(stage: YearStage, part: Part, body: Body): void {
  const { random } = stage;
  const ip = `247.1.1.${random.whole(1, 12)}`; // a dozen exits that everybody shares
  let timeMs = stage.moment();
  for (let i = random.whole(1, 3); i > 0; i--) {
    const rule = random.pick([
      "Refused web request",
      "Password guessing over the web",
      "Walk through administration pages",
      "Mass forced browsing",
    ]);
    stage.act(part, { body, ip, timeMs, rule });
    timeMs += random.wait(5 * MINUTE_MS);
  }
}

const WORK = [
  "Files downloaded in bulk",
  "Inbox rule that forwards or hides mail",
  "Application given access",
  "Link for anybody made",
  "Very large transfer to the outside",
  "Access to a mailbox given to somebody else",
] as const;

function staffAtWork(stage: YearStage, part: Part, body: Body): void {
  const { random } = stage;
  const user = random.pick(staffOf(body));
  const ip = stage.lonely();
  let timeMs = stage.moment();
  for (let i = random.whole(1, 3); i > 0; i--) {
    stage.act(part, { body, ip, timeMs, rule: random.pick(WORK), user });
    timeMs += logNormal(random, 2 * 60 * MINUTE_MS, 1);
  }
}
