/**
 * What the page of a statement says around its sentences. `{name}` stands for a figure or a name.
 * @module
 */

export const statementPageEn = {
  title: "Statement",
  written:
    "Statement written to {folder} ({files} files): open {page}; others check it with: vigie verify {folder}",
  early: "nothing is published before {until} (publish_not_before)",
  earlyRemedy: "wait; the law keeps silence until the last station has closed",
  expired: "the log's key was to be used until {until} (key_valid_until)",
  expiredRemedy: "change to a new key (docs/tlog.md), and set the new date",
  other: "Lire en français",
  sections: {
    answer: "The answer",
    count: "The count",
    watch: "The watch",
    drills: "What “none found” is worth",
    claims: "Claims of others",
    author: "In the author's own words",
    limits: "What is not covered",
  },
  claimsLead: "Others said this. It stands apart, because Vigie does not say it.",
  authorLead: "Free text: nothing was checked in it.",
  grades: {
    asserted: "asserted",
    attested: "attested",
    evidenced: "evidenced",
    recomputable: "recomputable",
  },
  gradesMeaning: {
    asserted: "somebody says so, and shows nothing",
    attested: "signed and logged; the evidence is withheld",
    evidenced: "the bytes it rests on are in this folder",
    recomputable: "anyone can compute it again from this folder",
  },
  bars: {
    device: "denied by a device",
    enforced: "cut off, by a counter",
    succeeded: "succeeded at something",
  },
  gradesHeading: "How checkable each sentence is",
  gradesLead: "A grade says how well a sentence can be checked, not how true it is.",
  evidence: "evidence:",
  checkHeading: "Check it yourself",
  checkLead:
    "This page checks the copies inside it when it is opened, without any network. Drop other files of the folder here, or choose them, and they are checked too.",
  choose: "Choose files of this folder",
  limitsOfPage:
    "A page can only vouch for what is in it: somebody who changed this page could have changed its checks as well. For certainty use a second program: vigie verify, or sha256sum and openssl as docs/verify.md shows.",
  noScript:
    "Scripts are off, so nothing was checked here. Use: vigie verify, or sha256sum -c manifest-sha256.txt.",
  states: {
    running: "Checking …",
    held: "Everything that is in this page holds: {count} checks.",
    failed: "SOMETHING DOES NOT HOLD: {count} of {all} checks failed.",
    fileHeld: "{file}: unchanged",
    fileFailed: "{file}: CHANGED. It is not the file that was published.",
    fileUnknown: "{file}: no file of this statement",
    sentenceFailed: "does not hold: {why}",
    outside: "In the folder, and not in this page (drop it here to check it):",
    unable: "This browser cannot check signatures; digests were checked. Use another one, or vigie verify.",
  },
  checks: {
    text: "the sentence is not the one that was published",
    file: "changed: {file}",
    digest: "digests of the copies",
    policy: "trust policy and keys",
    commitment: "commitment of {name}",
    inclusion: "{name} is in the log",
    signature: "signature of the log on {name}",
    witnesses: "witnesses of {name}",
  },
};

export type StatementPageMessages = typeof statementPageEn;

export const statementPageFr: StatementPageMessages = {
  title: "Déclaration",
  written:
    "Déclaration écrite dans {folder} ({files} fichiers) : ouvrez {page} ; pour la vérifier : vigie verify {folder}",
  early: "rien n'est publié avant {until} (publish_not_before)",
  earlyRemedy: "attendez ; la loi impose le silence jusqu'à la fermeture du dernier bureau",
  expired: "la clé du registre ne devait servir que jusqu'à {until} (key_valid_until)",
  expiredRemedy: "passez à une nouvelle clé (docs/tlog.md), et mettez la nouvelle date",
  other: "Read in English",
  sections: {
    answer: "La réponse",
    count: "Le décompte",
    watch: "La surveillance",
    drills: "Ce que vaut « rien trouvé »",
    claims: "Affirmations de tiers",
    author: "De la main de l'auteur",
    limits: "Ce qui n'est pas couvert",
  },
  claimsLead: "D'autres l'ont dit. C'est à part, car Vigie ne le dit pas.",
  authorLead: "Texte libre : rien n'y a été vérifié.",
  grades: {
    asserted: "affirmé",
    attested: "attesté",
    evidenced: "documenté",
    recomputable: "recalculable",
  },
  gradesMeaning: {
    asserted: "quelqu'un le dit et ne montre rien",
    attested: "signé et inscrit au registre ; les pièces ne sont pas publiées",
    evidenced: "les octets sur lesquels cela repose sont dans ce dossier",
    recomputable: "chacun peut le recalculer à partir de ce dossier",
  },
  bars: {
    device: "refusées par un équipement",
    enforced: "coupées, selon un compteur",
    succeeded: "parvenues à quelque chose",
  },
  gradesHeading: "À quel point chaque phrase est vérifiable",
  gradesLead: "Un degré dit si une phrase se vérifie bien, non si elle est vraie.",
  evidence: "pièces :",
  checkHeading: "Vérifiez vous-même",
  checkLead:
    "Cette page vérifie à l'ouverture les copies qu'elle contient, sans aucun réseau. Déposez ici d'autres fichiers du dossier, ou choisissez-les : ils seront vérifiés aussi.",
  choose: "Choisir des fichiers de ce dossier",
  limitsOfPage:
    "Une page ne répond que de ce qu'elle contient : qui l'aurait changée aurait pu changer aussi ses vérifications. Pour en être sûr, prenez un second programme : vigie verify, ou sha256sum et openssl comme le montre docs/verify.md.",
  noScript:
    "Les scripts sont désactivés, rien n'a donc été vérifié ici. Utilisez vigie verify, ou sha256sum -c manifest-sha256.txt.",
  states: {
    running: "Vérification en cours…",
    held: "Tout ce que contient cette page tient : {count} vérifications.",
    failed: "QUELQUE CHOSE NE TIENT PAS : {count} vérifications sur {all} ont échoué.",
    fileHeld: "{file} : inchangé",
    fileFailed: "{file} : MODIFIÉ. Ce n'est pas le fichier qui a été publié.",
    fileUnknown: "{file} : ne fait pas partie de cette déclaration",
    sentenceFailed: "ne tient pas : {why}",
    outside: "Dans le dossier, mais pas dans cette page (déposez-les ici pour les vérifier) :",
    unable:
      "Ce navigateur ne sait pas vérifier les signatures ; les empreintes l'ont été. Prenez-en un autre, ou vigie verify.",
  },
  checks: {
    text: "la phrase n'est pas celle qui a été publiée",
    file: "modifié : {file}",
    digest: "empreintes des copies",
    policy: "politique de confiance et clés",
    commitment: "engagement de {name}",
    inclusion: "{name} est dans le registre",
    signature: "signature du registre sur {name}",
    witnesses: "témoins de {name}",
  },
};
