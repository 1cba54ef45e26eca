/**
 * What Vigie says about claims of others. `{name}` stands for a figure or a name.
 * @module
 */

export const claimsEn = {
  list: "{count} indicators of {issuer}",
  listFaults: {
    "no-observed-date": "not every row says when the indicator was in use",
    "no-role": "not every row says what the indicator did",
    "no-reference": "not every row says where it is known from",
  },
  context: "It is kept as context: such a list is no evidence, and changes no rank.",
  records: "{count} records",
  fired: "rules that fired: {rules}",
  flags: {
    "no-observed-date": "the list does not say when it was in use",
    "outside-validity": "seen more than three months away from the date of the list",
    "shared-infrastructure": "thousands share this address",
    "sharing-unknown": "whether thousands share this address was not checked (--shared)",
    "benign-behaviour": "no rule fired on anything that it did",
  },
  matched: "{count} addresses match; attributions supported by that: 0.",
  statuses: {
    supported: "supported",
    "partly supported": "partly supported",
    contradicted: "contradicted",
    "not supported by the evidence supplied": "not supported by the evidence supplied",
    "not verifiable from outside": "not verifiable from outside",
  },
  cited: "cited evidence: {held} findings hold, {lacking} are not there",
  beyondLogs:
    "Who was behind something, and why, stands in no log: findings can contradict this claim, not support it.",
  likelihood: "{by} judges that this is {word}",
  weakest: "confidence can be no higher than the weakest link allows: {pair}",
  leader: "least refuted: {hypothesis}",
  noLeader: "no single hypothesis is the least refuted",
  decisive: "this rests on: {items}",
};

export type ClaimsMessages = typeof claimsEn;

export const claimsFr: ClaimsMessages = {
  list: "{count} indicateurs de {issuer}",
  listFaults: {
    "no-observed-date": "toutes les lignes ne disent pas quand l'indicateur était utilisé",
    "no-role": "toutes les lignes ne disent pas ce que faisait l'indicateur",
    "no-reference": "toutes les lignes ne disent pas d'où on le tient",
  },
  context: "La liste est gardée comme contexte : une telle liste ne prouve rien et ne change aucun rang.",
  records: "{count} enregistrements",
  fired: "règles déclenchées : {rules}",
  flags: {
    "no-observed-date": "la liste ne dit pas quand il était utilisé",
    "outside-validity": "vu à plus de trois mois de la date de la liste",
    "shared-infrastructure": "des milliers de personnes partagent cette adresse",
    "sharing-unknown": "on n'a pas vérifié si des milliers de personnes partagent cette adresse (--shared)",
    "benign-behaviour": "aucune règle ne s'est déclenchée sur ce qu'elle a fait",
  },
  matched: "{count} adresses correspondent ; attributions que cela étaye : 0.",
  statuses: {
    supported: "étayée",
    "partly supported": "étayée en partie",
    contradicted: "contredite",
    "not supported by the evidence supplied": "non étayée par les éléments fournis",
    "not verifiable from outside": "invérifiable de l'extérieur",
  },
  cited: "éléments cités : {held} constats tiennent, {lacking} sont absents",
  beyondLogs:
    "Qui était derrière, et pourquoi, ne figure dans aucun journal : des constats peuvent contredire cette affirmation, pas l'étayer.",
  likelihood: "selon {by}, c'est : {word}",
  weakest: "la confiance ne peut dépasser celle du maillon le plus faible : {pair}",
  leader: "hypothèse la moins réfutée : {hypothesis}",
  noLeader: "aucune hypothèse n'est à elle seule la moins réfutée",
  decisive: "cela repose sur : {items}",
};
