/**
 * What Vigie says about the machine it runs on: the watch, its service, its channels.
 * @module
 */
import { compte, counted } from "./plural.ts";

export const machineEn = {
  doctor: {
    heading: "Vigie on this machine",
    good: "ok",
    bad: "problem",
    note: "note",
    node: "Node",
    store: "store",
    rules: "rules",
    logs: "logs",
    threads: "threads",
    clock: "clock",
    writable: "can be written",
    readable: (count: string) => `${counted(count, "readable file", "readable files")} under /var/log`,
    noLogs: "nothing readable under /var/log; run as a member of group adm, or name your own folder",
  },
  init: {
    head: "Vigie's configuration. Everything has a default; docs/configuration.md explains each key.\nCheck it after a change: vigie doctor --config THIS-FILE",
    body: "Whose logs these are: the name of your organisation in everything that is found.",
    offset:
      "The offset of times that state no zone (nginx error logs, older syslog). Logging in UTC is best.",
    sources:
      "What is followed. A file that is rotated is followed on; the first entry that fits a file is taken.",
    noSources: "No log was found on this machine. Name yours, such as: - path: /var/log/auth.log",
    unread: "this user cannot read it yet",
    journal: "The systemd journal, for what writes no file of its own.",
    block:
      "What is done about attacks. dry_run decides and shows, and blocks nothing: look at it for some days,\nput your own offices and partners into allow, then set mode: active.",
    proxies:
      "Ranges of your reverse proxies or CDN. Without them a block could hit the proxy, that is, everybody.",
    api: "Lets bouncers (firewall, nginx, Traefik) fetch decisions; see vigie bouncers add.",
    notify:
      "Who is told. Messages hold no address and no log text unless details: true.\nSecrets stand in environment variables; for the service in /etc/vigie/environment.",
    health: "GET /health and GET /metrics (Prometheus). health: false turns it off.",
    retention: "How long raw bytes are kept; vigie erase --expired deletes what is older.",
    found: (service: string, pattern: string, files: string) =>
      `${service}: ${pattern} (${counted(files, "file", "files")})`,
    foundJournal: (service: string, units: string) => `${service}: in the journal (${units})`,
    noLog: (service: string) =>
      `${service}: is installed, and has no log yet; run vigie init again once it has`,
    notFound: (names: string) => `not found: ${names}`,
    unreadable: (files: string, user: string) =>
      `cannot be read by ${user}: ${files}. Give the right by the group that owns the logs: sudo usermod -aG adm ${user}, then sign in again (RHEL: run as root, or sudo setfacl -m u:${user}:r FILE). The service of vigie service install has it`,
    written: (file: string) => `Written to ${file}. Next:`,
    exists: "the file is there already",
    existsRemedy: "give another name with --out, print it with --print, or replace it with --force",
    unwritable: "cannot be written",
    unwritableRemedy: "give another name with --out, or print it with --print",
  },
  service: {
    installed: "Installed; nothing runs yet. Next:",
    started: "Installed and started. Next:",
    uninstalled: (store: string) => `Taken away. What it kept stays in ${store}, and so does its user`,
    notInstalled: "not installed: sudo vigie service install",
    status: (active: string, enabled: string) => `installed; ${active}; at boot: ${enabled}`,
    noConfig: "there is no such configuration",
    noConfigRemedy: (file: string) => `make one: vigie init --out ${file}; or name yours with --config`,
  },
  notify: {
    summary: (count: string, level: string) => `${counted(count, "event", "events")}, most serious: ${level}`,
    again: "(told before; the count is what came since)",
    kinds: {
      alert: (level: string, count: string) => `${counted(count, "alert", "alerts")}, level ${level}`,
      block: (count: string) => `${counted(count, "block", "blocks")} decided`,
      proposal: (count: string) => `${counted(count, "block", "blocks")} proposed: a person has to decide`,
      silence: "A source has fallen silent: what happens there is not seen",
      return: "A source is heard again",
      trouble: (count: string) => `Vigie has trouble (${counted(count, "time", "times")})`,
    },
    next: {
      alert: (id: string) => `Next: look at it with its raw records: vigie show ${id}`,
      block: (id: string) =>
        `Next: see why: vigie blocks show ${id}. If it is wrong: vigie blocks lift ${id} --why "..."`,
      proposal: (id: string) =>
        `Next: see why: vigie blocks show ${id}. Then vigie blocks confirm ${id} --why "...", or vigie blocks lift ${id} --why "..."`,
      silence:
        "Next: see whether the service runs and writes its log, and whether the shipper runs. If neither was stopped by you, take it for an attack",
      return: "Next: look elsewhere for what happened in between: the gap is sealed as a finding",
      trouble: "Next: run vigie doctor on that machine, and read what the service says: journalctl -u vigie",
    },
    nextList: "Next: vigie attacks and vigie blocks list show what there is",
    detail: {
      body: "body",
      said: "what",
      rule: "rule",
      address: "address",
      user: "user",
      host: "host",
      behaviour: "for",
      until: "until",
      why: "why",
    },
    more: (kind: string, count: string) => `and ${count} more of kind ${kind}`,
    footer: (id: string) =>
      `Vigie, message ${id}. The same message may come twice; its number is the same then.`,
    channel: "notify",
    fine: (sent: string) => `${counted(sent, "message", "messages")} arrived`,
    waiting: (count: string) => `${counted(count, "event waits", "events wait")}`,
    failing: (tries: string, reason: string) => `the last ${tries} tries failed: ${reason}`,
    givenUp: (count: string) => `${counted(count, "event was", "events were")} given up`,
  },
  watch: {
    leftOut: (count: string) =>
      `${counted(count, "line was", "lines were")} not printed: whoever reads them is too slow. The store has them all`,
    needsStore: "a watch has to remember",
    nameStore: "name a folder with --store",
    notYet: (file: string) => `${file} is not there yet: it is followed once it is`,
    notBlocked: (value: string, reason: string) => `not blocked: ${value}: ${reason}`,
    nothing: "there is nothing to watch",
    nothingRemedy: "name files, or sources in vigie.yaml (--config)",
    active: "watching: decisions are put in force",
    dryRun: "watching, a dry run: decisions are shown, nothing is blocked",
    listening: (urls: string) => `listening at ${urls}`,
    stopped: "stopped: everything that was read is kept",
    silent: (source: string) => `${source} has fallen silent: what happens there is not seen`,
    backAgain: (source: string) => `${source} is heard again`,
    until: "until",
  },
};

