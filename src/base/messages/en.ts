import { type BlockingMessages, blockingEn } from "./blocking.ts";
import { type ClaimsMessages, claimsEn } from "./claims.ts";
import { type DemoMessages, demoEn } from "./demo.ts";
import { type DrillsMessages, drillsEn } from "./drills.ts";
import type { Language } from "./language.ts";
import { type MachineMessages, machineEn } from "./machine.ts";
import { counted } from "./plural.ts";
import { type RankingMessages, rankingEn } from "./ranking.ts";
import { type ReportMessages, reportEn } from "./report.ts";
import { type ResultsMessages, resultsEn } from "./results.ts";
import { type StatementPageMessages, statementPageEn } from "./statement-page.ts";
import { type TriageMessages, triageEn } from "./triage.ts";

const own = {
  language: "en" as Language,
  claims: claimsEn as ClaimsMessages,
  drills: drillsEn as DrillsMessages,
  ranking: rankingEn as RankingMessages,
  results: resultsEn as ResultsMessages,
  statementPage: statementPageEn as StatementPageMessages,
  classes: { noise: "noise", opportunistic: "opportunistic", elaborate: "elaborate" },
  outcomes: {
    observed: "observed",
    blocked_by_device: "blocked by a device",
    decided: "block decided",
    pulled: "block fetched",
    enforced: "blocked by Vigie",
    succeeded: "succeeded",
  },
  objectives: {
    unknown: "unknown",
    reconnaissance: "reconnaissance",
    access: "access",
    theft: "theft",
    disruption: "disruption",
    manipulation: "manipulation",
  },
  levels: {
    informational: "informational",
    low: "low",
    medium: "medium",
    high: "high",
    critical: "critical",
  },
  scan: {
    read: (files: string, records: string, size: string, seconds: string) =>
      `${counted(files, "file", "files")}, ${counted(records, "record", "records")} (${size}) read in ${seconds} s`,
    recognised: (share: string, formats: string) =>
      `${share} of the records recognised${formats === "" ? "" : `: ${formats}`}`,
    unparsed: (count: string) =>
      `${counted(count, "record", "records")} that no format reads (--unparsed FILE keeps them)`,
    oversize: (count: string) =>
      `${counted(count, "record longer than 1 MiB was", "records longer than 1 MiB were")} cut`,
    remarks: {
      empty: "holds no record (is it the right file?)",
      oversize: (count: string) =>
        `${counted(count, "record longer than 1 MiB was", "records longer than 1 MiB were")} cut; what follows in the same line was not read (are its line ends whole?)`,
    },
    moreRemarks: (count: string) =>
      `and ${counted(count, "more such remark", "more such remarks")} (--json lists all)`,
    rejectedRules: (count: string) =>
      `${counted(count, "rule", "rules")} rejected (vigie rules check says why)`,
    answerAttacks: (attacks: string, elaborate: string, succeeded: string, blocked: string) =>
      `Attacked: yes. ${counted(attacks, "attack", "attacks")} counted; ${elaborate} elaborate; ${succeeded} succeeded at something; ${blocked} blocked by a device.`,
    answerNone: "No attack found in what was read.",
    units: { address: "by address", network: "by network" },
    counting: (gap: string, others: string) =>
      `attacks counted by origin with a silence of ${gap}; other rules give: ${others}`,
    sameCampaign: (rank: string) => `in one campaign with #${rank}, and judged with it`,
    caveat:
      "Detection was not measured by drills, so nothing that was not found is excluded. Intent and author are not determined.",
    nothingRead: "Nothing could be read.",
    funnel: {
      records: "records",
      alerts: "alerts",
      attacks: "attacks",
      elaborate: "elaborate",
      directed: "directed",
    },
    attacksHeading: (shown: string, all: string) => `Attacks by rank (${shown} of ${all})`,
    columns: {
      class: "class",
      score: "score",
      first: "first seen",
      origin: "origin or thread",
      alerts: "alerts",
      outcome: "outcome",
    },
    next: (id: string, options: string) =>
      `Look at one with its raw records: vigie show ${id}${options === "" ? "" : ` ${options}`}`,
    reportWritten: (file: string) => `Report written to ${file}`,
    progress: (share: string, records: string, alerts: string) =>
      `${share}  ${records} records, ${alerts} alerts`,
  },
  show: {
    became: (id: string, ids: string) => `${id} was counted anew and is now ${ids}`,
    inCampaign: (id: string) => `part of a campaign: vigie show ${id}`,
    notFound: "no alert or attack has this id",
    notFoundRemedy: "vigie attacks lists them; a scan with --store :memory: keeps nothing",
    ambiguous: "several ids begin like this:",
    attack: "Attack",
    alert: "Alert",
    why: "Why it stands where it stands",
    alertsHeading: "Alerts",
    records: "Raw records",
    verified: "hash verified",
    changed: "the file no longer holds these bytes",
    gone: "the file is not there any more",
    more: (count: string) => `and ${count} more (--json lists all)`,
    check: "Check one yourself:",
  },
  exchange: {
    exported: (attacks: string, addresses: string) =>
      `${counted(attacks, "attack", "attacks")} from ${counted(addresses, "address", "addresses")} written; no raw record among them.`,
    imported: (count: string, proposed: string, refused: string) =>
      `${counted(count, "address", "addresses")} read: ${proposed} proposed, ${refused} left out (protected, or no longer valid). None is blocked before a person confirms it: vigie blocks list --status proposed`,
    left: (kinds: string) => `left where they are: ${kinds}`,
  },
  attacks: { none: "No attack is stored. Scan something first: vigie scan /var/log" },
  rules: {
    noneLoaded: "no rule is loaded, so nothing could be found",
    noneLoadedRemedy: "name rules that load with --rules, or leave out --no-builtin-rules",
    noneUsable: "none of the rules that were named can be used",
    noneUsableRemedy: "vigie rules check tells what is wrong with each",
    checked: (loaded: string, rejected: string, remarks: string) =>
      `${counted(loaded, "rule or correlation", "rules and correlations")} can be used, ${rejected} rejected, ${counted(remarks, "remark", "remarks")}`,
    fired: "fires",
    notFired: "does not fire",
    tested: (fired: string, events: string) =>
      `fires on ${fired} of ${counted(events, "event", "events")} of its log source`,
    correlated: (fired: string, records: string) =>
      `fires ${counted(fired, "time", "times")}; its rules fire on ${counted(records, "record", "records")}`,
    stretch: (records: string, first: string, group: string) =>
      `${counted(records, "record", "records")} from ${first} on${group === "" ? "" : `: ${group}`}`,
    quiet: (rules: string, unseen: string, correlations: string) =>
      `${counted(rules, "rule does", "rules do")} not fire, of which ${unseen} saw no event of their log source; ${counted(correlations, "correlation does", "correlations do")} not fire`,
    undated: (count: string) =>
      `${counted(count, "hit", "hits")} on records without a time: no correlation can place them in a window`,
    firstHits: (count: string) => `correlations were tried on the first ${count} records only`,
    always: "evaluated on every event: no text must be there for it to fire",
    cost: (evaluated: string, fired: string) =>
      `evaluated ${counted(evaluated, "time", "times")}, fired ${counted(fired, "time", "times")}`,
    evaluated: (events: string, each: string) =>
      `${counted(events, "event", "events")}, ${counted(each, "rule", "rules")} evaluated for each`,
    covered: (techniques: string, rules: string) =>
      `${counted(techniques, "technique", "techniques")} named by ${counted(rules, "rule", "rules")}`,
  },
  verify: {
    outcome: (held: string, all: string) => `${held} of ${counted(all, "check", "checks")} held`,
    ownWord:
      "no --trust: a bundle is checked against the key that it brings itself, which shows only that nothing was changed since",
    written: (folder: string, files: string) =>
      `${counted(files, "file", "files")} written to ${folder}; check them with: vigie verify ${folder}`,
    proofWritten: (file: string) => `Proof written to ${file}`,
    erased: (attacks: string, alerts: string, records: string, segments: string, decisions: string) =>
      `Erased for good: ${counted(attacks, "attack", "attacks")}, ${counted(alerts, "alert", "alerts")}, ${counted(records, "record", "records")}, ${counted(segments, "segment", "segments")}, ${counted(decisions, "decision", "decisions")}. The log says that and why.`,
  },
  audit: {
    planned: (units: string, first: string) =>
      `Planned: ${units} can be drawn; about ${first} meet the risk limit if nothing is wrong.`,
    commitment: (digest: string) => `Publish this commitment before the seed is drawn: ${digest}`,
    sealed: (store: string) => `Sealed into the log of ${store}.`,
    drawn: (round: string, count: string, list: string) =>
      `Round ${round}: ${count} drawn; fetch what ${list} names.`,
    entered: (count: string, by: string) => `${count} entered by ${by}.`,
    risk: (round: string, risk: string, limit: string) => `Round ${round}: risk ${risk}, limit ${limit}.`,
    found: (drawn: string, discrepancies: string, missing: string) =>
      `${drawn} drawn, ${discrepancies} differ from what was reported, ${missing} could not be shown.`,
    confirmed: "The reported outcome is confirmed at the risk limit.",
    goOn: "Not confirmed: nothing can be said for the reported outcome yet. Draw another round, or count everything.",
    full: "Everything was drawn: the paper itself decides now.",
    held: (name: string, text: string) => `held    ${name}: ${text}`,
    broken: (name: string, text: string) => `BROKEN  ${name}: ${text}`,
    size: (cards: string) => `${cards} to draw.`,
    meaningBatches: (percent: string) =>
      `If the sampled original minutes are authentic, an outcome made wrong by transmission or aggregation would have passed this check with a probability of at most ${percent}.`,
    uncoveredBatches:
      "Counting inside the stations, the rolls, machines without paper and influence on voters are not covered.",
    meaningCards: (percent: string) =>
      `If the paper is complete and was kept safe, a wrong outcome would have passed this check with a probability of at most ${percent}.`,
    uncoveredCards: "The rolls, the custody of the paper and influence on voters are not covered.",
    title: (contest: string) => `Audit: ${contest}`,
    outcome: "Reported outcome",
    votes: "Votes",
    choice: "Choice",
    riskByRound: "Risk by round",
    riskPicture: "The risk after each round, on a logarithmic scale, against the risk limit.",
    possible: "Margin against possible error",
    possiblePicture:
      "For each margin: its size in votes, and the votes that could be wrong if every ballot below the bounds were.",
    margin: "margin in votes",
    bound: "votes that the bounds allow to be wrong",
    round: "round",
    unit: "unit",
    place: "draw",
    ticket: "ticket",
    fetched: "fetched",
    riskWord: "risk",
    limit: "limit",
    drawnWord: "drawn",
    differ: "differ",
    missing: "missing",
    rests: "What it rests on",
    boundsFrom: (source: string) => `Bounds on ballots: ${source}`,
    seed: (seed: string, ceremony: string) => `Seed ${seed}. ${ceremony}`,
    recompute:
      "Anyone can compute everything again from the files of this folder: vigie audit assess DIR --recompute",
  },
};

/** The shape every language fills. */
export type Messages = typeof own &
  BlockingMessages &
  DemoMessages &
  MachineMessages &
  ReportMessages &
  TriageMessages;

/** What Vigie says to a person, in English. Every other language has the same keys (a test sees to it). */
export const en: Messages = { ...own, ...blockingEn, ...demoEn, ...machineEn, ...reportEn, ...triageEn };
