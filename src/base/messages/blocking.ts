/**
 * What Vigie says about decisions to block, and about those who enforce them.
 * @module
 */

export const blockingEn = {
  blocks: {
    none: "No block is open. --all lists those that are over, too",
    statuses: { active: "in force", dry_run: "dry run", proposed: "proposed", lifted: "lifted" },
    over: "over",
    columns: {
      value: "address",
      status: "status",
      until: "until (UTC)",
      behaviour: "for",
      dropped: "dropped",
    },
    decision: "Decision",
    by: {
      policy: "decided by the block policy",
      operator: "decided by a person",
      import: "from a shared list",
    },
    begins: (event: string, created: string) => `event ${event}, decided ${created}`,
    liftedAt: (time: string, why: string) => `lifted ${time}: ${why}`,
    dropped: (packets: string, bytes: string) =>
      `${packets} packets (${bytes}) dropped by the firewall of this machine`,
    added: (value: string, until: string) => `${value} is to be blocked until ${until}`,
    lifted: (value: string, id: string) => `lifted: ${value} (${id})`,
    confirmed: (value: string, until: string) => `in force: ${value} until ${until}`,
    still: (value: string, other: string, id: string, until: string) =>
      `${value} stays blocked: ${other} (${id}) holds until ${until}`,
    decisionIsNoBlock:
      "a decision blocks nothing by itself: a bouncer or vigie watch --enforce has to fetch it",
    noneOpen: "no open block has this address or id",
    noneWaits: "no decision that waits for a person has this id",
    listThem: "vigie blocks list --all shows them",
    ambiguous: "several decisions begin like this:",
    typeMore: "type more of it",
    unread: (text: string) => `the safety list is not whole: ${text}`,
    refused: (value: string, reason: string) => `${value} is not blocked: ${reason}`,
    refusedRemedy: "docs/blocking.md says what is never blocked, and why",
    needsStore: "a block needs a store that lasts",
    needsStoreRemedy: "name one with --store",
    refusals: {
      "no-origin": "the records name no single client",
      "already-denied": "a device denied it already",
      "not-in-policy": "the block policy does not cover it",
      "few-records": "too few records",
      "spoofable-source": "the source can be forged",
      undated: "the event states no time",
      stale: "the event is too old",
      future: "the event lies in the future",
      "safety-unknown": "the safety list cannot be read whole",
      reserved: "loopback, link-local or reserved",
      allowlisted: "on the allowlist",
      "own-address": "an address of this machine",
      gateway: "the gateway of this machine",
      resolver: "the name server of this machine",
      proxy: "a trusted proxy",
      "console-session": "somebody is signed in from there",
      "bouncer-client": "a bouncer asks from there",
      "wide-range": "too wide a range",
      "not-an-address": "no address and no range",
      "already-decided": "decided already",
      cap: "too many new blocks per minute",
    },
  },
  allow: {
    none: "The allowlist is empty. vigie allow add 192.0.2.7 --why ...",
    added: (value: string, name: string): string =>
      name === "" ? `allowed: ${value}` : `allowed: ${value} (${name})`,
    repinned: (name: string, value: string) =>
      `${name} does not stand for ${value} any more: taken off the list`,
    removed: (value: string) => `taken off the allowlist: ${value}`,
    unknown: "is not on the allowlist",
    unknownRemedy: "vigie allow list shows what is",
    noAddress: "is no address, no range and no name that can be resolved",
    noAddressRemedy: "check its spelling, or give its address with --address",
    lifted: (value: string) => `on the allowlist now: ${value}`,
    within: (value: string, id: string) =>
      `lies within the block of ${value} (${id}), which stays until it is lifted`,
  },
  bouncers: {
    none: "No bouncer yet: vigie bouncers add NAME --type firewall",
    never: "has never called",
    noPull: "has not pulled a list",
    pulled: (time: string) => `pulled ${time}`,
    behind: (count: string) => `${count} changes behind`,
    omitted: (count: string) =>
      `${count} older decisions were left out of its list: more are in force than a firewall's set holds`,
    revoked: (time: string) => `removed ${time}`,
    removed: (name: string) =>
      `${name} is removed: its key opens nothing any more. What it blocks stays blocked until it is stopped.`,
    limits: {
      range: "cannot enforce ranges: in nftables mode none is sent to it (use --mode iptables, with ipset)",
      "range?":
        "may not enforce ranges: firewall bouncers in nftables mode do not, nor do older plugins for Traefik (docs/bouncers.md)",
      "longer-than-24-days": "ends bans of more than 24 days after 24 days (a limit of ipset)",
    },
    rangesInForce: (count: string) => `[ranges in force: ${count}]`,
    notReported: "enforced in total: not reported by this bouncer",
    enforced: (packets: string, bytes: string) =>
      `enforced in total: ${packets} packets, ${bytes} bytes dropped, as it reports`,
    key: "Key (shown once):",
    url: "API:",
    noApi:
      "vigie.yaml has no api section, so nothing listens yet: add the line `api: {}` and name the file with --config",
    anyAddress:
      "the API listens on every address: replace 127.0.0.1 by the one that the bouncer reaches, or give --url",
  },
};

export type BlockingMessages = typeof blockingEn;

export const blockingFr: BlockingMessages = {
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
};
