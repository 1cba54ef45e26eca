/**
 * What a scan found of a rehearsal's truth.
 * @module
 */
import { type Alert, levelRank } from "../model/alert.ts";
import type { Attack } from "../model/attack.ts";
import type { Truth } from "./stage.ts";

export interface Score {
  /** Staged attackers, and those counted as an attack against a body that saw them. */
  readonly attackers: number;
  readonly found: number;
  readonly campaigns: readonly {
    readonly name: string;
    readonly rank: number | null;
    readonly actors: number;
    readonly found: number;
  }[];
  /** Visitors and staff, and those flagged by a rule of level high or above. */
  readonly innocents: number;
  readonly flagged: readonly string[];
}

/** Collects the origins of serious alerts while a scan runs, and scores it at the end. */
export class Scorer {
  readonly #truth: Truth;
  readonly #serious = new Set<string>();

  constructor(truth: Truth) {
    this.#truth = truth;
  }

  add(alert: Alert): void {
    if (alert.origin !== null && levelRank(alert.rule.level) >= levelRank("high"))
      this.#serious.add(alert.origin.ip);
  }

  score(attacks: readonly Attack[]): Score {
    const ranks = new Map<string, number>();
    for (const attack of attacks) {
      const ip = attack.origin?.ip ?? "";
      ranks.set(ip, Math.min(ranks.get(ip) ?? Number.POSITIVE_INFINITY, attack.rank));
    }
    const { actors } = this.#truth;
    const attackers = actors.filter((actor) => actor.role !== "visitor" && actor.role !== "staff");
    const innocents = actors.filter((actor) => actor.role === "visitor" || actor.role === "staff");
    const campaigns = Map.groupBy(
      actors.filter((actor) => actor.campaign !== null),
      (actor) => actor.campaign ?? "",
    );
    return {
      attackers: attackers.length,
      found: attackers.filter((actor) => ranks.has(actor.ip)).length,
      campaigns: [...campaigns].map(([name, members]) => {
        const best = Math.min(...members.map((actor) => ranks.get(actor.ip) ?? Number.POSITIVE_INFINITY));
        const found = members.filter((actor) => ranks.has(actor.ip)).length;
        return { name, rank: Number.isFinite(best) ? best : null, actors: members.length, found };
      }),
      innocents: innocents.length,
      flagged: innocents.filter((actor) => this.#serious.has(actor.ip)).map((actor) => actor.ip),
    };
  }
}
