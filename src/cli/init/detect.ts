/**
 * What runs on this machine and where it logs: the paths of Debian, RHEL and Alpine.
 * @module
 */
import { accessSync, constants, existsSync, globSync, statSync } from "node:fs";
import { join } from "node:path";

export const services = ["sshd", "nginx", "apache", "postfix"] as const;
type Service = (typeof services)[number];

/** Logs of one kind: as vigie.yaml names them. */
interface FoundLogs {
  /** A path or a glob, with the root before it. */
  readonly pattern: string;
  readonly files: number;
  /** Those that this user may not read. */
  readonly unreadable: readonly string[];
}

export interface FoundService {
  readonly service: Service;
  readonly logs: readonly FoundLogs[];
  /** Units whose entries the journal holds, where there is no file; empty when files are followed. */
  readonly units: readonly string[];
}

export interface Machine {
  /** Services that are installed or have logs. */
  readonly found: readonly FoundService[];
}

interface Signs {
  /** Any of these means that the service is installed. */
  readonly programs: readonly string[];
  /** Logs of its own, all of them followed. */
  readonly own: readonly string[];
  /** Logs that it shares with others; the first that is there is followed. */
  readonly shared: readonly string[];
  readonly units: readonly string[];
}

const SIGNS: Readonly<Record<Service, Signs>> = {
  sshd: {
    programs: ["usr/sbin/sshd"],
    own: [],
    // Debian and Ubuntu; RHEL and Fedora; Alpine
    shared: ["var/log/auth.log", "var/log/secure", "var/log/messages"],
    units: ["ssh.service", "sshd.service"],
  },
  nginx: {
    programs: ["usr/sbin/nginx"],
    own: ["var/log/nginx/*access*.log", "var/log/nginx/*error*.log"],
    shared: [],
    units: ["nginx.service"],
  },
  apache: {
    programs: ["usr/sbin/apache2", "usr/sbin/httpd"],
    // Debian and Alpine; RHEL
    own: [
      "var/log/apache2/*access*.log",
      "var/log/apache2/*error*.log",
      "var/log/httpd/*access_log",
      "var/log/httpd/*error_log",
    ],
    shared: [],
    units: ["apache2.service", "httpd.service"],
  },
  postfix: {
    programs: ["usr/sbin/postfix"],
    own: [],
    shared: ["var/log/mail.log", "var/log/maillog", "var/log/messages"],
    units: ["postfix.service", "postfix@-.service"],
  },
};

/** Folders of the journal: kept, and until the next boot. */
const JOURNALS = ["var/log/journal", "run/log/journal"];

/**
 * Looks; opens nothing.
 * @param root folder before /usr and /var; tests and images bring their own
 * @param canRead for tests: root may read everything
 * @example detect("/").found.map(({ service }) => service) // ["sshd", "nginx"]
 */
export function detect(root: string, canRead: (file: string) => boolean = isReadable): Machine {
  const hasJournal = JOURNALS.some((folder) => existsSync(join(root, folder)));
  const found = services
    .map((service) => lookFor(service, root, hasJournal, canRead))
    .filter((one) => one !== null);
  return { found };
}

function lookFor(
  service: Service,
  root: string,
  hasJournal: boolean,
  canRead: (file: string) => boolean,
): FoundService | null {
  const { programs, own, shared, units } = SIGNS[service];
  const isInstalled = programs.some((program) => existsSync(join(root, program)));
  const ownLogs = own.map((pattern) => logsAt(join(root, pattern), canRead));
  // a shared log says nothing about a service that is not installed
  const sharedLogs = isInstalled ? shared.map((pattern) => logsAt(join(root, pattern), canRead)) : [];
  const firstShared = sharedLogs.find(({ files }) => files > 0);
  const logs = [
    ...ownLogs.filter(({ files }) => files > 0),
    ...(firstShared === undefined ? [] : [firstShared]),
  ];
  if (!isInstalled && logs.length === 0) return null;
  return { service, logs, units: logs.length === 0 && hasJournal ? units : [] };
}

function logsAt(pattern: string, canRead: (file: string) => boolean): FoundLogs {
  // logrotate's older files do not end like this; they are read when a scan is asked for
  const files = globSync(pattern).filter((file) => isFile(file));
  return { pattern, files: files.length, unreadable: files.filter((file) => !canRead(file)).toSorted() };
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}

function isReadable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
