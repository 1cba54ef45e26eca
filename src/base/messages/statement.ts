/**
 * Every sentence a statement can be made of. `{name}` stands for a figure or a text, `{name:one|many}` for the word that goes
 * with a figure. What others wrote stands between « and », so that nobody takes it for ours.
 * @module
 */

const sentencesEn = {
  question: "Was this election attacked, and could an attack have changed its result?",
  asOf: "As of {asOf}, published by «{publisher}».",
  period: "It is about attacks that began on {from} or later, and before {to}.",
  periodFrom: "It is about attacks that began on {from} or later.",
  periodTo: "It is about attacks that began before {to}.",

  countNone: "The count was not checked against the paper: nothing is said about the result.",
  comparisonCannot:
    "The published figures were compared with the minutes of {compared} of {stations} polling stations. If these minutes are authentic and the list of voters by station is true, all differences and all missing stations together could not have changed the outcome: «{winners}».",
  comparisonCould:
    "The published figures were compared with the minutes of {compared} of {stations} polling stations. All differences and all missing stations together could have changed the outcome: «{winners}».",
  comparisonFigures:
    "{differing} {differing:station differs|stations differ} in one figure or more, for the choices by {votes} {votes:vote|votes}; the minutes of {missing} {missing:station are|stations are} missing.",
  comparisonUnknown:
    "{unknown} {unknown:station|stations} with minutes, or on the roll, {unknown:is|are} left out of the published figures.",
  comparisonMargin:
    "Closest to failing is «{inequality}»: {corrected} to spare with the collected figures, of which missing stations could take {unknown}.",
  comparisonOwnRoll:
    "How many voters the missing stations have comes from a roll that is independent of the results.",
  comparisonNoRoll:
    "How many voters the missing stations have comes from the published file itself: a file that was tampered with could hide stations.",
  replayHeld:
    "Added up again from the minutes of {stations} polling stations, all {units} published sums agree: «{winners}».",
  replayNothing:
    "None of the published sums could be compared with the minutes: nothing is said about the result.",
  replayDiffers:
    "Added up again from the minutes of {stations} polling stations, {differing} {differing:figure differs|figures differ} from what was published. The outcome is the same by both: «{winners}».",
  replayChanges:
    "Added up again from the minutes of {stations} polling stations, {differing} {differing:figure differs|figures differ} from what was published, and so does the outcome: «{minutes}» by the minutes, «{published}» as published.",
  replayFirst:
    "The first difference is in «{unit}», «{choice}»: published {official}, by the minutes {replayed}.",
  replayProves:
    "An exact sum shows that the totals follow from the stations' figures, and nothing about these figures themselves.",
  auditBatches:
    "If the sampled original minutes of «{contest}» are authentic, an outcome made wrong by transmission or aggregation would have passed the audit with a probability of at most {limit} %.",
  auditCards:
    "If the paper of «{contest}» is complete and was kept safe, a wrong outcome would have passed the audit with a probability of at most {limit} %.",
  auditOpen:
    "The audit of «{contest}» has not confirmed the outcome: its risk is {risk} %, its limit {limit} %. Nothing can be said for the outcome from it.",
  auditFull:
    "Everything was drawn in the audit of «{contest}»: the count of the paper decides, and not the audit.",
  auditFigures:
    "Audit of «{contest}»: {drawn} of {units} drawn in {round} {round:round|rounds}, {discrepancies} {discrepancies:differs|differ} from what was reported, {missing} could not be shown.",

  watchNothing: "No records of any source are kept for this time: nothing is said about attacks.",
  watchNone: "Attacks found in {sources} {sources:source|sources}: none.",
  watchFound:
    "{attacks} {attacks:attack was|attacks were} counted in {sources} {sources:source|sources} of {bodies} {bodies:body|bodies}; {elaborate} of them {elaborate:is|are} elaborate.",
  watchSpan: "The records are from {first} to {last}; nothing is said about any other time.",
  watchSpanDay: "The records are of {first}; nothing is said about any other day.",
  watchClasses:
    "{opportunistic} {opportunistic:is|are} opportunistic, {noise} {noise:is|are} noise: a device says that it stopped all of it, or only rules of the lowest levels fired.",
  watchSucceeded: "{succeeded} {succeeded:attack|attacks} succeeded at something.",
  watchDevice: "{device} {device:attack was|attacks were} denied by a device, as its own logs say.",
  watchEnforced:
    "{enforced} {enforced:attack was|attacks were} cut off, as a counter of the enforcing side shows.",
  watchDecided:
    "For {decided} more {decided:attack|attacks} a measure was decided or handed over; whether it took effect was not counted.",
  watchDirected:
    "{directed} {directed:is|are} directed at one body, by evidence that is shown to that body; intent and author are not determined.",
  watchCampaigns: "{campaigns} {campaigns:campaign ties|campaigns tie} attacks together by dated evidence.",
  watchAnnounced:
    "{announced} {announced:attack belongs|attacks belong} to announced tests: they are in the count, and never among the elaborate ones.",
  watchCounting:
    "An attack is everything that one origin does to one body without a pause of {gap} minutes; other ways of counting give {least} to {most}.",
  watchBody: "«{body}», with its consent: {attacks} {attacks:attack|attacks}, {elaborate} elaborate.",
  watchGaps:
    "{gaps} {gaps:time|times} a source fell silent, {hours} {hours:hour|hours} in all: what happened meanwhile was not seen.",
  growthTold:
    "Attacks in a year, for the same time watched, changed by a factor of {factor} (95 % interval {low} to {high}, over {weeks} weeks of {sources} {sources:source|sources}).",
  growthUntold: "Whether attacks grow cannot be told: {why}",
  withheld:
    "{withheld} {withheld:finding|findings} behind these figures {withheld:is|are} withheld, since they name people and machines; each is listed by its commitment.",

  drillsNone: "Detection was not measured; nothing is excluded.",
  drillsNothing:
    "Drills were made on {date} ({detected} of {drills} seen), and they do not show that a campaign would have been seen: nothing is excluded.",
  drillsMissed:
    "Beyond what was found, at most {missed} {missed:campaign|campaigns} of the kinds drilled could have stayed unseen ({confidence} % confidence).",
  drillsBound:
    "Drilled on {date} with {patterns} attack {patterns:pattern|patterns}, of which {whole} {whole:was|were} seen in every drill: while all sources give records, a campaign of such a kind would be seen in at least {low} % of cases ({confidence} % confidence, each pattern counted once).",
  drillsAvailability:
    "The source with the most gaps gave records on {availability} % of these days; the bound above takes that into account.",
  drillsOtherRules:
    "The rules that were drilled are not, or not all the time, those that watched: this bound holds for the drilled ones only.",
  drillsLast:
    "Drills were sealed {runs} times so far; the last decide, and what the others showed is in none of these figures.",
  drillsKnown: "Drills measure known attacks only; what nobody has recorded yet is in none of these figures.",
  notObservable: "Not observable, and in none of these figures: «{stratum}».",

  claimsCount:
    "Claims of others that were examined: {claims}. Without evidence that supports them: {unsupported}.",
  claimSupported:
    "«{claimant}», {date}: «{quotation}» In the publisher's judgement supported by {held} sealed {held:finding|findings}, which {held:is|are} not shown here.",
  claimPartly:
    "«{claimant}», {date}: «{quotation}» In the publisher's judgement supported in part, by {held} sealed {held:finding|findings}, which {held:is|are} not shown here.",
  claimContradicted:
    "«{claimant}», {date}: «{quotation}» In the publisher's judgement contradicted by {held} sealed {held:finding|findings}, which {held:is|are} not shown here.",
  claimUnsupported:
    "«{claimant}», {date}: «{quotation}» Not supported by the evidence supplied. That does not make it false.",
  claimUnverifiable:
    "«{claimant}», {date}: «{quotation}» Cannot be verified from outside: the evidence is not shown.",
  claimBeyondLogs:
    "Who was behind something, and why, stands in no log; findings can contradict such a claim, not support it.",

  author: "The author adds: «{text}»",

  notCovered:
    "Not covered: counting inside the stations, electoral rolls, proxy votes, machines without paper, internet voting, the custody of the paper, and influence on voters.",
  supplied: "That the records are true rests on the bodies that supplied them.",
  undetermined: "Intent and author are determined nowhere in this statement.",
  ownWord:
    "No witness cosigned the log: the keys in this folder show that nothing was changed since, and not that everybody is shown the same log.",
  witnessed:
    "Witnesses cosigned the log as the trust policy, which names {witnesses} {witnesses:witness|witnesses}, asks: they saw the same one.",
};

