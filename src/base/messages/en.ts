import { type ClaimsMessages, claimsEn } from "./claims.ts";
import { type DrillsMessages, drillsEn } from "./drills.ts";
import { type RankingMessages, rankingEn } from "./ranking.ts";
import { type ResultsMessages, resultsEn } from "./results.ts";
import { type StatementPageMessages, statementPageEn } from "./statement-page.ts";

/** What Vigie says to a person, in English. Every other language has the same keys (a test sees to it). */
export const en = {
  language: "en",
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
      `${files} file(s), ${records} records (${size}) read in ${seconds} s`,
    recognised: (share: string) => `${share} of the records recognised`,
    unparsed: (count: string) => `${count} records that no format reads (--unparsed FILE keeps them)`,
    oversize: (count: string) => `${count} records longer than 1 MiB were cut`,
    remarks: {
      empty: "holds no record (is it the right file?)",
      oversize: (count: string) =>
        `${count} records longer than 1 MiB were cut; what follows in their lines was not read (are its line ends whole?)`,
    },
    moreRemarks: (count: string) => `and ${count} more such remarks (--json lists all)`,
    rejectedRules: (count: string) => `${count} rules rejected (vigie rules check says why)`,
    answerAttacks: (attacks: string, elaborate: string, succeeded: string, blocked: string) =>
      `Attacked: yes. ${attacks} attacks counted; ${elaborate} elaborate; ${succeeded} succeeded at something; ${blocked} blocked by a device.`,
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
  watch: {
    leftOut: (count: string) =>
      `${count} lines were not printed: whoever reads them is too slow. The store has them all`,
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
  blocks: {
    none: "No block is open. --all lists those that are over, too",
    statuses: { active: "in force", dry_run: "dry run", proposed: "proposed", lifted: "lifted" },
    over: "over",
    columns: {
      value: "address",
      status: "status",
      until: "until (UTC)",
      behaviour: "for",
      dropped: "dropped",
    },
    decision: "Decision",
    by: {
      policy: "decided by the block policy",
      operator: "decided by a person",
      import: "from a shared list",
    },
    begins: (event: string, created: string) => `event ${event}, decided ${created}`,
    liftedAt: (time: string, why: string) => `lifted ${time}: ${why}`,
    dropped: (packets: string, bytes: string) =>
      `${packets} packets (${bytes}) dropped by the firewall of this machine`,
    added: (value: string, until: string) => `${value} is to be blocked until ${until}`,
    lifted: (value: string, id: string) => `lifted: ${value} (${id})`,
    confirmed: (value: string, until: string) => `in force: ${value} until ${until}`,
    still: (value: string, other: string, id: string, until: string) =>
      `${value} stays blocked: ${other} (${id}) holds until ${until}`,
    decisionIsNoBlock:
      "a decision blocks nothing by itself: a bouncer or vigie watch --enforce has to fetch it",
    noneOpen: "no open block has this address or id",
    noneWaits: "no decision that waits for a person has this id",
    listThem: "vigie blocks list --all shows them",
    ambiguous: "several decisions begin like this:",
    typeMore: "type more of it",
    unread: (text: string) => `the safety list is not whole: ${text}`,
    refused: (value: string, reason: string) => `${value} is not blocked: ${reason}`,
    refusedRemedy: "docs/blocking.md says what is never blocked, and why",
    needsStore: "a block needs a store that lasts",
    needsStoreRemedy: "name one with --store",
    refusals: {
      "no-origin": "the records name no single client",
      "already-denied": "a device denied it already",
      "not-in-policy": "the block policy does not cover it",
      "few-records": "too few records",
      "spoofable-source": "the source can be forged",
      undated: "the event states no time",
      stale: "the event is too old",
      future: "the event lies in the future",
      "safety-unknown": "the safety list cannot be read whole",
      reserved: "loopback, link-local or reserved",
      allowlisted: "on the allowlist",
      "own-address": "an address of this machine",
      gateway: "the gateway of this machine",
      resolver: "the name server of this machine",
      proxy: "a trusted proxy",
      "console-session": "somebody is signed in from there",
      "bouncer-client": "a bouncer asks from there",
      "wide-range": "too wide a range",
      "not-an-address": "no address and no range",
      "already-decided": "decided already",
      cap: "too many new blocks per minute",
    },
  },
  allow: {
    none: "The allowlist is empty. vigie allow add 192.0.2.7 --why ...",
    added: (value: string, name: string): string =>
      name === "" ? `allowed: ${value}` : `allowed: ${value} (${name})`,
    repinned: (name: string, value: string) =>
      `${name} does not stand for ${value} any more: taken off the list`,
    removed: (value: string) => `taken off the allowlist: ${value}`,
    unknown: "is not on the allowlist",
    unknownRemedy: "vigie allow list shows what is",
    noAddress: "is no address, no range and no name that can be resolved",
    noAddressRemedy: "check its spelling, or give its address with --address",
    lifted: (value: string) => `on the allowlist now: ${value}`,
    within: (value: string, id: string) =>
      `lies within the block of ${value} (${id}), which stays until it is lifted`,
  },
  exchange: {
    exported: (attacks: string, addresses: string) =>
      `${attacks} attacks from ${addresses} addresses written; no raw record among them.`,
    imported: (count: string, proposed: string, refused: string) =>
      `${count} addresses read: ${proposed} proposed, ${refused} left out (protected, or no longer valid). None is blocked before a person confirms it: vigie blocks list --status proposed`,
    left: (kinds: string) => `left where they are: ${kinds}`,
  },
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
    gone: (count: string) =>
      `${count} segments are gone or give no time: the weeks they covered may look unwatched`,
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
    dwell: (days: string) => `${days} days from the first act to the last`,
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
    moreLinks: (count: string) => `and ${count} more ties`,
    weakest: (attacks: string, strength: string) =>
      `What would break it: its weakest tie (${strength} of 1); without it ${attacks} attacks would stand apart.`,
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
      `${alerts} alerts of another tool; ${attacks} attacks counted`,
    caveat:
      "Ranked by what is unusual in these alerts alone: what their rules mean, and whether they can be trusted, is not known here. Intent and author are not determined.",
    passed: (count: string) => `${count} rows hold no alert and were passed over`,
    moreProblems: (count: string) => `and ${count} more such rows`,
  },
  attacks: { none: "No attack is stored. Scan something first: vigie scan /var/log" },
  rules: {
    noneLoaded: "no rule is loaded, so nothing could be found",
    noneLoadedRemedy: "name rules with --rules, or leave out --no-builtin-rules",
    checked: (loaded: string, rejected: string, remarks: string) =>
      `${loaded} rules and correlations can be used, ${rejected} rejected, ${remarks} remarks`,
    none: "no rule found",
    fired: "fires",
    notFired: "does not fire",
    tested: (fired: string, events: string) => `fires on ${fired} of ${events} events of its log source`,
    always: "evaluated on every event: no text must be there for it to fire",
    cost: (evaluated: string, fired: string) => `evaluated ${evaluated} times, fired ${fired} times`,
    evaluated: (events: string, each: string) => `${events} events, ${each} rules evaluated for each`,
    covered: (techniques: string, rules: string) => `${techniques} techniques named by ${rules} rules`,
  },
  verify: {
    outcome: (held: string, all: string) => `${held} of ${all} checks held`,
    ownWord:
      "no --trust: a bundle is checked against the key that it brings itself, which shows only that nothing was changed since",
    written: (folder: string, files: string) =>
      `${files} files written to ${folder}; check them with: vigie verify ${folder}`,
    proofWritten: (file: string) => `Proof written to ${file}`,
    erased: (attacks: string, alerts: string, records: string, segments: string, decisions: string) =>
      `Erased for good: ${attacks} attacks, ${alerts} alerts, ${records} records, ${segments} segments, ${decisions} decisions. The log says that and why.`,
  },
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
    readable: (count: string) => `${count} readable files under /var/log`,
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
    found: (service: string, pattern: string, files: string) => `${service}: ${pattern} (${files} file(s))`,
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
    summary: (count: string, level: string) => `${count} event(s), most serious: ${level}`,
    again: "(told before; the count is what came since)",
    kinds: {
      alert: (level: string, count: string) => `${count} alert(s), level ${level}`,
      block: (count: string) => `${count} block(s) decided`,
      proposal: (count: string) => `${count} block(s) proposed: a person has to decide`,
      silence: "A source has fallen silent: what happens there is not seen",
      return: "A source is heard again",
      trouble: (count: string) => `Vigie has trouble (${count} time(s))`,
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
    fine: (sent: string) => `${sent} messages arrived`,
    waiting: (count: string) => `${count} events wait`,
    failing: (tries: string, reason: string) => `the last ${tries} tries failed: ${reason}`,
    givenUp: (count: string) => `${count} events were given up`,
  },
  bouncers: {
    none: "No bouncer yet: vigie bouncers add NAME --type firewall",
    never: "has never called",
    noPull: "has not pulled a list",
    pulled: (time: string) => `pulled ${time}`,
    behind: (count: string) => `${count} changes behind`,
    omitted: (count: string) =>
      `${count} older decisions were left out of its list: more are in force than a firewall's set holds`,
    revoked: (time: string) => `removed ${time}`,
    removed: (name: string) =>
      `${name} is removed: its key opens nothing any more. What it blocks stays blocked until it is stopped.`,
    limits: {
      range: "cannot enforce ranges: in nftables mode none is sent to it (use --mode iptables, with ipset)",
      "range?":
        "may not enforce ranges: firewall bouncers in nftables mode do not, nor do older plugins for Traefik (docs/bouncers.md)",
      "longer-than-24-days": "ends bans of more than 24 days after 24 days (a limit of ipset)",
    },
    rangesInForce: (count: string) => `[ranges in force: ${count}]`,
    notReported: "enforced in total: not reported by this bouncer",
    enforced: (packets: string, bytes: string) =>
      `enforced in total: ${packets} packets, ${bytes} bytes dropped, as it reports`,
    key: "Key (shown once):",
    url: "API:",
    noApi:
      "vigie.yaml has no api section, so nothing listens yet: add the line `api: {}` and name the file with --config",
    anyAddress:
      "the API listens on every address: replace 127.0.0.1 by the one that the bouncer reaches, or give --url",
  },
  demo: {
    rehearsing: (folder: string) =>
      `Rehearsing an election: logs of four bodies over twelve days, written to ${folder}`,
    truthHeading: "How much of the truth was found",
    truthFound: (found: string, all: string) => `${found} of ${all} staged attackers were counted as attacks`,
    campaignFound: (name: string, rank: string, found: string, all: string) =>
      `campaign "${name}": found, its best attack at rank ${rank}; ${found} of its ${all} addresses counted`,
    campaignMissed: (name: string) => `campaign "${name}": missed`,
    innocents: (flagged: string, all: string) =>
      `${flagged} of ${all} innocent visitors flagged by a rule of level high or above`,
    drillsHeading: "What “none found” is worth",
    strata: ["personal mailboxes", "personal telephones", "suppliers", "volunteers"] as readonly string[],
    publisher: "a rehearsed certification office",
    statementWritten: "The statement: {page}; others check it with: vigie verify {folder}",
    claims: `claims:
  - id: rehearsed-claim
    text: One country was behind the attacks.
    claimant: A rehearsed spokesperson
    date: 2026-04-24
    kind: attribution
    quotation: "One country was behind these attacks, and all of them were blocked."
`,
    countHeading: "Could an attack have changed the result?",
    countAdded: (stations: string) => `the minutes of ${stations} stations were added up again`,
    countDiffers: (unit: string, choice: string, official: string, replayed: string) =>
      `commune ${unit}, ${choice}: published ${official}, by the minutes ${replayed}`,
    countWinner: (published: string, minutes: string): string =>
      published === minutes
        ? `published winner and winner by the minutes: ${minutes}`
        : `published winner: ${published}; winner by the minutes: ${minutes}`,
    countCaveat: (folder: string) =>
      `If the minutes are authentic. Counting inside the stations, rolls and influence are not covered. Files: ${folder}`,
    alteredFound: "the total that was altered on its way was found, and no other was accused",
    alteredMissed: "the total that was altered on its way was not found",
    caveat: "A rehearsal shows what Vigie does; it does not measure what it would see on your machines.",
  },
  report: {
    title: "Was it attacked?",
    lead: "What the logs show, with the bytes behind each sentence",
    made: (time: string, version: string) => `Made ${time} by Vigie ${version}`,
    funnel: "From records to attacks",
    scale: "The length of a bar grows with the number of digits, not with the number (logarithmic).",
    outcomes: "What became of them",
    sensitivity: "How they were counted",
    sensitivityText: (gap: string) =>
      `Alerts of one origin against one body are one attack until nothing comes for ${gap}. Other rules give other figures:`,
    window: "silence",
    unit: "counted",
    campaigns: "Campaigns",
    campaignText: "Attacks that are tied together; each tie with its date and strength.",
    campaignLabel: (attacks: string, from: string, to: string) =>
      `${attacks} attacks from ${from} to ${to}, listed below with their ties`,
    ties: "What ties them",
    strength: "strength",
    between: "between",
    tie: "tie",
    timeline: "When",
    timelineText: "Attacks by time of their first alert",
    attacks: "Attacks",
    showing: (shown: string, all: string) => `The first ${shown} of ${all} by rank.`,
    sources: "What was read",
    file: "file",
    formats: "formats",
    records: "records",
    remarks: "remarks",
    reasons: "Why it stands here",
    evidence: "Evidence",
    evidenceText: "Raw bytes as logged; offset and length count the decoded file.",
    check: "Check one yourself",
    checkText: "The bytes of a record can be cut out and hashed with ordinary tools:",
    limits: "What this does not say",
    limitItems: [
      "It does not say that nothing else happened: detection was not measured by drills, so nothing that was not found is excluded.",
      "It does not say who was behind an attack, from which country, or with what intent.",
      "“Blocked” stands only where a device said so in its own log.",
      "It does not say whether the result is right: that is the count, and needs paper.",
    ] as readonly string[],
    rank: "rank",
    techniques: "ATT&CK techniques",
    none: "none",
    time: "time",
    weight: "weight",
    origin: "Origin",
    thread: "Thread",
    body: "Body",
    period: "Period",
    outcome: "Outcome",
    moreRecords: (count: string) => `${count} further alerts are not printed here.`,
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
export type Messages = typeof en;
