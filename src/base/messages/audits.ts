/**
 * What Vigie says about audits of several parts. `{name}` stands for a figure.
 * @module
 */

export const auditsEn = {
  checks: {
    plan: "plan",
    seed: "seed",
    draw: "draw",
    assessment: "assessment {round}",
  },
  /** What was found where a check held. */
  values: {
    plan: "commitment {text}",
    seed: "{text}",
    draw: "{text} different units",
    assessment: "risk {text}",
  },
  contest: "{contest}: {outcome}",
  contestConfirmed: "{contest}: risk {risk}, confirmed.",
  contestOpen: "{contest}: risk {risk}, not confirmed.",
  notListed: "others, in no table",
  stratum: "{name}: {units} can be drawn, about {first} in a first round.",
  times: "times",
  serves: "for",
  again: "{count} of them were drawn before and need not be entered again.",
  contests: "Contests",
  confirmed: "confirmed",
  open: "not confirmed",
};

export type AuditsMessages = typeof auditsEn;

export const auditsFr: AuditsMessages = {
  checks: {
    plan: "plan",
    seed: "graine",
    draw: "tirage",
    assessment: "évaluation {round}",
  },
  values: {
    plan: "engagement {text}",
    seed: "{text}",
    draw: "{text} unités différentes",
    assessment: "risque {text}",
  },
  contest: "{contest} : {outcome}",
  contestConfirmed: "{contest} : risque {risk}, confirmé.",
  contestOpen: "{contest} : risque {risk}, non confirmé.",
  notListed: "autres, dans aucune table",
  stratum: "{name} : {units} peuvent être tirés, environ {first} au premier tour.",
  times: "fois",
  serves: "pour",
  again: "{count} ont déjà été tirés et n'ont pas à être saisis de nouveau.",
  contests: "Scrutins",
  confirmed: "confirmé",
  open: "non confirmé",
};
