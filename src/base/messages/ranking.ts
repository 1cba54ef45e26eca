/**
 * What Vigie says about where an attack stands: what it was judged with, and who announced it.
 * @module
 */
import { compte, counted } from "./plural.ts";

export const rankingEn = {
  tied: (others: string): string =>
    others === "1"
      ? "tied to another attack, and judged with it"
      : `tied to ${others} other attacks, and judged with them`,
  sameCase: (rank: string) => `tied to #${rank}, and judged with it`,
  announced: (by: string) => `announced penetration test (${by}): counted apart`,
  tests: (tests: string, elaborate: string): string => {
    const sentence = counted(
      tests,
      "of the attacks belongs to an announced penetration test",
      "of the attacks belong to announced penetration tests",
    );
    return elaborate === "0"
      ? `${sentence}.`
      : `${sentence}; ${counted(elaborate, "of these is", "of these are")} elaborate, and not counted as such.`;
  },
  links: {
    domain: (trait: string, threads: string) =>
      `a connection to the same outside name: ${trait}, which ${threads} threads connect to in all`,
    certificate: (trait: string, threads: string) =>
      `a connection to a server with the same certificate: ${trait}, met by ${threads} threads in all`,
    pivot: (host: string) => `somebody got in on ${host}, and later somebody comes from there`,
  },
  implausible: (count: string) =>
    `${counted(count, "attack carries times", "attacks carry times")} before 1990 or in the future: in no week`,
  empty: (file: string) => `${file} holds no alert`,
  band: "The pale band is the interval.",
  ties: (others: string): string =>
    others === "1" ? "What ties it to the other attack:" : `What ties it to ${others} other attacks:`,
  alone: (score: string, verdict: string) => `By itself: ${score}, ${verdict}.`,
  elsewhere: "The reasons also rest on these:",
};

export type RankingMessages = typeof rankingEn;

export const rankingFr: RankingMessages = {
  tied: (others) =>
    others === "1"
      ? "liée à une autre attaque, et jugée avec elle"
      : `liée à ${others} autres attaques, et jugée avec elles`,
  sameCase: (rank) => `liée à l'attaque n° ${rank}, et jugée avec elle`,
  announced: (by) => `test d'intrusion annoncé (${by}) : compté à part`,
  tests: (tests, elaborate) => {
    const sentence = compte(
      tests,
      "de ces attaques relève d'un test d'intrusion annoncé",
      "de ces attaques relèvent de tests d'intrusion annoncés",
    );
    return elaborate === "0"
      ? `${sentence}.`
      : `${sentence} ; ${compte(elaborate, "d'entre elles est élaborée, et n'est pas comptée", "d'entre elles sont élaborées, et ne sont pas comptées")} comme telle${elaborate === "1" ? "" : "s"}.`;
  },
  links: {
    domain: (trait, threads) =>
      `une connexion vers le même nom extérieur : ${trait}, joint par ${threads} fils en tout`,
    certificate: (trait, threads) =>
      `une connexion à un serveur au même certificat : ${trait}, rencontré par ${threads} fils en tout`,
    pivot: (host) => `quelqu'un est entré sur ${host}, et plus tard quelqu'un en vient`,
  },
  implausible: (count) =>
    `${compte(count, "attaque porte", "attaques portent")} une date antérieure à 1990 ou future : dans aucune semaine`,
  empty: (file) => `${file} ne contient aucune alerte`,
  band: "La bande pâle est l'intervalle.",
  ties: (others) =>
    others === "1" ? "Ce qui la lie à l'autre attaque :" : `Ce qui la lie à ${others} autres attaques :`,
  alone: (score, verdict) => `Prise seule : ${score}, ${verdict}.`,
  elsewhere: "Les raisons reposent aussi sur :",
};
