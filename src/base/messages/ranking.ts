/**
 * What Vigie says about where an attack stands: what it was judged with, and who announced it.
 * @module
 */

export const rankingEn = {
  tied: (others: string) => `tied to ${others} other attacks, and judged with them`,
  sameCase: (rank: string) => `tied to #${rank}, and judged with it`,
  ties: (others: string) => `What ties it to ${others} other attacks:`,
  alone: (score: string, verdict: string) => `By itself: ${score}, ${verdict}.`,
  elsewhere: "The reasons also rest on these:",
};

export type RankingMessages = typeof rankingEn;

export const rankingFr: RankingMessages = {
  tied: (others) => `liée à ${others} autres attaques, et jugée avec elles`,
  sameCase: (rank) => `liée à l'attaque n° ${rank}, et jugée avec elle`,
  ties: (others) => `Ce qui la lie à ${others} autres attaques :`,
  alone: (score, verdict) => `Prise seule : ${score}, ${verdict}.`,
  elsewhere: "Les raisons reposent aussi sur :",
};