export type MachineMessages = typeof machineEn;

export const machineFr: MachineMessages = {
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
    readable: (count) => `${compte(count, "fichier lisible", "fichiers lisibles")} sous /var/log`,
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
    found: (service, pattern, files) => `${service} : ${pattern} (${compte(files, "fichier", "fichiers")})`,
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
    summary: (count, level) => `${compte(count, "événement", "événements")}, le plus grave : ${level}`,
    again: "(déjà annoncé ; nombre depuis le dernier message)",
    kinds: {
      alert: (level, count) => `${compte(count, "alerte", "alertes")}, niveau ${level}`,
      block: (count) => `${compte(count, "blocage décidé", "blocages décidés")}`,
      proposal: (count) =>
        `${compte(count, "blocage proposé", "blocages proposés")} : une personne doit décider`,
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
    fine: (sent) => `${compte(sent, "message arrivé", "messages arrivés")}`,
    waiting: (count) => `${compte(count, "événement attend", "événements attendent")}`,
    failing: (tries, reason) => `les ${tries} derniers essais ont échoué : ${reason}`,
    givenUp: (count) => `${compte(count, "événement abandonné", "événements abandonnés")}`,
  },
  watch: {
    leftOut: (count) =>
      `${compte(count, "ligne n'a pas été affichée", "lignes n'ont pas été affichées")} : leur lecteur est trop lent. Le dépôt les a toutes`,
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
};
