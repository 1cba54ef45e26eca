import type { Messages } from "./en.ts";

/** Ce que Vigie dit à une personne, en français. */
export const fr: Messages = {
  language: "fr",
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
      `${files} fichier(s), ${records} enregistrements (${size}) lus en ${seconds} s`,
    recognised: (share) => `${share} des enregistrements reconnus`,
    unparsed: (count) => `${count} enregistrements qu'aucun format ne lit (--unparsed FICHIER les garde)`,
    oversize: (count) => `${count} enregistrements de plus de 1 Mio ont été coupés`,
    remarks: {
      empty: "ne contient aucun enregistrement (est-ce le bon fichier ?)",
      oversize: (count: string) =>
        `${count} enregistrements de plus de 1 Mio ont été coupés ; la suite de leurs lignes n’a pas été lue (les fins de ligne sont-elles intactes ?)`,
    },
    moreRemarks: (count: string) => `et ${count} autres remarques de ce genre (--json les donne toutes)`,
    rejectedRules: (count) => `${count} règles rejetées (vigie rules check dit pourquoi)`,
    answerAttacks: (attacks, elaborate, succeeded, blocked) =>
      `Attaqué : oui. ${attacks} attaques comptées ; ${elaborate} élaborées ; ${succeeded} ont abouti à quelque chose ; ${blocked} bloquées par un équipement.`,
    answerNone: "Aucune attaque trouvée dans ce qui a été lu.",
    caveat:
      "La détection n'a pas été mesurée par des exercices : rien de ce qui n'a pas été trouvé n'est exclu. L'intention et l'auteur ne sont pas déterminés.",
    notAssessed: "non évalué",
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
  attacks: { none: "Aucune attaque n'est enregistrée. Examinez d'abord quelque chose : vigie scan /var/log" },
  rules: {
    checked: (loaded, rejected) => `${loaded} règles et corrélations utilisables, ${rejected} rejetées`,
    none: "aucune règle trouvée",
  },
  verify: {
    outcome: (held, all) => `${held} vérifications sur ${all} ont tenu`,
    ownWord:
      "sans --trust : un dossier est vérifié avec la clé qu'il apporte, ce qui montre seulement que rien n'a changé depuis",
    written: (folder, files) =>
      `${files} fichiers écrits dans ${folder} ; vérifiez-les avec : vigie verify ${folder}`,
    proofWritten: (file) => `Preuve écrite dans ${file}`,
    erased: (attacks, alerts, records, segments) =>
      `Effacés pour de bon : ${attacks} attaques, ${alerts} alertes, ${records} enregistrements, ${segments} segments. Le registre dit cela, et pourquoi.`,
  },
  doctor: {
    heading: "Vigie sur cette machine",
    good: "bon",
    bad: "problème",
    note: "note",
    node: "Node",
    store: "dépôt",
    rules: "règles",
    logs: "journaux",
    threads: "fils",
    clock: "horloge",
    writable: "on peut y écrire",
    readable: (count) => `${count} fichiers lisibles sous /var/log`,
    noLogs:
      "rien de lisible sous /var/log ; lancez Vigie comme membre du groupe adm, ou nommez votre dossier",
  },
  bouncers: {
    none: "Aucun bouncer pour l'instant : vigie bouncers add NOM --type firewall",
    never: "n'a jamais appelé",
    noPull: "n'a relevé aucune liste",
    pulled: (time) => `a relevé ${time}`,
    behind: (count) => `${count} changements de retard`,
    omitted: (count) =>
      `${count} décisions plus anciennes ont été laissées hors de sa liste : il y en a plus en vigueur que n'en tient l'ensemble d'un pare-feu`,
    revoked: (time) => `retiré ${time}`,
    removed: (name) =>
      `${name} est retiré : sa clé n'ouvre plus rien. Ce qu'il bloque le reste jusqu'à son arrêt.`,
    limits: {
      range:
        "ne peut pas appliquer les plages : en mode nftables, aucune ne lui est envoyée (prenez --mode iptables, avec ipset)",
      "range?":
        "n'applique peut-être pas les plages : un bouncer de pare-feu en mode nftables ne le fait pas (ajoutez-le de nouveau avec --type firewall --mode ...)",
      "longer-than-24-days": "met fin après 24 jours aux blocages de plus de 24 jours (une limite d'ipset)",
    },
    rangesInForce: (count) => `[plages en vigueur : ${count}]`,
    notReported: "appliqué en tout : ce bouncer ne le rapporte pas",
    enforced: (packets, bytes) => `appliqué en tout : ${packets} paquets, ${bytes} octets rejetés, selon lui`,
    key: "Clé (montrée une seule fois) :",
    url: "API :",
    noApi:
      "vigie.yaml n'a pas de section api, donc rien n'écoute encore : ajoutez la ligne `api: {}` et nommez le fichier avec --config",
    anyAddress:
      "l'API écoute sur toutes les adresses : remplacez 127.0.0.1 par celle que le bouncer atteint, ou donnez --url",
  },
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
    caveat:
      "Une répétition montre ce que fait Vigie ; elle ne mesure pas ce que Vigie verrait sur vos machines.",
  },
  report: {
    title: "Y a-t-il eu attaque ?",
    lead: "Ce que montrent les journaux, avec les octets derrière chaque phrase",
    made: (time, version) => `Fait le ${time} par Vigie ${version}`,
    funnel: "Des enregistrements aux attaques",
    scale: "La longueur d'une barre suit le nombre de chiffres, non le nombre (échelle logarithmique).",
    timeline: "Quand",
    timelineText: "Attaques selon l'heure de leur première alerte",
    attacks: "Attaques",
    showing: (shown, all) => `Les ${shown} premières sur ${all}, par rang.`,
    sources: "Ce qui a été lu",
    file: "fichier",
    formats: "formats",
    records: "enregistrements",
    remarks: "remarques",
    reasons: "Pourquoi elle est à ce rang",
    evidence: "Preuves",
    evidenceText: "Octets bruts tels que journalisés ; position et longueur comptent dans le fichier décodé.",
    check: "À vérifier soi-même",
    checkText: "Les octets d'un enregistrement se découpent et se hachent avec des outils ordinaires :",
    limits: "Ce que ceci ne dit pas",
    limitItems: [
      "Ceci ne dit pas que rien d'autre n'a eu lieu : la détection n'a pas été mesurée par des exercices, et rien de ce qui n'a pas été trouvé n'est exclu.",
      "Ceci ne dit pas qui était derrière une attaque, depuis quel pays, ni dans quelle intention.",
      "« Bloquée » n'est écrit que là où un équipement l'a dit dans son propre journal.",
      "Ceci ne dit pas si le résultat est juste : c'est le rôle du comptage, et il y faut du papier.",
    ],
    rank: "rang",
    techniques: "techniques ATT&CK",
    none: "aucune",
    time: "heure",
    weight: "poids",
    origin: "Origine",
    thread: "Fil",
    body: "Organisme",
    period: "Période",
    outcome: "Issue",
    moreRecords: (count) => `${count} autres alertes ne sont pas imprimées ici.`,
  },
};
