/**
 * Plays campaigns after published patterns. What an operation shares between its stages differs: some keep one address,
 * some rent neighbouring ones, some change with every stage and share nothing but the account they took.
 * @module
 */
import { type Pattern, patterns, type Stage } from "./patterns.ts";
import {
  type Body,
  bodies,
  DAY_MS,
  logNormal,
  MINUTE_MS,
  type Part,
  staffOf,
  type YearStage,
} from "./stage.ts";

/** How an operation gets its addresses, and how often that is chosen. */
const INFRASTRUCTURES = [
  ["one address", 0.3],
  ["a few addresses", 0.35],
  ["neighbouring addresses", 0.2],
  ["a new address for each account stage", 0.15],
] as const;
type Infrastructure = (typeof INFRASTRUCTURES)[number][0];

/** Plays so many campaigns, the patterns by turns. */
export function playCampaigns(stage: YearStage, count: number): void {
  for (let i = 0; i < count; i++) {
    const pattern = patterns[i % patterns.length];
    if (pattern !== undefined) playCampaign(stage, pattern, i);
  }
}

function playCampaign(stage: YearStage, pattern: Pattern, number: number): void {
  const { random } = stage;
  const body = random.pick(bodies);
  const part: Part = { kind: "campaign", name: `${pattern.name} ${number + 1}`, pattern: pattern.name };
  const ip = addresses(stage, infrastructureOf(random.next()));
  const account = random.pick(staffOf(body));
  const host = `${random.pick(["files", "db", "admin"])}.${body}`;
  // half come with what everybody uses; what they leave behind has a name of its own
  const tool = random.chance(0.5)
    ? random.pick(["a browser", "sqlmap/1.8", "curl/8.5"])
    : `client ${random.hex(6)}`;
  const traits = [`agent ${tool}`, `path /${random.pick(["uploads", "media", "register"])}/${random.hex(5)}`];
  let timeMs = stage.moment(5, 300);
  for (const step of pattern.stages) {
    for (let times = random.whole(1, step.upTo ?? 1); times > 0; times--) {
      timeMs += logNormal(random, step.afterDays * DAY_MS, step.spread ?? 0.8);
      playStage(stage, part, step, { body, timeMs, account, host, ip: ip(step), traits });
    }
  }
}

interface Scene {
  readonly body: Body;
  readonly timeMs: number;
  readonly account: string;
  readonly host: string;
  readonly ip: string;
  readonly traits: readonly string[];
}

function playStage(
  stage: YearStage,
  part: Part,
  step: Stage,
  { body, timeMs, account, host, ip, traits }: Scene,
): void {
  const { random } = stage;
  let at = timeMs;
  for (const rule of step.acts) {
    const people = step.about === "people" ? [account, ...someOf(stage, body, 5)] : [];
    const users = step.about === "account" ? [account] : people;
    for (const user of users.length === 0 ? [undefined] : users) {
      at += random.wait(2 * MINUTE_MS);
      stage.act(part, {
        body,
        timeMs: at,
        rule,
        ...(step.seen === "inside" ? {} : { ip }),
        ...(step.seen === "outside" ? { traits: traitsOf(traits, rule) } : {}),
        ...(step.seen === "inside" || step.seen === "ssh" ? { host } : {}),
        ...(user === undefined ? {} : { user }),
      });
    }
  }
}

/** A scanner walks lists; what was left behind, or found, is asked for by name. */
const BY_NAME = /web shell|uploads|register|registration|SQL injection/i;

function traitsOf([tool = "", target = ""]: readonly string[], rule: string): readonly string[] {
  return BY_NAME.test(rule) ? [tool, target] : [tool];
}

function someOf(stage: YearStage, body: Body, count: number): readonly string[] {
  return Array.from({ length: count }, () => stage.random.pick(staffOf(body)));
}

function infrastructureOf(at: number): Infrastructure {
  let sum = 0;
  for (const [name, share] of INFRASTRUCTURES) {
    sum += share;
    if (at < sum) return name;
  }
  return "one address";
}

/** The address that a stage comes from. */
function addresses(stage: YearStage, kind: Infrastructure): (step: Stage) => string {
  const { random } = stage;
  const first = stage.address();
  if (kind === "one address") return () => first;
  if (kind === "a few addresses") {
    const few = [first, stage.address(), stage.address()];
    let at = 0;
    // moves on to the next one now and then, and comes back to the first
    return () =>
      few[random.chance(0.25) ? ++at % few.length : random.chance(0.5) ? 0 : at % few.length] ?? first;
  }
  if (kind === "neighbouring addresses") {
    const network = stage.lonely().split(".").slice(0, 3).join(".");
    return () => stage.addressIn(network);
  }
  return (step) => (step.about === undefined ? first : stage.address());
}
