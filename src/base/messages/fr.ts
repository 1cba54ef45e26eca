import { claimsFr } from "./claims.ts";
import { drillsFr } from "./drills.ts";
import type { Messages } from "./en.ts";
import { rankingFr } from "./ranking.ts";
import { resultsFr } from "./results.ts";
import { statementPageFr } from "./statement-page.ts";

/** Ce que Vigie dit à une personne, en français. */
export const fr: Messages = {
  language: "fr",
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
  watch: {
    leftOut: (count) =>
      `${count} lignes n'ont pas été affichées : leur lecteur est trop lent. Le dépôt les a toutes`,
    needsStore: "une veille doit se souvenir",
    nameStore: "indiquez un dossier avec --store",
    notYet: (file: string) => `${file} n'existe pas encore : il sera suivi dès qu'il existera`,
    notBlocked: (value: string, reason: string) => `pas de blocage : ${value} : ${reason}`,
    nothing: "il n'y a rien à surveiller",
    nothingRemedy: "indiquez des fichiers, ou des sources dans vigie.yaml (--config)",
    active: "en veille : les décisions sont appliquées",
    dryRun: "en veille, à blanc : les décisions sont montrées, rien n'est bloqué",
    listening: (urls: string) => `à l'écoute sur ${urls}`,
    stopped: "arrêtée : tout ce qui a été lu est conservé",
    silent: (source: string) => `${source} se tait : ce qui s'y passe n'est pas vu`,
    backAgain: (source: string) => `${source} se fait entendre de nouveau`,
    until: "jusqu'au",
  },
  blocks: {
    none: "Aucun blocage n’est ouvert. --all montre aussi ceux qui sont terminés",
    statuses: { active: "en vigueur", dry_run: "à blanc", proposed: "proposé", lifted: "levé" },
    over: "terminé",
    columns: {
      value: "adresse",
      status: "état",
      until: "jusqu’à (UTC)",
      behaviour: "pour",
      dropped: "rejetés",
    },
    decision: "Décision",
    by: {
      policy: "décidée par la règle de blocage",
      operator: "décidée par une personne",
      import: "d’une liste partagée",
    },
    begins: (event, created) => `événement ${event}, décision ${created}`,
    liftedAt: (time, why) => `levée ${time} : ${why}`,
    dropped: (packets, bytes) => `${packets} paquets (${bytes}) rejetés par le pare-feu de cette machine`,
    added: (value, until) => `${value} est à bloquer jusqu’à ${until}`,
    lifted: (value, id) => `levé : ${value} (${id})`,
    confirmed: (value, until) => `en vigueur : ${value} jusqu’à ${until}`,
    still: (value, other, id, until) => `${value} reste bloquée : ${other} (${id}) tient jusqu’à ${until}`,
    decisionIsNoBlock:
      "une décision ne bloque rien d’elle-même : un bouncer ou vigie watch --enforce doit venir la chercher",
    noneOpen: "aucun blocage ouvert ne porte cette adresse ou cet identifiant",
    noneWaits: "aucune décision en attente d’une personne ne porte cet identifiant",
    listThem: "vigie blocks list --all les montre",
    ambiguous: "plusieurs décisions commencent ainsi :",
    typeMore: "en taper davantage",
    unread: (text) => `la liste de sûreté n’est pas complète : ${text}`,
    refused: (value, reason) => `${value} n’est pas bloquée : ${reason}`,
    refusedRemedy: "docs/blocking.md dit ce qui n’est jamais bloqué, et pourquoi",
    needsStore: "un blocage demande un dépôt durable",
    needsStoreRemedy: "en nommer un avec --store",
    refusals: {
      "no-origin": "les enregistrements ne nomment pas un seul client",
      "already-denied": "un équipement l’a déjà refusé",
      "not-in-policy": "la règle de blocage ne le couvre pas",
      "few-records": "trop peu d’enregistrements",
      "spoofable-source": "la source peut être falsifiée",
      undated: "l’événement n’indique pas d’heure",
      stale: "l’événement est trop ancien",
      future: "l’événement est dans le futur",
      "safety-unknown": "la liste de sûreté ne peut pas être lue en entier",
      reserved: "boucle locale, lien local ou réservée",
      allowlisted: "sur la liste d’autorisation",
      "own-address": "une adresse de cette machine",
      gateway: "la passerelle de cette machine",
      resolver: "le serveur de noms de cette machine",
      proxy: "un mandataire de confiance",
      "console-session": "quelqu’un est connecté depuis cette adresse",
      "bouncer-client": "un bouncer interroge depuis cette adresse",
      "wide-range": "plage trop large",
      "not-an-address": "ni adresse ni plage",
      "already-decided": "déjà décidé",
      cap: "trop de nouveaux blocages par minute",
    },
  },
  allow: {
    none: "La liste d’autorisation est vide. vigie allow add 192.0.2.7 --why ...",
    added: (value, name) => (name === "" ? `autorisée : ${value}` : `autorisée : ${value} (${name})`),
    repinned: (name, value) => `${name} ne désigne plus ${value} : retirée de la liste`,
    removed: (value) => `retirée de la liste d’autorisation : ${value}`,
    unknown: "n’est pas sur la liste d’autorisation",
    unknownRemedy: "vigie allow list la montre",
    noAddress: "n’est ni une adresse, ni une plage, ni un nom que l’on puisse résoudre",
    noAddressRemedy: "vérifier l’orthographe, ou donner l’adresse avec --address",
    lifted: (value) => `désormais sur la liste d’autorisation : ${value}`,
    within: (value, id) =>
      `se trouve dans le blocage de ${value} (${id}), qui reste tant qu’il n’est pas levé`,
  },
  exchange: {
    exported: (attacks, addresses) =>
      `${attacks} attaques venues de ${addresses} adresses écrites ; aucun enregistrement brut parmi elles.`,
    imported: (count, proposed, refused) =>
      `${count} adresses lues : ${proposed} proposées, ${refused} écartées (protégées, ou plus valables). Aucune n'est bloquée avant qu'une personne ne confirme : vigie blocks list --status proposed`,
    left: (kinds) => `laissés de côté : ${kinds}`,
  },
  trend: {
    heading: "Est-ce que cela augmente ?",
    columns: { year: "année", attacks: "attaques", sourceDays: "jours-source" },
    told: (factor, low, high) =>
      `À observation égale, le rythme des attaques est multiplié par ${factor} par an (intervalle à 95 % : ${low} à ${high}).`,
    ratio: (from, to, ratio, low, high) =>
      `${from} à ${to}, par jour-source : facteur ${ratio} (${low} à ${high})`,
    untold: "On ne peut pas dire si le nombre d'attaques augmente :",
    reasons: {
      "no-attack": "aucune n'a été comptée.",
      "no-exposure": "on ignore ce qui était observé (aucune donnée brute n'est conservée).",
      "too-short": "moins d'un an a été observé.",
      "too-few": "trop peu de semaines ont été observées.",
      "rules-changed":
        "les règles ont changé entre-temps ; --rerun recompte avec un seul jeu de règles sur ce qui est conservé.",
      "no-fit": "les nombres ne donnent pas de rythme.",
    },
    doubling: {
      compatible: "C'est compatible avec un doublement chaque année, et avec tout le reste de l'intervalle.",
      slower: "C'est plus lent qu'un doublement chaque année.",
      faster: "C'est plus rapide qu'un doublement chaque année.",
    },
    described:
      "Attaques par semaine ; les semaines grises n'ont pas été observées ; la ligne est le rythme ajusté.",
    gone: (count) =>
      `${count} segments ont disparu ou ne donnent pas d'heure : les semaines qu'ils couvraient peuvent sembler non observées`,
  },
  reasons: {
    unusual: (value, types) => `inhabituel ici (${value} sur 1) : ${types}`,
    company: (value, types) => `avec des alertes inhabituelles dans l'heure (${value}) : ${types}`,
    rarity: (value, title) => `rare ici : « ${title} » (rareté ${value} sur 1)`,
    level: (level, title) => `une règle de niveau ${level} s'est déclenchée : « ${title} »`,
    stages: (count, names) => `${count} étapes dans leur ordre : ${names}`,
    success: (titles) => `a réussi : ${titles}`,
    inside: (titles) => `actes après l'entrée : ${titles}`,
    "inside-perhaps": (titles) => `actes après une tentative sérieuse d'entrer : ${titles}`,
    dwell: (days) => `${days} jours du premier acte au dernier`,
    account: (user, title) => `un compte que presque personne d'autre n'essaie : ${user} (« ${title} »)`,
    actors: (count, names) => `${count} origines ou fils sont liés entre eux : ${names}`,
    "only-here": (title, body) =>
      `aucun autre organisme n'a vu la même chose dans la semaine : « ${title} » chez ${body}`,
    judged: (known, all) => `des personnes ont déjà jugé des attaques avec ${known} de ses ${all} règles`,
    sustained: (hours, types) => `sans pause pendant ${hours} h, ce qui n'est pas l'habitude ici : ${types}`,
  },
  campaigns: {
    none: "Aucune campagne : aucune attaque liée à d'autres n'est élaborée.",
    directed:
      "dirigée contre cet organisme : voir les raisons ci-dessous ; intention et auteur non déterminés",
    undirected:
      "rien ne montre que cet organisme en particulier était visé ; intention et auteur non déterminés",
    moreLinks: (count) => `et ${count} autres liens`,
    weakest: (attacks, strength) =>
      `Ce qui la romprait : son lien le plus faible (${strength} sur 1) ; sans lui, ${attacks} attaques seraient à part.`,
  },
  judge: { none: "Personne n'en a encore décidé : ajoutez --verdict et --why." },
  links: {
    address: (ip) => `la même adresse : ${ip}`,
    network: (prefix, addresses) => `adresses voisines : ${prefix}, dont ${addresses} ont attaqué en tout`,
    account: (user, threads) => `le même compte : ${user}, essayé par ${threads} fils en tout`,
    method: (title, threads) =>
      `le même acte grave chez un organisme : « ${title} », par ${threads} fils en cette saison`,
    tool: (trait, threads) => `le même outil : ${trait}, utilisé par ${threads} fils en tout`,
    target: (trait, threads) => `la même cible : ${trait}, demandée par ${threads} fils en tout`,
    machine: (host) => `quelqu'un est entré sur ${host}, et plus tard il s'y passe quelque chose`,
    sequence: () =>
      "quelqu'un est entré, et peu après il se passe quelque chose à l'intérieur sans que personne n'ait été vu entrer",
  },
  triage: {
    counted: (alerts, attacks) => `${alerts} alertes d'un autre outil ; ${attacks} attaques comptées`,
    caveat:
      "Classées d'après ce qu'il y a d'inhabituel dans ces seules alertes : ce que leurs règles signifient, et si l'on peut s'y fier, n'est pas connu ici. Ni l'intention ni l'auteur ne sont déterminés.",
    passed: (count) => `${count} lignes ne contiennent pas d'alerte et ont été passées`,
    moreProblems: (count) => `et ${count} autres lignes de ce genre`,
  },
  attacks: { none: "Aucune attaque n'est enregistrée. Examinez d'abord quelque chose : vigie scan /var/log" },
  rules: {
    noneLoaded: "aucune règle n'est chargée, donc rien ne pourrait être trouvé",
    noneLoadedRemedy: "indiquez des règles avec --rules, ou retirez --no-builtin-rules",
    checked: (loaded, rejected, remarks) =>
      `${loaded} règles et corrélations utilisables, ${rejected} rejetées, ${remarks} remarques`,
    none: "aucune règle trouvée",
    fired: "se déclenche",
    notFired: "ne se déclenche pas",
    tested: (fired, events) => `se déclenche sur ${fired} des ${events} événements de sa source`,
    always: "évaluée à chaque événement : aucun texte n'est nécessaire pour qu'elle se déclenche",
    cost: (evaluated, fired) => `évaluée ${evaluated} fois, déclenchée ${fired} fois`,
    evaluated: (events, each) => `${events} événements, ${each} règles évaluées pour chacun`,
    covered: (techniques, rules) => `${techniques} techniques nommées par ${rules} règles`,
  },
  verify: {
    outcome: (held, all) => `${held} vérifications sur ${all} ont tenu`,
    ownWord:
      "sans --trust : un dossier est vérifié avec la clé qu'il apporte, ce qui montre seulement que rien n'a changé depuis",
    written: (folder, files) =>
      `${files} fichiers écrits dans ${folder} ; vérifiez-les avec : vigie verify ${folder}`,
    proofWritten: (file) => `Preuve écrite dans ${file}`,
    erased: (attacks, alerts, records, segments, decisions) =>
      `Effacés pour de bon : ${attacks} attaques, ${alerts} alertes, ${records} enregistrements, ${segments} segments, ${decisions} décisions. Le registre dit cela, et pourquoi.`,
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
  init: {
    head: "Configuration de Vigie. Tout a une valeur par défaut ; docs/configuration.md explique chaque clé.\nÀ vérifier après un changement : vigie doctor --config CE-FICHIER",
    body: "À qui sont ces journaux : le nom de votre organisation dans tout ce qui est trouvé.",
    offset:
      "Le décalage des heures sans fuseau (journaux d’erreurs de nginx, ancien syslog). Le mieux est d’écrire en UTC.",
    sources:
      "Ce qui est suivi. Un fichier qui tourne est suivi au-delà ; la première entrée qui convient est retenue.",
    noSources:
      "Aucun journal trouvé sur cette machine. Nommez les vôtres, par exemple : - path: /var/log/auth.log",
    unread: "cet utilisateur ne peut pas encore le lire",
    journal: "Le journal de systemd, pour ce qui n’écrit pas de fichier.",
    block:
      "Ce qui est fait contre les attaques. dry_run décide et montre, sans rien bloquer : regardez quelques jours,\nmettez vos bureaux et partenaires dans allow, puis écrivez mode: active.",
    proxies:
      "Plages de vos serveurs mandataires ou de votre CDN. Sans elles, un blocage pourrait toucher le mandataire, donc tout le monde.",
    api: "Permet aux bouncers (pare-feu, nginx, Traefik) de chercher les décisions ; voir vigie bouncers add.",
    notify:
      "Qui est prévenu. Les messages ne contiennent ni adresse ni texte de journal sans details: true.\nLes secrets sont dans des variables d’environnement ; pour le service, dans /etc/vigie/environment.",
    health: "GET /health et GET /metrics (Prometheus). health: false les arrête.",
    retention:
      "Durée de conservation des octets bruts ; vigie erase --expired efface ce qui est plus ancien.",
    found: (service, pattern, files) => `${service} : ${pattern} (${files} fichier(s))`,
    foundJournal: (service, units) => `${service} : dans le journal (${units})`,
    noLog: (service) =>
      `${service} : est installé et n’a pas encore de journal ; relancez vigie init quand il en aura un`,
    notFound: (names) => `pas trouvé : ${names}`,
    unreadable: (files, user) =>
      `illisible pour ${user} : ${files}. Donnez-lui le droit par le groupe qui possède les journaux : sudo usermod -aG adm ${user}, puis reconnectez-vous (RHEL : en root, ou sudo setfacl -m u:${user}:r FICHIER). Le service de vigie service install l’a`,
    written: (file) => `Écrit dans ${file}. Ensuite :`,
    exists: "le fichier existe déjà",
    existsRemedy: "donnez un autre nom par --out, affichez-le par --print, ou remplacez-le par --force",
    unwritable: "ne peut pas être écrit",
    unwritableRemedy: "donnez un autre nom par --out, ou affichez-le par --print",
  },
  service: {
    installed: "Installé ; rien ne tourne encore. Ensuite :",
    started: "Installé et démarré. Ensuite :",
    uninstalled: (store) => `Retiré. Ce qui a été gardé reste dans ${store}, et son utilisateur aussi`,
    notInstalled: "pas installé : sudo vigie service install",
    status: (active, enabled) => `installé ; ${active} ; au démarrage : ${enabled}`,
    noConfig: "cette configuration n’existe pas",
    noConfigRemedy: (file) => `créez-la : vigie init --out ${file} ; ou nommez la vôtre par --config`,
  },
  notify: {
    summary: (count, level) => `${count} événement(s), le plus grave : ${level}`,
    again: "(déjà annoncé ; nombre depuis le dernier message)",
    kinds: {
      alert: (level, count) => `${count} alerte(s), niveau ${level}`,
      block: (count) => `${count} blocage(s) décidé(s)`,
      proposal: (count) => `${count} blocage(s) proposé(s) : une personne doit décider`,
      silence: "Une source s’est tue : ce qui s’y passe n’est pas vu",
      return: "Une source se fait entendre de nouveau",
      trouble: (count) => `Vigie a un problème (${count} fois)`,
    },
    next: {
      alert: (id) => `À faire : regarder avec les lignes brutes : vigie show ${id}`,
      block: (id) =>
        `À faire : voir pourquoi : vigie blocks show ${id}. Si c’est une erreur : vigie blocks lift ${id} --why "..."`,
      proposal: (id) =>
        `À faire : voir pourquoi : vigie blocks show ${id}. Puis vigie blocks confirm ${id} --why "...", ou vigie blocks lift ${id} --why "..."`,
      silence:
        "À faire : vérifier que le service tourne et écrit son journal, et que l’envoi fonctionne. Si personne chez vous ne l’a arrêté, traitez-le comme une attaque",
      return: "À faire : chercher ailleurs ce qui s’est passé entre-temps : le trou est scellé comme constat",
      trouble:
        "À faire : lancer vigie doctor sur cette machine, et lire ce que dit le service : journalctl -u vigie",
    },
    nextList: "À faire : vigie attacks et vigie blocks list montrent ce qu’il y a",
    detail: {
      body: "organisation",
      said: "quoi",
      rule: "règle",
      address: "adresse",
      user: "utilisateur",
      host: "machine",
      behaviour: "pour",
      until: "jusqu’à",
      why: "raison",
    },
    more: (kind, count) => `et ${count} de plus du genre ${kind}`,
    footer: (id) =>
      `Vigie, message ${id}. Le même message peut arriver deux fois ; son numéro est alors le même.`,
    channel: "avis",
    fine: (sent) => `${sent} messages arrivés`,
    waiting: (count) => `${count} événements attendent`,
    failing: (tries, reason) => `les ${tries} derniers essais ont échoué : ${reason}`,
    givenUp: (count) => `${count} événements abandonnés`,
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
        "n'applique peut-être pas les plages : les bouncers de pare-feu en mode nftables ne le font pas, ni d'anciens greffons de Traefik (docs/bouncers.md)",
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
  report: {
    title: "Y a-t-il eu attaque ?",
    lead: "Ce que montrent les journaux, avec les octets derrière chaque phrase",
    made: (time, version) => `Fait le ${time} par Vigie ${version}`,
    funnel: "Des enregistrements aux attaques",
    scale: "La longueur d'une barre suit le nombre de chiffres, non le nombre (échelle logarithmique).",
    outcomes: "Ce qu'il en est advenu",
    sensitivity: "Comment elles ont été comptées",
    sensitivityText: (gap) =>
      `Les alertes d'une origine contre un organisme forment une attaque tant qu'aucun silence ne dépasse ${gap}. D'autres règles donnent d'autres chiffres :`,
    window: "silence",
    unit: "comptées",
    campaigns: "Campagnes",
    campaignText: "Attaques liées entre elles ; chaque lien avec sa date et sa force.",
    campaignLabel: (attacks, from, to) =>
      `${attacks} attaques du ${from} au ${to}, énumérées ci-dessous avec leurs liens`,
    ties: "Ce qui les lie",
    strength: "force",
    between: "entre",
    tie: "lien",
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
