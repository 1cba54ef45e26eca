/**
 * What Vigie says about drills. `{name}` stands for a figure.
 * @module
 */

export const drillsEn = {
  depths: {
    "no data": "no data",
    data: "data, no rule",
    "rule loaded": "rule, did not fire",
    "rule fired": "fired, ranked low",
    ranked: "seen",
  },
  found:
    "{detected} of {drills} drills would have been looked at; {whole} of {patterns} patterns in all their drills.",
  least:
    "A campaign of a kind like those drilled would be seen with a chance of at least {low} % (95 % confidence, patterns as the unit); sources were up {availability} % of the time.",
  missed:
    "Where none was found, at most {missed} campaigns of these kinds could have taken place unseen (95 % confidence).",
  nothingExcluded: "Where none was found, nothing is excluded: the drills prove no chance to see a campaign.",
  notObservable: "Not observable, and in no figure above: {stratum}.",
  knownOnly: "Drills measure known attacks only. What nobody has recorded yet is not in these figures.",
};

export type DrillsMessages = typeof drillsEn;

export const drillsFr: DrillsMessages = {
  depths: {
    "no data": "aucune donnée",
    data: "données, sans règle",
    "rule loaded": "règle muette",
    "rule fired": "vue, mal classée",
    ranked: "vue",
  },
  found:
    "{detected} exercices sur {drills} auraient été regardés ; {whole} scénarios sur {patterns} dans tous leurs exercices.",
  least:
    "Une campagne d'un genre comme ceux des exercices serait vue avec une probabilité d'au moins {low} % (confiance 95 %, par scénario) ; les sources fonctionnaient {availability} % du temps.",
  missed:
    "Là où rien n'a été trouvé, au plus {missed} campagnes de ces genres ont pu passer inaperçues (confiance 95 %).",
  nothingExcluded:
    "Là où rien n'a été trouvé, rien n'est exclu : les exercices ne prouvent aucune chance de voir une campagne.",
  notObservable: "Non observable, et absent des chiffres ci-dessus : {stratum}.",
  knownOnly:
    "Les exercices ne mesurent que des attaques connues. Ce que personne n'a encore enregistré n'est pas dans ces chiffres.",
};
