/**
 * Why attacks stand where they stand, what ties them, and whether they grow.
 * @module
 */
import { compte, counted } from "./plural.ts";

export const triageEn = {
  trend: {
    heading: "Does it grow?",
    columns: { year: "year", attacks: "attacks", sourceDays: "source-days" },
    told: (factor: string, low: string, high: string) =>
      `For what was watched, the rate of attacks changes by a factor of ${factor} a year (95 % interval ${low} to ${high}).`,
    ratio: (from: string, to: string, ratio: string, low: string, high: string) =>
      `${from} to ${to}, per source-day: factor ${ratio} (${low} to ${high})`,
    untold: "Whether the number of attacks grows cannot be told:",
    reasons: {
      "no-attack": "none was counted.",
      "no-exposure": "it is not known how much was watched (no raw evidence is retained).",
      "too-short": "less than a year was watched.",
      "too-few": "too few weeks were watched.",
      "rules-changed":
        "the rules changed meanwhile; --rerun counts again with one set over what is retained.",
      "no-fit": "the counts give no rate.",
    },
    doubling: {
      compatible: "This agrees with doubling each year, and with everything else in the interval.",
      slower: "This is slower than doubling each year.",
      faster: "This is faster than doubling each year.",
    },
    described: "Attacks a week; grey weeks were not watched; the line is the fitted rate.",
    gone: (count: string): string =>
      `${counted(count, "segment is gone or gives no time: the weeks it", "segments are gone or give no time: the weeks they")} covered may look unwatched`,
  },
  /** Why an attack stands where it stands, by code; the facts are those of the reason. */
  reasons: {
    unusual: (value: string, types: string) => `unusual here (${value} of 1): ${types}`,
    company: (value: string, types: string) =>
      `in the company of unusual alerts within the hour (${value}): ${types}`,
    rarity: (value: string, title: string) => `rare here: "${title}" (rarity ${value} of 1)`,
    level: (level: string, title: string) => `a rule of level ${level} fired: "${title}"`,
    stages: (count: string, names: string) => `${count} stages in their order: ${names}`,
    success: (titles: string) => `succeeded: ${titles}`,
    inside: (titles: string) => `acts after the entry: ${titles}`,
    "inside-perhaps": (titles: string) => `acts after a serious attempt to get in: ${titles}`,
    dwell: (days: string) => `${counted(days, "day", "days")} from the first act to the last`,
    account: (user: string, title: string) =>
      `an account that hardly anybody else tries: ${user} ("${title}")`,
    actors: (count: string, names: string) => `${count} origins or threads are tied together: ${names}`,
    "only-here": (title: string, body: string) =>
      `no other body saw the like within a week: "${title}" at ${body}`,
    judged: (known: string, all: string) => `people judged attacks with ${known} of its ${all} rules before`,
    sustained: (hours: string, types: string) =>
      `ran without a pause for ${hours} h, unlike ever here: ${types}`,
  },
  campaigns: {
    none: "No campaign: no attacks that are tied together are elaborate.",
    directed: "directed at this body: the reasons below; intent and author not determined",
    undirected: "nothing shows that this body in particular was meant; intent and author not determined",
    moreLinks: (count: string) => `and ${counted(count, "more tie", "more ties")}`,
    weakest: (attacks: string, strength: string) =>
      `What would break it: its weakest tie (${strength} of 1); without it ${counted(attacks, "attack", "attacks")} would stand apart.`,
  },
  judge: { none: "Nobody has decided about it yet: add --verdict and --why." },
  /** By what two attacks are tied. */
  links: {
    address: (ip: string) => `the same address: ${ip}`,
    network: (prefix: string, addresses: string) =>
      `neighbouring addresses: ${prefix}, of which ${addresses} attacked in all`,
    account: (user: string, threads: string) =>
      `the same account: ${user}, which ${threads} threads tried in all`,
    method: (title: string, threads: string) =>
      `the same serious act at one body: "${title}", by ${threads} threads in that season`,
    tool: (trait: string, threads: string) => `the same tool: ${trait}, used by ${threads} threads in all`,
    target: (trait: string, threads: string) =>
      `the same target: ${trait}, asked for by ${threads} threads in all`,
    machine: (host: string) => `somebody got in on ${host}, and later something happens there`,
    sequence: () =>
      "somebody got in, and soon after something happens inside that nobody is seen coming in for",
  },
  triage: {
    counted: (alerts: string, attacks: string) =>
      `${counted(alerts, "alert", "alerts")} of another tool; ${counted(attacks, "attack", "attacks")} counted`,
    caveat:
      "Ranked by what is unusual in these alerts alone: what their rules mean, and whether they can be trusted, is not known here. Intent and author are not determined.",
    passed: (count: string) =>
      `${counted(count, "row holds no alert and was", "rows hold no alert and were")} passed over`,
    moreProblems: (count: string) => `and ${counted(count, "more such row", "more such rows")}`,
  },
};

export type TriageMessages = typeof triageEn;

export const triageFr: TriageMessages = {
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
      `${compte(count, "segment a disparu ou ne donne pas d'heure : les semaines qu'il couvrait", "segments ont disparu ou ne donnent pas d'heure : les semaines qu'ils couvraient")} peuvent sembler non observées`,
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
    dwell: (days) => `${compte(days, "jour", "jours")} du premier acte au dernier`,
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
    moreLinks: (count) => `et ${compte(count, "autre lien", "autres liens")}`,
    weakest: (attacks, strength) =>
      `Ce qui la romprait : son lien le plus faible (${strength} sur 1) ; sans lui, ${compte(attacks, "attaque serait", "attaques seraient")} à part.`,
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
    counted: (alerts, attacks) =>
      `${compte(alerts, "alerte", "alertes")} d'un autre outil ; ${compte(attacks, "attaque comptée", "attaques comptées")}`,
    caveat:
      "Classées d'après ce qu'il y a d'inhabituel dans ces seules alertes : ce que leurs règles signifient, et si l'on peut s'y fier, n'est pas connu ici. Ni l'intention ni l'auteur ne sont déterminés.",
    passed: (count) =>
      `${compte(count, "ligne ne contient pas d'alerte et a été passée", "lignes ne contiennent pas d'alerte et ont été passées")}`,
    moreProblems: (count) => `et ${compte(count, "autre ligne", "autres lignes")} de ce genre`,
  },
};
