/**
 * What Vigie says about where an attack stands: what it was judged with, and who announced it.
 * @module
 */

export const rankingEn = {
  tied: (others: string) => `tied to ${others} other attacks, and judged with them`,
  sameCase: (rank: string) => `tied to #${rank}, and judged with it`,
  ties: (id: string, others: string) => `What ties it to ${others} other attacks (${id}):`,
};

export type RankingMessages = typeof rankingEn;

export const rankingFr: RankingMessages = {
  tied: (others) => `liée à ${others} autres attaques, et jugée avec elles`,
  sameCase: (rank) => `liée à n° ${rank}, et jugée avec elle`,
  ties: (id, others) => `Ce qui la lie à ${others} autres attaques (${id}) :`,
};
