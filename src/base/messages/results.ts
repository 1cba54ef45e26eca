/**
 * What Vigie says about results of an election. `{name}` stands for a figure.
 * @module
 */

import { type AuditsMessages, auditsEn, auditsFr } from "./audits.ts";

export const resultsEn = {
  audits: auditsEn as AuditsMessages,
  totals: {
    registered: "registered",
    abstentions: "abstentions",
    voters: "voters",
    blank: "blank",
    null: "null",
    valid: "valid",
  },
  levels: {
    station: "polling stations",
    commune: "communes",
    constituency: "constituencies",
    departement: "departements",
    nation: "nation",
  },
  violations: {
    "F.101": "{what} is “{text}”, not a whole number of people",
    "F.102": "the votes add up to {sum}, valid votes are {valid}",
    "F.102.slip":
      "the votes add up to {sum}, valid votes are {valid}; {choice} with {meant} instead of {read} would mend it",
    "F.103": "valid, blank and null votes are {sum} together, voters are {voters}",
    "F.103.partial": "valid and blank votes are {sum} together, voters are only {voters}",
    "F.104": "{voters} voted, {registered} are registered",
    "F.105": "{choice} has {votes} votes, valid votes are {valid}",
    "F.106": "{abstentions} abstained, but {registered} are registered and {voters} voted",
    "F.107": "{part} of {of} is printed as “{text}”; {count} of {whole} is {right}",
    "F.108": "stands in line {line} already",
    "F.108.totals": "has other totals than in line {line}",
    "F.109": "has figures for {count} choices, the file is about {expected}",
    "F.109.name": "choice {position} is “{name}”, in the first row “{expected}”",
    "F.201": "{signatures} signatures, {registered} are registered",
    "F.202": "{voters} voters, {envelopes} envelopes were found",
    "F.203": "{annexed} blank ballots are annexed, {blank} were counted",
    "F.204": "{annexed} null ballots are annexed, {null} were counted",
    "F.205": "the packets hold {sum}, {envelopes} envelopes were found",
    "F.206": "packet {packet} holds {count}, not 100",
    "F.207": "table {table}: {choice} has {first} on one sheet and {second} on the other",
    "F.208": "the sheets add up to {sum} for {choice}, the minutes say {votes}",
    "W.301": "{signatures} signatures, {envelopes} envelopes: the minutes must explain it",
    "W.302": "{count} of {voters} votes are blank",
    "W.303": "{count} of {voters} votes are null",
    "W.304": "{voters} voted, {counted} ballots were counted",
    "W.305": "all {valid} votes are for {choice}",
    "W.306": "{registered} registered, {voters} voted",
    "W.307": "{voters} of {registered} voted",
    "W.308": "{registered} registered, {other} in the other file (line {line})",
    "W.309":
      "{voters} of {registered} voted, {otherVoters} of {otherRegistered} in the other file (line {line})",
    "W.310": "the votes for {first} and {second} look exchanged",
    "W.311": "{read} for {choice}, where {meant} would be like its neighbours",
    "W.312": "all {count} counts end in 0",
    "W.313": "all votes are those of {other} (line {line})",
    "W.314": "{who} did not sign",
    "W.315": "drawn up at {time}, the poll closed at {close}",
  },
  /** What a code means, for the list under the figures. */
  kinds: {
    F: "cannot be right",
    W: "worth a look",
  },
  inequalities: {
    before: "{winner} before {loser}",
    majority: "{choice} above half of the valid votes",
    noMajority: "{choice} not above half of the valid votes",
    seat: "seat {won} of {winner} before seat {lost} of {loser}",
    reaches: "{choice} reaches the threshold ({share} of {whole})",
    misses: "{choice} misses the threshold ({share} of {whole})",
  },
  page: {
    comparison: "Official figures and collected minutes",
    margins: "What could change the outcome",
    marginsDescribed:
      "Upper bar: votes to spare with the collected figures. Lower bar: what the stations that nobody collected could take at the worst. The outcome stands while every lower bar is the shorter one.",
    margin: "{text}: {corrected} to spare, {unknown} unknown",
    show: "Show",
    filters: { all: "all", differs: "stations that differ", missing: "stations that nobody collected" },
    missing: "nobody collected it; {registered} registered",
    figure: "{what}: official {official}, collected {collected}",
    code: "code",
    name: "name",
    found: "found",
    written: "Page written to {file}",
  },
  screen: {
    outliers:
      "{count} stations differ from their commune more than their neighbours do (false discovery rate {rate} %).",
    outlier: "{unit}: {choice} {share} %, beside {peers} stations of the commune",
    noClean: "How many of them are false alarms is not known: name a clean election with --clean.",
    clean: "The same test on the clean election finds {count}.",
    cleanP: "On the clean election: p = {p}.",
    spikes: "Whole percentages of turnout: {observed} stations, {expected} expected by chance (p = {p}).",
    digits: "Last digits of the voters of {stations} stations: p = {p}.",
    digitsNot: "Last digits are not tested: too few stations, or too small.",
    proves: "Screening says where to look first. Nothing here is evidence of fraud, nor of its absence.",
    picture: {
      title: "Turnout and share of {choice}",
      turnout: "turnout",
      share: "share of the valid votes",
    },
  },
  estimate: {
    internal: "INTERNAL: not for publication",
    basis:
      "{stations} stations of {frame} are in, {strata} strata ({thin} with fewer than two stations, estimated together).",
    turnout: "turnout",
    lead: "first before second",
    decided: "The first is ahead beyond the interval.",
    undecided: "Too close to tell.",
    few: "too few stations are in for an estimate",
    early: "nothing is printed before {until} (publish_not_before)",
    earlyRemedy: "wait, or add --internal when the figures stay inside the house",
    proves:
      "A statistical estimate at {percent} % confidence, which believes the figures of the sampled stations. It limits no risk, and stations that are in first may differ from the others.",
  },
  watch: {
    statuses: {
      agrees: "agrees",
      differs: "SHOWS OTHER FIGURES THAN WERE COMMITTED",
      early: "shows figures that nobody committed",
      unreadable: "cannot be read",
    },
    figure: "{unit}, {choice}: shown {shown}, committed {committed}",
    compared: "{count} figures compared",
    claim: "{where} showed other figures than were committed: {count}, the first {first}",
  },
  minutes: {
    instruction:
      "Copy the figures of the minutes as they stand on the paper, even where they do not add up. Do not look at what was published.",
    figures: "Figures",
    votes: "Votes",
    remarks: "Observations on the minutes; who did not sign",
    typedBy: "Copied by (name), on (date and hour), from the copy of (mairie, prefecture, delegate of)",
    packets: "packets of a hundred (100, 100, ..., the rest)",
    extras: {
      signatures: "signatures on the roll",
      envelopes: "envelopes and loose ballots found",
      annexed_blank: "blank ballots annexed",
      annexed_null: "null ballots annexed",
    },
    made: "{stations} stations; sheets: {csv} (spreadsheet), {html} (paper)",
    refused:
      "Nothing was taken: {count} figures cannot be right. If the paper really says so, type “yes” in the column as_written.",
    entered: "{count} stations taken, typed by {by} from the copy “{copy}”; {warnings} warnings.",
    twice: "{by} has typed {unit} from this copy before; a second look needs a second person",
    twiceRemedy: "let somebody else type it, or name another --copy",
    noPhoto: "there is no such photo",
    noPhotoRemedy: "put it beside the sheet, or name its folder with --photos",
    states: {
      missing: "nobody typed them",
      once: "one person typed them",
      agreed: "two people typed the same",
      differs: "two people typed different figures: a third one has to look",
      resolved: "a third person decided",
      conflict: "copies of the paper say different things",
    },
    resolved: "{unit}: the entry of {take} counts",
    written: "{count} stations written to {file}",
    sameperson: "{by} typed one of the entries; the third look needs a third person",
    noEntry: "{take} typed nothing for {unit} from the copy “{copy}”",
    nothingToResolve: "the entries of {unit} do not differ",
  },
  read: "{rows} {level}, {choices} choices, {layout} layout: {file}",
  checkHeld: "All blocking rules hold in {rows} rows; {warnings} warnings.",
  checkFailed: "{blocking} figures cannot be right, in {rows} rows; {warnings} warnings.",
  more: "and {count} more of this kind (--json lists all)",
  replayHeld: "{level}: {units} units agree, figure by figure",
  replayFailed:
    "{level}: {count} figures differ; the first is {unit}, {choice}: official {official}, added up {replayed}",
  replayNothing: "{level}: not one unit of it is among the stations, so nothing was compared",
  replayProves:
    "An exact replay shows that the sums follow from the stations' figures. It says nothing about these figures themselves.",
  compareStations:
    "{compared} of {all} stations compared; {differing} differ, by {votes} votes; nobody collected {missing}.",
  compareUnknown:
    "Stations that the official file leaves out: {count}, the first is {first}. It counts them with no votes.",
  couldNot: "All differences and all missing stations together could not have changed the outcome.",
  could: "Differences and missing stations together could have changed the outcome.",
  outcome: "Outcome reported: {winners}",
  margin:
    "{text}: {official} to spare as reported, {corrected} with the collected figures, of which missing stations could take {unknown}",
  rollOfficial:
    "Which stations there are, and how many are registered at the missing ones, is taken from the official file itself. A file that was tampered with could leave stations out or lower the number: name the roll with --roll.",
  onlyTransmission:
    "This compares copies of minutes with what was published. Counting inside the stations, the rolls, machines without paper and influence on voters are not covered.",
  faulty: "figures that cannot be read",
  faultyRemedy: "mend these rows first: vigie results check lists them all",
};

