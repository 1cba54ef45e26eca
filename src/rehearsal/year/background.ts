/**
 * The year's opportunists: they take what comes, at whichever body, and come back when they feel like it.
 * @module
 */
import { type Body, bodies, DAY_MS, MINUTE_MS, type Part, staffOf, type YearStage } from "./stage.ts";

interface Kind {
  readonly name: string;
  readonly share: number;
  play(stage: YearStage, visit: Visit): void;
}

interface Visit {
  readonly part: Part;
  readonly body: Body;
  readonly ip: string;
  readonly timeMs: number;
}

const GENERIC = [
  "root",
  "admin",
  "test",
  "oracle",
  "ubuntu",
  "postgres",
  "git",
  "support",
  "info",
  "backup",
] as const;

const WEB = [
  "Request for a file that should not be public",
  "Walk through files that should not be public",
  "Scan for parts of WordPress",
  "WordPress users listed",
  "Exploit path of a web application",
  "Path traversal in a web request",
  "JNDI look-up in a request (Log4Shell)",
  "Request for a web shell by its name",
  "SQL injection in a web request",
  "Command injected into a web request",
  "Malformed web request",
  "Web server tested as a proxy",
  "Mass forced browsing",
  "Walk through administration pages",
  "Exploit tool or botnet by its user agent",
  "Script injected into a web request",
  "Address of another server as a parameter",
  "Server error",
] as const;

/** Weeks in which everybody on the internet tries the same new hole. */
const WAVES: readonly (readonly [day: number, rule: string])[] = [
  [40, "Exploit path of a VPN gateway or mail server"],
  [118, "Exploit path of a web application"],
  [205, "Exploit path of a VPN gateway or mail server"],
  [290, "JNDI look-up in a request (Log4Shell)"],
];

const KINDS: readonly Kind[] = [
  { name: "knocking", share: 0.44, play: knock },
  { name: "guessing over ssh", share: 0.2, play: guess },
  { name: "probing the web", share: 0.2, play: probe },
  { name: "trying the mail server", share: 0.09, play: mail },
  { name: "guessing at the VPN", share: 0.03, play: vpn },
  { name: "riding a wave", share: 0.04, play: wave },
];

/** Plays opportunists until they made so many visits: each is an attack. */
export function playBackground(stage: YearStage, attacks: number): void {
  let made = 0;
  while (made < attacks) made += playActor(stage, attacks - made);
}

function playActor(stage: YearStage, room: number): number {
  const { random } = stage;
  const kind = kindOf(random.next());
  const part: Part = { kind: "opportunist", name: kind.name, pattern: kind.name };
  const ip = stage.address();
  const seen = bodies.filter(() => random.chance(0.5));
  const first = kind.play === wave ? stage.moment(...waveDays(random.pick(WAVES)[0])) : stage.moment();
  // most come once, a third come back, and a few come for weeks
  const returns = random.chance(0.3) ? Math.min(60, Math.ceil(1 / (1 - random.next()))) : 0;
  let made = 0;
  let timeMs = first;
  for (let round = 0; round <= returns; round++) {
    for (const body of seen.length === 0 ? [random.pick(bodies)] : seen) {
      const at = timeMs + random.whole(0, 6 * 60) * MINUTE_MS;
      if (made >= room || !stage.isInYear(at + 10 * MINUTE_MS)) return made;
      kind.play(stage, { part, body, ip, timeMs: at });
      made++;
    }
    timeMs += DAY_MS + random.wait(4 * DAY_MS);
  }
  return made;
}

function kindOf(at: number): Kind {
  let sum = 0;
  for (const kind of KINDS) {
    sum += kind.share;
    if (at < sum) return kind;
  }
  return KINDS[0] as Kind;
}

function waveDays(day: number): readonly [number, number] {
  return [day, day + 6];
}

function knock(stage: YearStage, { part, ...visit }: Visit): void {
  stage.act(part, { ...visit, rule: "Connections blocked by a firewall", denied: true });
  if (stage.random.chance(0.1))
    stage.act(part, { ...visit, timeMs: visit.timeMs + MINUTE_MS, rule: "Port scan", denied: true });
}

function guess(stage: YearStage, { part, ...visit }: Visit): void {
  const { random } = stage;
  const host = `admin.${visit.body}`;
  // one list in twenty-five holds names of real people, from a leak
  const names = random.chance(0.04) ? staffOf(visit.body) : GENERIC;
  const tries = random.whole(1, 6);
  for (let i = 0; i < tries; i++) {
    const rule = random.chance(0.5) ? "Repeated failed logins" : "Password guessing";
    stage.act(part, { ...visit, timeMs: visit.timeMs + i * MINUTE_MS, rule, host, user: random.pick(names) });
  }
  if (random.chance(0.15)) {
    const timeMs = visit.timeMs + 8 * MINUTE_MS;
    stage.act(part, {
      ...visit,
      timeMs,
      rule: "Sustained password guessing",
      host,
      user: random.pick(names),
    });
  }
  if (random.chance(0.02))
    stage.act(part, { ...visit, timeMs: visit.timeMs + 9 * MINUTE_MS, rule: "Password spray", host });
}

/** What everybody's lists and tools hold. */
const TOOLS = [
  "zgrab/0.x",
  "python-requests/2.32",
  "Go-http-client/1.1",
  "curl/8.5",
  "sqlmap/1.8",
  "a browser",
] as const;
const PATHS = 60;

function probe(stage: YearStage, { part, ...visit }: Visit): void {
  const { random } = stage;
  const count = random.whole(1, 6);
  const tool = `agent ${random.pick(TOOLS)}`;
  for (let i = 0; i < count; i++) {
    const traits = [tool, `path /listed/${random.whole(1, PATHS)}`];
    stage.act(part, { ...visit, timeMs: visit.timeMs + i * 20_000, rule: random.pick(WEB), traits });
  }
}

function mail(stage: YearStage, { part, ...visit }: Visit): void {
  const { random } = stage;
  const rules = [
    "Password guessing at the mail server",
    "Series of rejected mails",
    "Malware in mail",
    "Mail server tested as a relay",
  ];
  for (let i = random.whole(1, 3); i > 0; i--)
    stage.act(part, { ...visit, timeMs: visit.timeMs + i * MINUTE_MS, rule: random.pick(rules) });
}

function vpn(stage: YearStage, { part, ...visit }: Visit): void {
  const { random } = stage;
  for (let i = random.whole(1, 3); i > 0; i--) {
    const user = random.chance(0.1) ? random.pick(staffOf(visit.body)) : random.pick(GENERIC);
    stage.act(part, { ...visit, timeMs: visit.timeMs + i * MINUTE_MS, rule: "Guessing at the VPN", user });
  }
}

function wave(stage: YearStage, { part, ...visit }: Visit): void {
  const [, rule] = WAVES.find(([day]) => Math.abs(visit.timeMs - stage.moment(day, day)) < 8 * DAY_MS) ??
    WAVES[0] ?? [0, ""];
  stage.act(part, { ...visit, rule });
  if (stage.random.chance(0.3))
    stage.act(part, {
      ...visit,
      timeMs: visit.timeMs + MINUTE_MS,
      rule: "Request for a web shell by its name",
    });
}
