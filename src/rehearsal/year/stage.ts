/**
 * The stage of a rehearsed year: alerts of Vigie's own rules at four bodies, and the truth beside. Only what triage
 * sees is rehearsed; whether the rules fire on real traffic is measured elsewhere.
 * Addresses are from 240.0.0.0/4 (reserved, RFC 1112) and 10.0.0.0/8, names are invented: nobody real appears.
 * @module
 */

import { digestOf } from "../../base/digest.ts";
import { timeText } from "../../base/time.ts";
import type { AnnouncedTest } from "../../config/announced.ts";
import type { Alert } from "../../model/alert.ts";
import type { Random } from "../random.ts";

export const bodies = ["ministry", "commission", "party-north", "party-south"] as const;
export type Body = (typeof bodies)[number];

export const DAY_MS = 86_400_000;
export const MINUTE_MS = 60_000;
const START_MS: number = Date.UTC(2026, 0, 1);
const DAYS = 365;

/** Who an alert really belongs to. */
export interface Part {
  readonly kind: "opportunist" | "hard-negative" | "campaign";
  /** Of a campaign its own name, of others what they did. */
  readonly name: string;
  /** The published pattern that a campaign follows; the kind of a hard negative. */
  readonly pattern: string;
}

export type RuleText = Alert["rule"];

/** What an alert says besides its rule. */
export interface Act {
  readonly body: Body;
  readonly timeMs: number;
  /** The rule's title. */
  readonly rule: string;
  readonly ip?: string;
  readonly user?: string;
  readonly host?: string;
  readonly denied?: boolean;
  /** Tools and targets, as alerts name them. */
  readonly traits?: readonly string[];
}

/** Collects alerts with their truth. */
export class YearStage {
  readonly random: Random;
  readonly alerts: Alert[] = [];
  /** By id of the alert. */
  readonly truth: Map<string, Part> = new Map();
  /** What a body's vigie.yaml would say of penetration tests. */
  readonly announced: AnnouncedTest[] = [];
  readonly #rules: ReadonlyMap<string, RuleText>;

  /** @param rules by their titles */
  constructor(random: Random, rules: ReadonlyMap<string, RuleText>) {
    this.random = random;
    this.#rules = rules;
  }

  /** @throws RangeError for a rule that the pack does not have */
  act(part: Part, { body, timeMs, rule, ip, user, host, denied, traits }: Act): void {
    const known = this.#rules.get(rule);
    if (known === undefined) throw new RangeError(`no rule is called "${rule}"`);
    if (!this.isInYear(timeMs)) return;
    const id = digestOf("rehearsed alert", String(this.alerts.length), rule, body, String(timeMs));
    this.truth.set(id, part);
    this.alerts.push({
      kind: "alert",
      id,
      time: timeText(timeMs),
      rule: known,
      body,
      source: `${body}/rehearsed.log`,
      origin: ip === undefined ? null : { ip },
      entities: { user: user === undefined ? [] : [user], host: host === undefined ? [] : [host] },
      group: {},
      evidence: [],
      omitted: 0,
      verdict: denied === true ? "denied" : null,
      traits: [...(traits ?? [])],
    });
  }

  isInYear(timeMs: number): boolean {
    return timeMs >= START_MS && timeMs < START_MS + DAYS * DAY_MS;
  }

  /** A moment of the year, in milliseconds. */
  moment(fromDay = 0, toDay: number = DAYS - 1): number {
    return START_MS + Math.floor((fromDay + this.random.next() * (toDay - fromDay)) * DAY_MS);
  }

  /** An address of the internet: four in ten from two thousand networks of hosting providers, which many share. */
  address(): string {
    return this.random.chance(0.4)
      ? this.addressIn(`241.${this.random.whole(0, 7)}.${this.random.whole(0, 249)}`)
      : this.lonely();
  }

  /** An address whose neighbours are hardly ever seen. */
  lonely(): string {
    const { random } = this;
    return this.addressIn(`${random.whole(242, 254)}.${random.whole(0, 255)}.${random.whole(0, 255)}`);
  }

  addressIn(network: string): string {
    return `${network}.${this.random.whole(1, 254)}`;
  }
}

/** A waiting time whose logarithm is normal: mostly short, sometimes very long. @param medianMs half are shorter */
export function logNormal(random: Random, medianMs: number, sigma: number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  return Math.max(1, Math.round(medianMs * Math.exp(sigma * normal)));
}

/** Two hundred people of a body. */
export function staffOf(body: Body): readonly string[] {
  return Array.from(
    { length: 200 },
    (_, i) => `${FIRST[i % FIRST.length]}.${LAST[Math.floor(i / FIRST.length)]}.${body}`,
  );
}

const FIRST = [
  "alix",
  "brune",
  "camille",
  "dominique",
  "elie",
  "francoise",
  "gael",
  "hassan",
  "ines",
  "jo",
] as const;
const LAST =
  "petit roux morel leroy simon garcia david bertrand roy vincent fournier girard bonnet dupont lambert faure rousseau blanc guerin muller".split(
    " ",
  );

/** Five servers of a body. */
export function serversOf(body: Body): readonly string[] {
  return ["web", "mail", "files", "db", "admin"].map((name) => `${name}.${body}`);
}
