/**
 * The stage of a rehearsed election: four bodies, twelve days, and what is written down while they pass.
 * Every address is from ranges set aside for documentation and benchmarks (RFC 5737, RFC 2544, RFC 3849), every name
 * ends in .example: nobody real appears.
 * @module
 */
import type { Random } from "./random.ts";

export const bodies = ["ministry", "commission", "party-north", "party-south"] as const;
export type Body = (typeof bodies)[number];

const DAY_MS = 86_400_000;
/** Twelve days; the vote is on the last but one. */
export const START_MS: number = Date.UTC(2026, 3, 13);
export const DAYS = 12;
export const END_MS: number = START_MS + DAYS * DAY_MS;

/** A moment of the rehearsal: `day` from 0, hours and minutes in UTC. */
export function at(day: number, hour: number, minute = 0, second = 0): number {
  return START_MS + day * DAY_MS + ((hour * 60 + minute) * 60 + second) * 1000;
}

export type Role = "visitor" | "staff" | "noise" | "opportunist" | "campaign";

/** Who somebody really was: what a scan is measured against. */
export interface Actor {
  readonly ip: string;
  readonly role: Role;
  /** Bodies that saw the actor. */
  readonly bodies: Body[];
  /** Name of the campaign, for its actors. */
  readonly campaign: string | null;
  /** What the actor did, for a person. */
  readonly deed: string;
}

/** The truth beside the logs. */
export interface Truth {
  readonly seed: number;
  readonly actors: readonly Actor[];
}

interface Line {
  readonly timeMs: number;
  readonly text: string;
}

/** Collects lines and actors. */
export class Stage {
  readonly random: Random;
  readonly #files = new Map<string, Line[]>();
  readonly #actors: Actor[] = [];
  #nextAddress = 0;

  constructor(random: Random) {
    this.random = random;
  }

  /** Writes a line of a log; what would fall outside the twelve days is left out. */
  write(body: Body, log: string, timeMs: number, text: string): void {
    if (timeMs < START_MS || timeMs >= END_MS) return;
    const file = `${body}/${log}`;
    const lines = this.#files.get(file) ?? [];
    if (lines.length === 0) this.#files.set(file, lines);
    lines.push({ timeMs, text });
  }

  /** A new address from 198.18.0.0/15 (RFC 2544), never given twice. */
  address(): string {
    const number = this.#nextAddress++;
    const mixed = (number * 40_503) % 131_072; // odd factor: a walk through all of them that looks scattered
    return `198.${18 + (mixed >> 16)}.${(mixed >> 8) & 255}.${mixed & 255}`;
  }

  actor(
    role: Role,
    bodiesSeen: readonly Body[],
    deed: string,
    ip: string = this.address(),
    campaign: string | null = null,
  ): Actor {
    const actor: Actor = { ip, role, bodies: [...bodiesSeen], campaign, deed };
    this.#actors.push(actor);
    return actor;
  }

  /** Every file in order of time, as text. */
  files(): ReadonlyMap<string, string> {
    const names = [...this.#files.keys()].sort();
    return new Map(names.map((name) => [name, textOf(this.#files.get(name) ?? [])]));
  }

  truth(seed: number): Truth {
    return { seed, actors: this.#actors };
  }
}

function textOf(lines: readonly Line[]): string {
  const sorted = lines
    .map((line, order) => ({ ...line, order }))
    .sort((a, b) => a.timeMs - b.timeMs || a.order - b.order);
  return sorted.map((line) => `${line.text}\n`).join("");
}
