/**
 * What the rehearsed election says.
 * @module
 */

export const demoEn = {
  demo: {
    rehearsing: (folder: string) =>
      `Rehearsing an election: logs of four bodies over twelve days, written to ${folder}`,
    truthHeading: "How much of the truth was found",
    truthFound: (found: string, all: string) => `${found} of ${all} staged attackers were counted as attacks`,
    campaignFound: (name: string, rank: string, found: string, all: string) =>
      `campaign "${name}": found, its best attack at rank ${rank}; ${found} of its ${all} addresses counted`,
    campaignMissed: (name: string) => `campaign "${name}": missed`,
    innocents: (flagged: string, all: string) =>
      `${flagged} of ${all} innocent visitors flagged by a rule of level high or above`,
    drillsHeading: "What “none found” is worth",
    strata: ["personal mailboxes", "personal telephones", "suppliers", "volunteers"] as readonly string[],
    publisher: "a rehearsed certification office",
    statementWritten: "The statement: {page}; others check it with: vigie verify {folder}",
    claims: `claims:
  - id: rehearsed-claim
    text: One country was behind the attacks.
    claimant: A rehearsed spokesperson
    date: 2026-04-24
    kind: attribution
    quotation: "One country was behind these attacks, and all of them were blocked."
`,
    countHeading: "Could an attack have changed the result?",
    countAdded: (stations: string) => `the minutes of ${stations} stations were added up again`,
    countDiffers: (unit: string, choice: string, official: string, replayed: string) =>
      `commune ${unit}, ${choice}: published ${official}, by the minutes ${replayed}`,
    countWinner: (published: string, minutes: string): string =>
      published === minutes
        ? `published winner and winner by the minutes: ${minutes}`
        : `published winner: ${published}; winner by the minutes: ${minutes}`,
    countCaveat: (folder: string) =>
      `If the minutes are authentic. Counting inside the stations, rolls and influence are not covered. Files: ${folder}`,
    alteredFound: "the total that was altered on its way was found, and no other was accused",
    alteredMissed: "the total that was altered on its way was not found",
    caveat: "A rehearsal shows what Vigie does; it does not measure what it would see on your machines.",
  },
};

export type DemoMessages = typeof demoEn;

export const demoFr: DemoMessages = {
  demo: {
    rehearsing: (folder) =>
      `Répétition d'une élection : journaux de quatre organismes sur douze jours, écrits dans ${folder}`,
    truthHeading: "Quelle part de la vérité a été trouvée",
    truthFound: (found, all) => `${found} des ${all} attaquants mis en scène ont été comptés comme attaques`,
    campaignFound: (name, rank, found, all) =>
      `campagne « ${name} » : trouvée, sa meilleure attaque au rang ${rank} ; ${found} de ses ${all} adresses comptées`,
    campaignMissed: (name) => `campagne « ${name} » : manquée`,
    innocents: (flagged, all) =>
      `${flagged} des ${all} visiteurs innocents signalés par une règle de niveau élevé ou plus`,
    drillsHeading: "Ce que vaut « rien trouvé »",
    strata: ["boîtes personnelles", "téléphones personnels", "prestataires", "bénévoles"],
    publisher: "un bureau de certification d'exercice",
    statementWritten: "La déclaration : {page} ; pour la vérifier : vigie verify {folder}",
    claims: `claims:
  - id: rehearsed-claim
    text: Un pays était derrière les attaques.
    claimant: Un porte-parole d'exercice
    date: 2026-04-24
    kind: attribution
    quotation: "Un pays était derrière ces attaques, et toutes ont été bloquées."
`,
    countHeading: "Une attaque aurait-elle pu changer le résultat ?",
    countAdded: (stations) => `les procès-verbaux de ${stations} bureaux ont été additionnés à nouveau`,
    countDiffers: (unit, choice, official, replayed) =>
      `commune ${unit}, ${choice} : publié ${official}, d'après les procès-verbaux ${replayed}`,
    countWinner: (published, minutes) =>
      published === minutes
        ? `vainqueur publié et vainqueur d'après les procès-verbaux : ${minutes}`
        : `vainqueur publié : ${published} ; vainqueur d'après les procès-verbaux : ${minutes}`,
    countCaveat: (folder) =>
      `Si les procès-verbaux sont authentiques. Le dépouillement dans les bureaux, les listes et l'influence ne sont pas couverts. Fichiers : ${folder}`,
    alteredFound: "le total altéré en chemin a été trouvé, et aucun autre n'a été mis en cause",
    alteredMissed: "le total altéré en chemin n'a pas été trouvé",
    caveat:
      "Une répétition montre ce que fait Vigie ; elle ne mesure pas ce que Vigie verrait sur vos machines.",
  },
};