export type ResultsMessages = typeof resultsEn;

export const resultsFr: ResultsMessages = {
  audits: auditsFr,
  totals: {
    registered: "inscrits",
    abstentions: "abstentions",
    voters: "votants",
    blank: "blancs",
    null: "nuls",
    valid: "exprimés",
  },
  levels: {
    station: "bureaux de vote",
    commune: "communes",
    constituency: "circonscriptions",
    departement: "départements",
    nation: "nation",
  },
  violations: {
    "F.101": "{what} vaut « {text} », qui n'est pas un nombre entier de personnes",
    "F.102": "les voix font {sum} au total, les exprimés sont {valid}",
    "F.102.slip":
      "les voix font {sum} au total, les exprimés sont {valid} ; {choice} avec {meant} au lieu de {read} le corrigerait",
    "F.103": "exprimés, blancs et nuls font {sum} ensemble, les votants sont {voters}",
    "F.103.partial": "exprimés et blancs font {sum} ensemble, les votants ne sont que {voters}",
    "F.104": "{voters} votants pour {registered} inscrits",
    "F.105": "{choice} a {votes} voix, les exprimés sont {valid}",
    "F.106": "{abstentions} abstentions, mais {registered} inscrits et {voters} votants",
    "F.107": "{part} sur {of} est imprimé « {text} » ; {count} sur {whole} font {right}",
    "F.108": "figure déjà à la ligne {line}",
    "F.108.totals": "a d'autres totaux qu'à la ligne {line}",
    "F.109": "donne les chiffres de {count} choix, le fichier en a {expected}",
    "F.109.name": "le choix {position} est « {name} », dans la première ligne « {expected} »",
    "F.201": "{signatures} émargements pour {registered} inscrits",
    "F.202": "{voters} votants, {envelopes} enveloppes trouvées",
    "F.203": "{annexed} bulletins blancs annexés, {blank} comptés",
    "F.204": "{annexed} bulletins nuls annexés, {null} comptés",
    "F.205": "les paquets contiennent {sum}, {envelopes} enveloppes trouvées",
    "F.206": "le paquet {packet} contient {count} et non 100",
    "F.207": "table {table} : {choice} a {first} sur une feuille de pointage et {second} sur l'autre",
    "F.208": "les feuilles de pointage font {sum} pour {choice}, le procès-verbal dit {votes}",
    "W.301": "{signatures} émargements, {envelopes} enveloppes : le procès-verbal doit l'expliquer",
    "W.302": "{count} votes blancs sur {voters} votants",
    "W.303": "{count} votes nuls sur {voters} votants",
    "W.304": "{voters} votants, {counted} bulletins comptés",
    "W.305": "les {valid} voix vont toutes à {choice}",
    "W.306": "{registered} inscrits, {voters} votants",
    "W.307": "{voters} votants sur {registered} inscrits",
    "W.308": "{registered} inscrits, {other} dans l'autre fichier (ligne {line})",
    "W.309":
      "{voters} votants sur {registered}, {otherVoters} sur {otherRegistered} dans l'autre fichier (ligne {line})",
    "W.310": "les voix de {first} et de {second} semblent interverties",
    "W.311": "{read} pour {choice}, alors que {meant} ressemblerait aux bureaux voisins",
    "W.312": "les {count} chiffres finissent tous par 0",
    "W.313": "toutes les voix sont celles de {other} (ligne {line})",
    "W.314": "{who} n'a pas signé",
    "W.315": "dressé à {time}, le scrutin a été clos à {close}",
  },
  kinds: {
    F: "ne peut pas être juste",
    W: "mérite un regard",
  },
  inequalities: {
    before: "{winner} devant {loser}",
    majority: "{choice} au-dessus de la moitié des exprimés",
    noMajority: "{choice} pas au-dessus de la moitié des exprimés",
    seat: "siège {won} de {winner} devant le siège {lost} de {loser}",
    reaches: "{choice} atteint le seuil ({share} sur {whole})",
    misses: "{choice} manque le seuil ({share} sur {whole})",
  },
  page: {
    comparison: "Chiffres officiels et procès-verbaux recueillis",
    margins: "Ce qui pourrait changer l'issue",
    marginsDescribed:
      "Barre du haut : l'avance d'après les chiffres recueillis. Barre du bas : ce que les bureaux que personne n'a recueillis pourraient ôter au pire. L'issue tient tant que chaque barre du bas est la plus courte.",
    margin: "{text} : {corrected} d'avance, {unknown} inconnus",
    show: "Montrer",
    filters: {
      all: "tout",
      differs: "les bureaux qui diffèrent",
      missing: "les bureaux que personne n'a recueillis",
    },
    missing: "personne ne l'a recueilli ; {registered} inscrits",
    figure: "{what} : officiel {official}, recueilli {collected}",
    code: "code",
    name: "nom",
    found: "constat",
    written: "Page écrite dans {file}",
  },
  screen: {
    outliers:
      "{count} bureaux diffèrent de leur commune plus que leurs voisins (taux de fausses découvertes {rate} %).",
    outlier: "{unit} : {choice} {share} %, à côté de {peers} bureaux de la commune",
    noClean: "On ignore combien sont de fausses alertes : indiquez une élection saine avec --clean.",
    clean: "Le même test en trouve {count} sur l'élection saine.",
    cleanP: "Sur l'élection saine : p = {p}.",
    spikes:
      "Participation en pourcentage entier : {observed} bureaux, {expected} attendus par hasard (p = {p}).",
    digits: "Derniers chiffres des votants de {stations} bureaux : p = {p}.",
    digitsNot: "Les derniers chiffres ne sont pas testés : trop peu de bureaux, ou trop petits.",
    proves: "Ce tri dit où regarder d'abord. Rien ici ne prouve une fraude, ni son absence.",
    picture: {
      title: "Participation et part de {choice}",
      turnout: "participation",
      share: "part des exprimés",
    },
  },
  estimate: {
    internal: "INTERNE : à ne pas publier",
    basis:
      "{stations} bureaux sur {frame} sont connus, {strata} strates ({thin} avec moins de deux bureaux, estimées ensemble).",
    turnout: "participation",
    lead: "le premier devant le deuxième",
    decided: "Le premier est en tête au-delà de l'intervalle.",
    undecided: "Trop serré pour trancher.",
    few: "trop peu de bureaux sont connus pour une estimation",
    early: "rien n'est affiché avant {until} (publish_not_before)",
    earlyRemedy: "attendez, ou ajoutez --internal si les chiffres restent dans la maison",
    proves:
      "Une estimation statistique au seuil de confiance de {percent} %, qui croit les chiffres des bureaux tirés. Elle ne limite aucun risque, et les premiers bureaux connus peuvent différer des autres.",
  },
  watch: {
    statuses: {
      agrees: "concorde",
      differs: "AFFICHE D'AUTRES CHIFFRES QUE CEUX QUI ONT ÉTÉ ENREGISTRÉS",
      early: "affiche des chiffres que personne n'a enregistrés",
      unreadable: "illisible",
    },
    figure: "{unit}, {choice} : affiché {shown}, enregistré {committed}",
    compared: "{count} chiffres comparés",
    claim:
      "{where} a affiché d'autres chiffres que ceux qui ont été enregistrés : {count}, le premier {first}",
  },
  minutes: {
    instruction:
      "Recopiez les chiffres du procès-verbal tels qu'ils figurent sur le papier, même s'ils ne s'additionnent pas. Ne regardez pas ce qui a été publié.",
    figures: "Chiffres",
    votes: "Voix",
    remarks: "Observations portées au procès-verbal ; qui n'a pas signé",
    typedBy:
      "Recopié par (nom), le (date et heure), d'après l'exemplaire de (mairie, préfecture, délégué de)",
    packets: "paquets de cent (100, 100, ..., le reste)",
    extras: {
      signatures: "émargements",
      envelopes: "enveloppes et bulletins sans enveloppe trouvés",
      annexed_blank: "bulletins blancs annexés",
      annexed_null: "bulletins nuls annexés",
    },
    made: "{stations} bureaux ; feuilles : {csv} (tableur), {html} (papier)",
    refused:
      "Rien n'a été repris : {count} chiffres ne peuvent pas être justes. Si le papier le dit vraiment, mettez « oui » dans la colonne as_written.",
    entered:
      "{count} bureaux repris, saisis par {by} d'après l'exemplaire « {copy} » ; {warnings} avertissements.",
    twice: "{by} a déjà saisi {unit} d'après cet exemplaire ; un second regard demande une seconde personne",
    twiceRemedy: "faites-le saisir par quelqu'un d'autre, ou indiquez un autre exemplaire avec --copy",
    noPhoto: "cette photo n'existe pas",
    noPhotoRemedy: "placez-la à côté de la feuille, ou indiquez son dossier avec --photos",
    states: {
      missing: "personne ne les a saisis",
      once: "une seule personne les a saisis",
      agreed: "deux personnes ont saisi la même chose",
      differs: "deux personnes ont saisi des chiffres différents : une troisième doit regarder",
      resolved: "une troisième personne a tranché",
      conflict: "des exemplaires du papier disent des choses différentes",
    },
    resolved: "{unit} : la saisie de {take} compte",
    written: "{count} bureaux écrits dans {file}",
    sameperson: "{by} a fait l'une des saisies ; le troisième regard demande une troisième personne",
    noEntry: "{take} n'a rien saisi pour {unit} d'après l'exemplaire « {copy} »",
    nothingToResolve: "les saisies de {unit} ne diffèrent pas",
  },
  read: "{rows} {level}, {choices} choix, présentation {layout} : {file}",
  checkHeld: "Toutes les règles bloquantes tiennent sur {rows} lignes ; {warnings} avertissements.",
  checkFailed:
    "{blocking} chiffres ne peuvent pas être justes, sur {rows} lignes ; {warnings} avertissements.",
  more: "et {count} autres du même genre (--json les donne tous)",
  replayHeld: "{level} : {units} unités concordent, chiffre par chiffre",
  replayFailed:
    "{level} : {count} chiffres diffèrent ; le premier est {unit}, {choice} : officiel {official}, recompté {replayed}",
  replayNothing: "{level} : aucune unité ne figure parmi les bureaux, donc rien n'a été comparé",
  replayProves:
    "Un recalcul exact montre que les sommes découlent des chiffres des bureaux. Il ne dit rien de ces chiffres eux-mêmes.",
  compareStations:
    "{compared} bureaux comparés sur {all} ; {differing} diffèrent, de {votes} voix ; personne n'a recueilli {missing} bureaux.",
  compareUnknown:
    "Bureaux que le fichier officiel omet : {count}, le premier est {first}. Il les compte sans aucune voix.",
  couldNot: "Tous les écarts et tous les bureaux manquants réunis n'auraient pas pu changer l'issue.",
  could: "Les écarts et les bureaux manquants réunis auraient pu changer l'issue.",
  outcome: "Issue annoncée : {winners}",
  margin:
    "{text} : {official} d'avance selon l'annonce, {corrected} avec les chiffres recueillis, dont les bureaux manquants pourraient ôter {unknown}",
  rollOfficial:
    "La liste des bureaux et le nombre d'inscrits des bureaux manquants viennent du fichier officiel lui-même. Un fichier altéré pourrait omettre des bureaux ou abaisser ce nombre : indiquez la liste des inscrits avec --roll.",
  onlyTransmission:
    "On compare ici des copies de procès-verbaux avec ce qui a été publié. Le dépouillement dans les bureaux, les listes électorales, les machines sans papier et l'influence sur les électeurs ne sont pas couverts.",
  faulty: "des chiffres sont illisibles",
  faultyRemedy: "corrigez d'abord ces lignes : vigie results check les donne toutes",
};
