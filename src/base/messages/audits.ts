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
  phantoms:
    "{count} of {cards} cards of the manifest have no record: each counts against the winner (phantom)",
  phantomsOf:
    "{name}: {count} of {cards} cards that may be drawn for it have no record: each counts against the winner (phantom)",
  /** The drawn units of a report. */
  units: {
    title: "Drawn units",
    caption: "Each drawn unit: what was reported of it, and what its paper says.",
    show: "Show",
    filters: {
      all: "all",
      differs: "differ from what was reported, or cannot be shown",
      open: "not yet entered, or disputed",
    },
    found: "found",
    states: {
      same: "as reported",
      read: "read; nothing was reported of this card alone",
      missing: "the paper could not be shown",
      "no-record": "there is no record of this card",
      open: "not yet entered by two people",
      disputed: "two people read it differently: a third one decides",
    },
    figure: "{what}: reported {reported}, on paper {paper}",
    blank: "blank",
    absent: "not on the card",
    moreFigures: "and {count} more differences",
    leftOut: "and {count} more, which this page leaves out: the entries in this folder hold all of them",
  },
  /** After a full count. */
  paper: {
    votes: "Counted on paper",
    reported: "Reported: {outcome}",
    counted: "On paper: {outcome}",
    same: "The paper gives the outcome that was reported.",
    other: "The paper gives another outcome than was reported: {outcome}.",
    none: "The paper leaves the outcome open: a tie, or a share that nobody passes.",
    missing: "{count} could not be shown, and are in no count.",
    undrawn:
      "{count} cannot hold an error that helps the reported outcome: no draw reaches them, and they are counted as reported.",
  },
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
  phantoms:
    "{count} des {cards} bulletins du manifeste n'ont pas d'enregistrement : chacun compte contre le vainqueur (fantôme)",
  phantomsOf:
    "{name} : {count} des {cards} bulletins qui peuvent être tirés n'ont pas d'enregistrement : chacun compte contre le vainqueur (fantôme)",
  units: {
    title: "Unités tirées",
    caption: "Chaque unité tirée : ce qui en a été annoncé, et ce que dit son papier.",
    show: "Montrer",
    filters: {
      all: "tout",
      differs: "diffèrent de ce qui a été annoncé, ou n'ont pu être montrées",
      open: "pas encore saisies, ou en litige",
    },
    found: "constat",
    states: {
      same: "comme annoncé",
      read: "lue ; rien n'a été annoncé pour ce bulletin seul",
      missing: "le papier n'a pu être montré",
      "no-record": "il n'y a pas d'enregistrement de ce bulletin",
      open: "pas encore saisie par deux personnes",
      disputed: "deux personnes l'ont lue différemment : une troisième tranche",
    },
    figure: "{what} : annoncé {reported}, sur papier {paper}",
    blank: "blanc",
    absent: "pas sur le bulletin",
    moreFigures: "et {count} autres différences",
    leftOut: "et {count} autres, que cette page omet : les saisies de ce dossier les donnent toutes",
  },
  paper: {
    votes: "Comptées sur papier",
    reported: "Annoncé : {outcome}",
    counted: "Sur papier : {outcome}",
    same: "Le papier donne le résultat annoncé.",
    other: "Le papier donne un autre résultat que celui annoncé : {outcome}.",
    none: "Le papier laisse le résultat ouvert : une égalité, ou une part que personne ne dépasse.",
    missing: "{count} n'ont pu être montrées, et ne sont dans aucun compte.",
    undrawn:
      "{count} ne peuvent contenir une erreur en faveur du résultat annoncé : aucun tirage ne les atteint, elles sont comptées comme annoncé.",
  },
};
