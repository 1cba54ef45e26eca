/**
 * What an attack does, in the words that blocking tools share: "ssh:bruteforce", "http:exploit".
 *
 * Left of the colon stands the service, read from the rule's Sigma log source (Sigma specification, taxonomy appendix);
 * right of it the deed, read from its ATT&CK tags (MITRE ATT&CK, enterprise). The words are those of the behaviour
 * list that CrowdSec publishes for its decisions, so that bouncers and people can filter by them.
 * @module
 */
import { tacticOf, techniqueOf } from "../model/technique.ts";

/** The log source of a rule; for a correlation, of the rules that it counts. */
export interface BehaviourSource {
  readonly category: string | null;
  readonly product: string | null;
  readonly service: string | null;
}

/** The first of service, product and category that is listed names the service. */
const SERVICES: Readonly<Record<string, string>> = {
  sshd: "ssh",
  endlessh: "ssh",
  webserver: "http",
  waf: "http",
  proxy: "http",
  nginx: "http",
  apache: "http",
  iis: "http",
  mail: "smtp",
  postfix: "smtp",
  exim: "smtp",
  sendmail: "smtp",
  dovecot: "pop3/imap",
  vsftpd: "ftp",
  proftpd: "ftp",
  "pure-ftpd": "ftp",
  database: "database",
  mysql: "database",
  postgresql: "database",
  asterisk: "sip",
  samba: "smb",
  windows: "windows",
  linux: "linux",
  aws: "cloud",
  azure: "cloud",
  gcp: "cloud",
  m365: "cloud",
  okta: "cloud",
  kubernetes: "cloud",
};

/** By technique, in the order of the first that fits: a rule that names guessing and its success is about guessing. */
const DEEDS: readonly (readonly [RegExp, string])[] = [
  [/^T1(?:110|621)/, "bruteforce"], // Brute Force; Multi-Factor Authentication Request Generation
  [/^T149[89]/, "dos"], // Network and Endpoint Denial of Service
  [/^T1(?:190|189|203|210|133|505|552)/, "exploit"], // Exploit Public-Facing Application and its kin; web shells; credentials in files
  [/^T1566/, "spam"], // Phishing
  [/^T1213/, "crawl"], // Data from Information Repositories
  [/^T1(?:595|046|018|589|590|592)/, "scan"], // Active Scanning, discovery from outside, gathering
];

/**
 * What a rule's alerts are for.
 * @example behaviourOf(["attack.t1110.001"], { category: null, product: "linux", service: "sshd" }) // "ssh:bruteforce"
 */
export function behaviourOf(tags: readonly string[], source: BehaviourSource): string {
  const service = serviceOf(source);
  const deed = deedOf(tags);
  if (deed !== null) return service === "linux" ? `generic:${deed}` : `${service}:${deed}`;
  return service === "linux" ? "linux:post-exploitation" : `${service}:unusual-activity`;
}

function serviceOf({ category, product, service }: BehaviourSource): string {
  for (const name of [service, product, category]) {
    const known = name !== null && Object.hasOwn(SERVICES, name) ? SERVICES[name] : undefined;
    if (known !== undefined) return known;
  }
  return "generic";
}

function deedOf(tags: readonly string[]): string | null {
  const techniques = tags.map(techniqueOf).filter((technique) => technique !== null);
  for (const [pattern, deed] of DEEDS)
    if (techniques.some((technique) => pattern.test(technique))) return deed;
  const tactics = tags.map(tacticOf);
  if (tactics.includes("reconnaissance")) return "scan";
  return tactics.includes("initial-access") && techniques.length === 0 ? "exploit" : null;
}
