import { blockingFr } from "./blocking.ts";
import { claimsFr } from "./claims.ts";
import { demoFr } from "./demo.ts";
import { drillsFr } from "./drills.ts";
import type { Messages } from "./en.ts";
import { machineFr } from "./machine.ts";
import { compte } from "./plural.ts";
import { rankingFr } from "./ranking.ts";
import { reportFr } from "./report.ts";
import { resultsFr } from "./results.ts";
import { statementPageFr } from "./statement-page.ts";
import { triageFr } from "./triage.ts";

/** Ce que Vigie dit à une personne, en français. */
export const fr: Messages = {
  language: "fr",
  ...triageFr,
  ...reportFr,
  ...demoFr,
  ...machineFr,
  ...blockingFr,
  claims: claimsFr,
  drills: drillsFr,
  ranking: rankingFr,
  results: resultsFr,
  statementPage: statementPageFr,
  classes: { noise: "bruit", opportunistic: "opportuniste", elaborate: "élaborée" },
  outcomes: {
    observed: "observée",
    blocked_by_device: "bloquée par un équipement",
    decided: "blocage décidé",
    pulled: "blocage relevé",
    enforced: "bloquée par Vigie",
    succeeded: "aboutie",
  },
  objectives: {
    unknown: "inconnu",
    reconnaissance: "reconnaissance",
    access: "accès",
    theft: "vol",
    disruption: "perturbation",
    manipulation: "manipulation",
  },
  levels: {
    informational: "information",
    low: "faible",
    medium: "moyen",
    high: "élevé",
    critical: "critique",
  },
  scan: {
    read: (files, records, size, seconds) =>
      `${compte(files, "fichier", "fichiers")}, ${compte(records, "enregistrement", "enregistrements")} (${size}) lus en ${seconds} s`,
    recognised: (share, formats) =>
      `${share} des enregistrements reconnus${formats === "" ? "" : ` : ${formats}`}`,
    unparsed: (count) =>
      `${compte(count, "enregistrement", "enregistrements")} qu'aucun format ne lit (--unparsed FICHIER les garde)`,
    oversize: (count) =>
      `${compte(count, "enregistrement de plus de 1 Mio a été coupé", "enregistrements de plus de 1 Mio ont été coupés")}`,
    remarks: {
      empty: "ne contient aucun enregistrement (est-ce le bon fichier ?)",
      oversize: (count: string) =>
        `${compte(count, "enregistrement de plus de 1 Mio a été coupé", "enregistrements de plus de 1 Mio ont été coupés")} ; la suite de la même ligne n’a pas été lue (les fins de ligne sont-elles intactes ?)`,
    },
    moreRemarks: (count: string) =>
      `et ${compte(count, "autre remarque", "autres remarques")} de ce genre (--json donne tout)`,
    rejectedRules: (count) =>
      `${compte(count, "règle rejetée", "règles rejetées")} (vigie rules check dit pourquoi)`,
    answerAttacks: (attacks, elaborate, succeeded, blocked) =>
      `Attaqué : oui. ${compte(attacks, "attaque comptée", "attaques comptées")} ; ${compte(elaborate, "élaborée", "élaborées")} ; ${compte(succeeded, "a abouti", "ont abouti")} à quelque chose ; ${compte(blocked, "bloquée", "bloquées")} par un équipement.`,
    answerNone: "Aucune attaque trouvée dans ce qui a été lu.",
    units: { address: "par adresse", network: "par réseau" },
    counting: (gap, others) =>
      `attaques comptées par origine avec un silence de ${gap} ; d'autres règles donnent : ${others}`,
    sameCampaign: (rank) => `dans une même campagne que n° ${rank}, et jugée avec elle`,
    caveat:
      "La détection n'a pas été mesurée par des exercices : rien de ce qui n'a pas été trouvé n'est exclu. L'intention et l'auteur ne sont pas déterminés.",
    nothingRead: "Rien n'a pu être lu.",
    funnel: {
      records: "enregistrements",
      alerts: "alertes",
      attacks: "attaques",
      elaborate: "élaborées",
      directed: "dirigées",
    },
    attacksHeading: (shown, all) => `Attaques par rang (${shown} sur ${all})`,
    columns: {
      class: "classe",
      score: "score",
      first: "première vue",
      origin: "origine ou fil",
      alerts: "alertes",
      outcome: "issue",
    },
    next: (id, options) =>
      `En voir une avec ses enregistrements bruts : vigie show ${id}${options === "" ? "" : ` ${options}`}`,
    reportWritten: (file) => `Rapport écrit dans ${file}`,
    progress: (share, records, alerts) => `${share}  ${records} enregistrements, ${alerts} alertes`,
  },
  show: {
    became: (id, ids) => `${id} a été compté à nouveau et est maintenant ${ids}`,
    inCampaign: (id) => `fait partie d'une campagne : vigie show ${id}`,
    notFound: "aucune alerte ni attaque ne porte cet identifiant",
    notFoundRemedy: "vigie attacks les liste ; un examen avec --store :memory: ne garde rien",
    ambiguous: "plusieurs identifiants commencent ainsi :",
    attack: "Attaque",
    alert: "Alerte",
    why: "Pourquoi elle est à ce rang",
    alertsHeading: "Alertes",
    records: "Enregistrements bruts",
    verified: "empreinte vérifiée",
    changed: "le fichier ne contient plus ces octets",
    gone: "le fichier n'est plus là",
    more: (count) => `et ${count} de plus (--json les liste toutes)`,
    check: "À vérifier soi-même :",
  },
  exchange: {
    exported: (attacks, addresses) =>
      `${compte(attacks, "attaque écrite", "attaques écrites")}, de ${compte(addresses, "adresse", "adresses")} ; aucun enregistrement brut parmi elles.`,
    imported: (count, proposed, refused) =>
      `${compte(count, "adresse lue", "adresses lues")} : ${compte(proposed, "proposée", "proposées")}, ${compte(refused, "écartée (protégée, ou plus valable)", "écartées (protégées, ou plus valables)")}. Aucune n'est bloquée avant qu'une personne ne confirme : vigie blocks list --status proposed`,
    left: (kinds) => `laissés de côté : ${kinds}`,
  },
  attacks: { none: "Aucune attaque n'est enregistrée. Examinez d'abord quelque chose : vigie scan /var/log" },
  rules: {
    noneLoaded: "aucune règle n'est chargée, donc rien ne pourrait être trouvé",
    noneLoadedRemedy: "indiquez avec --rules des règles qui se chargent, ou retirez --no-builtin-rules",
    noneUsable: "aucune des règles indiquées n'est utilisable",
    noneUsableRemedy: "vigie rules check dit ce qui ne va pas dans chacune",
    checked: (loaded, rejected, remarks) =>
      `${compte(loaded, "règle ou corrélation utilisable", "règles et corrélations utilisables")}, ${compte(rejected, "rejetée", "rejetées")}, ${compte(remarks, "remarque", "remarques")}`,
    fired: "se déclenche",
    notFired: "ne se déclenche pas",
    tested: (fired, events) =>
      `se déclenche ${fired} fois, sur ${compte(events, "événement", "événements")} de sa source`,
    correlated: (fired, records) =>
      `se déclenche ${fired} fois ; ses règles se déclenchent sur ${compte(records, "enregistrement", "enregistrements")}`,
    stretch: (records, first, group) =>
      `${compte(records, "enregistrement", "enregistrements")} à partir de ${first}${group === "" ? "" : ` : ${group}`}`,
    quiet: (rules, unseen, correlations) =>
      `${compte(rules, "règle ne se déclenche", "règles ne se déclenchent")} pas, dont ${unseen} sans aucun événement de leur source ; ${compte(correlations, "corrélation ne se déclenche", "corrélations ne se déclenchent")} pas`,
    undated: (count) =>
      `${compte(count, "déclenchement", "déclenchements")} sur des enregistrements sans heure : aucune corrélation ne peut les placer dans une fenêtre`,
    firstHits: (count) => `les corrélations n'ont été essayées que sur les ${count} premiers enregistrements`,
    always: "évaluée à chaque événement : aucun texte n'est nécessaire pour qu'elle se déclenche",
    cost: (evaluated, fired) => `évaluée ${evaluated} fois, déclenchée ${fired} fois`,
    evaluated: (events, each) =>
      `${compte(events, "événement", "événements")}, ${compte(each, "règle évaluée", "règles évaluées")} pour chacun`,
    covered: (techniques, rules) =>
      `${compte(techniques, "technique nommée", "techniques nommées")} par ${compte(rules, "règle", "règles")}`,
  },
  verify: {
    outcome: (held, all) => `${compte(held, "vérification a tenu", "vérifications ont tenu")} sur ${all}`,
    ownWord:
      "sans --trust : un dossier est vérifié avec la clé qu'il apporte, ce qui montre seulement que rien n'a changé depuis",
    written: (folder, files) =>
      `${compte(files, "fichier écrit", "fichiers écrits")} dans ${folder} ; vérifiez-les avec : vigie verify ${folder}`,
    proofWritten: (file) => `Preuve écrite dans ${file}`,
    erased: (attacks, alerts, records, segments, decisions) =>
      `Effacés pour de bon : ${compte(attacks, "attaque", "attaques")}, ${compte(alerts, "alerte", "alertes")}, ${compte(records, "enregistrement", "enregistrements")}, ${compte(segments, "segment", "segments")}, ${compte(decisions, "décision", "décisions")}. Le registre dit cela, et pourquoi.`,
  },
  audit: {
    planned: (units, first) =>
      `Plan établi : ${units} unités tirables ; environ ${first} suffisent à la limite de risque si rien n'est faux.`,
    commitment: (digest) => `Publiez cet engagement avant le tirage de la graine : ${digest}`,
    sealed: (store) => `Scellé dans le journal de ${store}.`,
    drawn: (round, count, list) => `Tour ${round} : ${count} unités tirées ; cherchez ce que nomme ${list}.`,
    entered: (count, by) => `${count} saisies par ${by}.`,
    risk: (round, risk, limit) => `Tour ${round} : risque ${risk}, limite ${limit}.`,
    found: (drawn, discrepancies, missing) =>
      `${drawn} tirées, ${discrepancies} diffèrent de ce qui a été annoncé, ${missing} n'ont pu être montrées.`,
    confirmed: "Le résultat annoncé est confirmé à la limite de risque.",
    goOn: "Pas confirmé : on ne peut encore rien dire en faveur de l'issue annoncée. Tirez un autre tour, ou comptez tout.",
    full: "Tout a été tiré : c'est le papier qui décide.",
    held: (name, text) => `tenu    ${name} : ${text}`,
    broken: (name, text) => `ROMPU   ${name} : ${text}`,
    size: (cards) => `${cards} à tirer.`,
    meaningBatches: (percent) =>
      `Si les procès-verbaux originaux de l'échantillon sont authentiques, un résultat faussé par la transmission ou la centralisation aurait passé ce contrôle avec une probabilité d'au plus ${percent}.`,
    uncoveredBatches:
      "Le dépouillement dans les bureaux, les listes électorales, les machines sans papier et l'influence sur les électeurs ne sont pas couverts.",
    meaningCards: (percent) =>
      `Si les bulletins sont complets et ont été gardés en sûreté, un résultat faux aurait passé ce contrôle avec une probabilité d'au plus ${percent}.`,
    uncoveredCards:
      "Les listes électorales, la garde des bulletins et l'influence sur les électeurs ne sont pas couvertes.",
    title: (contest) => `Audit : ${contest}`,
    outcome: "Résultat annoncé",
    votes: "Voix",
    choice: "Choix",
    riskByRound: "Risque par tour",
    riskPicture: "Le risque après chaque tour, sur une échelle logarithmique, face à la limite.",
    possible: "Marge face à l'erreur possible",
    possiblePicture:
      "Pour chaque marge : sa taille en voix, et les voix que les bornes laissent pouvoir être fausses.",
    margin: "marge en voix",
    bound: "voix que les bornes laissent pouvoir être fausses",
    round: "tour",
    unit: "unité",
    place: "tirage",
    ticket: "numéro",
    fetched: "trouvé",
    riskWord: "risque",
    limit: "limite",
    drawnWord: "tirées",
    differ: "diffèrent",
    missing: "manquantes",
    rests: "Sur quoi cela repose",
    boundsFrom: (source) => `Bornes sur les bulletins : ${source}`,
    seed: (seed, ceremony) => `Graine ${seed}. ${ceremony}`,
    recompute:
      "Chacun peut tout recalculer à partir des fichiers de ce dossier : vigie audit assess DOSSIER --recompute",
  },
};