/** Words that stand in sentences, by key. */
const wordsEn = {
  "no-attack": "none was counted.",
  "no-exposure": "it is not known how much was watched.",
  "too-short": "less than a year was watched.",
  "too-few": "too few weeks were watched.",
  "rules-changed": "the rules in force changed meanwhile.",
  "no-fit": "the counts give no rate.",
};

export interface StatementMessages {
  readonly sentences: typeof sentencesEn;
  readonly words: typeof wordsEn;
  readonly months: readonly string[];
  readonly date: string;
  readonly firstDay: string;
}

export const statementEn: StatementMessages = {
  sentences: sentencesEn,
  words: wordsEn,
  months: [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
  ],
  date: "{day} {month} {year}",
  firstDay: "1",
};

const sentencesFr: typeof sentencesEn = {
  question: "Cette élection a-t-elle été attaquée, et une attaque a-t-elle pu en changer le résultat ?",
  asOf: "État au {asOf}, publié par «{publisher}».",
  period: "La déclaration porte sur les attaques commencées à partir du {from} et avant le {to}.",
  periodFrom: "La déclaration porte sur les attaques commencées à partir du {from}.",
  periodTo: "La déclaration porte sur les attaques commencées avant le {to}.",

  countNone: "Le décompte n'a pas été confronté au papier : rien n'est dit du résultat.",
  comparisonCannot:
    "Les chiffres publiés ont été comparés aux procès-verbaux de {compared} bureaux de vote sur {stations}. Si ces procès-verbaux sont authentiques et si le nombre d'électeurs par bureau est exact, tous les écarts et tous les bureaux manquants réunis n'ont pas pu changer l'issue : «{winners}».",
  comparisonCould:
    "Les chiffres publiés ont été comparés aux procès-verbaux de {compared} bureaux de vote sur {stations}. Tous les écarts et tous les bureaux manquants réunis ont pu changer l'issue : «{winners}».",
  comparisonFigures:
    "{differing} {differing:bureau diffère|bureaux diffèrent} par un chiffre au moins, soit {votes} voix d'écart entre les candidats ou les listes ; les procès-verbaux de {missing} {missing:bureau|bureaux} manquent.",
  comparisonUnknown:
    "{unknown} {unknown:bureau qui a un procès-verbal ou figure sur la liste est absent|bureaux qui ont un procès-verbal ou figurent sur la liste sont absents} des chiffres publiés.",
  comparisonMargin:
    "Le point le plus serré est «{inequality}» : {corrected} voix de marge d'après les chiffres recueillis, dont les bureaux manquants pourraient ôter {unknown}.",
  comparisonOwnRoll:
    "Le nombre d'électeurs des bureaux manquants vient d'une liste indépendante des résultats.",
  comparisonNoRoll:
    "Le nombre d'électeurs des bureaux manquants vient du fichier publié lui-même : un fichier falsifié pourrait cacher des bureaux.",
  replayHeld:
    "Refaites à partir des procès-verbaux de {stations} bureaux de vote, les {units} sommes publiées concordent : «{winners}».",
  replayNothing:
    "Aucune des sommes publiées n'a pu être comparée aux procès-verbaux : rien n'est dit du résultat.",
  replayDiffers:
    "D'après les sommes refaites à partir des procès-verbaux de {stations} bureaux de vote, {differing} {differing:chiffre diffère|chiffres diffèrent} de ce qui a été publié. L'issue est la même des deux côtés : «{winners}».",
  replayChanges:
    "D'après les sommes refaites à partir des procès-verbaux de {stations} bureaux de vote, {differing} {differing:chiffre diffère|chiffres diffèrent} de ce qui a été publié, et l'issue aussi : «{minutes}» selon les procès-verbaux, «{published}» selon la publication.",
  replayFirst:
    "Le premier écart est à «{unit}», pour «{choice}» : {official} dans la publication, {replayed} selon les procès-verbaux.",
  replayProves:
    "Une somme exacte montre que les totaux découlent des chiffres des bureaux ; elle ne dit rien de ces chiffres eux-mêmes.",
  auditBatches:
    "Si les procès-verbaux originaux tirés au sort pour «{contest}» sont authentiques, une issue faussée par la transmission ou la centralisation aurait franchi le contrôle avec une probabilité d'au plus {limit} %.",
  auditCards:
    "Si les bulletins de «{contest}» sont au complet et ont été bien gardés, une issue fausse aurait franchi le contrôle avec une probabilité d'au plus {limit} %.",
  auditOpen:
    "Le contrôle de «{contest}» n'a pas confirmé l'issue : le risque est de {risk} %, la limite de {limit} %. On ne peut rien en tirer en faveur de l'issue.",
  auditFull:
    "Pour «{contest}», tout a été tiré au sort : c'est le décompte du papier qui décide, et non le contrôle.",
  auditFigures:
    "Contrôle de «{contest}» : {drawn} {drawn:tirage|tirages} sur {units} en {round} {round:tour|tours} ; {discrepancies} {discrepancies:diffère|diffèrent} des chiffres annoncés, {missing} {missing:n'a pas pu être montré|n'ont pas pu être montrés}.",

  watchNothing: "Aucun enregistrement n'est conservé pour cette période : rien n'est dit des attaques.",
  watchNone: "Attaques trouvées dans {sources} {sources:source|sources} : zéro.",
  watchFound:
    "{attacks} {attacks:attaque|attaques}, dont {elaborate} {elaborate:élaborée|élaborées}, {attacks:a été comptée|ont été comptées} dans {sources} {sources:source|sources} de {bodies} {bodies:organisme|organismes}.",
  watchSpan: "Les enregistrements vont du {first} au {last} ; rien n'est dit d'une autre période.",
  watchSpanDay: "Les enregistrements sont du {first} ; rien n'est dit d'un autre jour.",
  watchClasses:
    "{opportunistic} {opportunistic:est opportuniste|sont opportunistes}, {noise} {noise:relève|relèvent} du bruit : un équipement dit avoir tout arrêté, ou seules des règles des niveaux les plus bas ont réagi.",
  watchSucceeded: "{succeeded} {succeeded:attaque est parvenue|attaques sont parvenues} à quelque chose.",
  watchDevice:
    "{device} {device:attaque a été refusée|attaques ont été refusées} par un équipement, selon ses propres journaux.",
  watchEnforced:
    "{enforced} {enforced:attaque a été coupée|attaques ont été coupées}, comme le montre un compteur du pare-feu.",
  watchDecided:
    "Pour {decided} {decided:autre attaque|autres attaques}, une mesure a été décidée ou transmise ; son effet n'a pas été compté.",
  watchDirected:
    "{directed} {directed:vise|visent} un organisme en particulier, d'après des éléments qui lui sont montrés ; ni l'intention ni l'auteur ne sont déterminés.",
  watchCampaigns:
    "{campaigns} {campaigns:campagne relie|campagnes relient} des attaques par des éléments datés.",
  watchAnnounced:
    "{announced} {announced:attaque relève|attaques relèvent} de tests annoncés : {announced:elle est|elles sont} dans le compte, et jamais parmi les élaborées.",
  watchCounting:
    "Une attaque est tout ce que fait une même origine contre un même organisme sans interruption de {gap} minutes ; d'autres façons de compter en donnent de {least} à {most}.",
  watchBody:
    "«{body}», avec son accord : {attacks} {attacks:attaque|attaques}, dont {elaborate} {elaborate:élaborée|élaborées}.",
  watchGaps:
    "Une source s'est tue {gaps} fois, {hours} {hours:heure|heures} en tout : ce qui s'est passé pendant ce temps n'a pas été vu.",
  growthTold:
    "D'une année à l'autre, à durée de surveillance égale, les attaques ont été multipliées par {factor} (intervalle à 95 % : de {low} à {high}, sur {weeks} semaines et {sources} {sources:source|sources}).",
  growthUntold: "On ne peut pas dire si les attaques augmentent : {why}",
  withheld:
    "{withheld} {withheld:constat|constats} à l'appui de ces chiffres {withheld:n'est pas publié, car il désigne|ne sont pas publiés, car ils désignent} des personnes et des machines ; l'empreinte de chacun est donnée.",

  drillsNone: "La détection n'a pas été mesurée ; rien n'est exclu.",
  drillsNothing:
    "Des exercices ont eu lieu le {date} ({detected} {detected:vu|vus} sur {drills}), et ils ne montrent pas qu'une campagne aurait été vue : rien n'est exclu.",
  drillsMissed:
    "En plus de ce qui a été trouvé, {missed} {missed:campagne|campagnes} au plus, des types rejoués en exercice, {missed:a pu passer inaperçue|ont pu passer inaperçues} (confiance {confidence} %).",
  drillsBound:
    "Exercices du {date} sur {patterns} {patterns:scénario d'attaque|scénarios d'attaque}, dont {whole} {whole:vu|vus} à chaque fois : tant que toutes les sources fournissent des enregistrements, une campagne de ce type serait vue dans {low} % des cas au moins (confiance {confidence} %, chaque scénario comptant une seule fois).",
  drillsAvailability:
    "La source la plus lacunaire a fourni des enregistrements {availability} % de ces jours ; la limite ci-dessus en tient compte.",
  drillsOtherRules:
    "Les règles mises à l'épreuve ne sont pas, ou pas tout le temps, celles qui ont surveillé : cette limite ne vaut que pour les premières.",
  drillsLast:
    "Des exercices ont été scellés {runs} fois jusqu'ici ; seuls les derniers comptent, et ce que les autres ont montré n'est dans aucun de ces chiffres.",
  drillsKnown:
    "Les exercices ne mesurent que des attaques connues ; ce que personne n'a encore enregistré n'est dans aucun de ces chiffres.",
  notObservable: "Non observable, et absent de ces chiffres : «{stratum}».",

  claimsCount: "Affirmations de tiers examinées : {claims}. Sans éléments qui les étayent : {unsupported}.",
  claimSupported:
    "«{claimant}», le {date} : «{quotation}» Étayé, selon l'éditeur de cette déclaration, par {held} {held:constat inscrit au registre, qui n'est pas publié|constats inscrits au registre, qui ne sont pas publiés} ici.",
  claimPartly:
    "«{claimant}», le {date} : «{quotation}» Étayé en partie, selon l'éditeur de cette déclaration, par {held} {held:constat inscrit au registre, qui n'est pas publié|constats inscrits au registre, qui ne sont pas publiés} ici.",
  claimContradicted:
    "«{claimant}», le {date} : «{quotation}» Contredit, selon l'éditeur de cette déclaration, par {held} {held:constat inscrit au registre, qui n'est pas publié|constats inscrits au registre, qui ne sont pas publiés} ici.",
  claimUnsupported:
    "«{claimant}», le {date} : «{quotation}» Non étayé par les éléments fournis. Cela ne veut pas dire que ce soit faux.",
  claimUnverifiable:
    "«{claimant}», le {date} : «{quotation}» Invérifiable de l'extérieur : les éléments ne sont pas montrés.",
  claimBeyondLogs:
    "Qui était derrière, et pourquoi, ne figure dans aucun journal ; des constats peuvent contredire une telle affirmation, pas l'étayer.",

  author: "L'auteur ajoute : «{text}»",

  notCovered:
    "Ne sont pas couverts : le dépouillement dans les bureaux, les listes électorales, les procurations, les machines sans papier, le vote par internet, la garde du papier et l'influence sur les électeurs.",
  supplied: "Seuls les organismes qui ont fourni les enregistrements répondent de ce que ceux-ci disent.",
  undetermined: "Dans toute cette déclaration, ni l'intention ni l'auteur ne sont déterminés.",
  ownWord:
    "Aucun témoin n'a cosigné le registre : les clés de ce dossier montrent que rien n'a changé depuis la publication, mais pas que tout le monde voit le même registre.",
  witnessed:
    "Des témoins ont cosigné le registre comme le demande la politique de confiance, qui en nomme {witnesses} : ils ont vu le même.",
};

const wordsFr: typeof wordsEn = {
  "no-attack": "on n'en a compté aucune.",
  "no-exposure": "on ignore pendant combien de temps il y a eu surveillance.",
  "too-short": "la surveillance couvre moins d'un an.",
  "too-few": "la surveillance couvre trop peu de semaines.",
  "rules-changed": "les règles en vigueur ont changé entre-temps.",
  "no-fit": "les chiffres ne permettent de calculer aucun taux.",
};

export const statementFr: StatementMessages = {
  sentences: sentencesFr,
  words: wordsFr,
  months: [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
  ],
  date: "{day} {month} {year}",
  firstDay: "1er",
};
