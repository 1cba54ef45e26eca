/**
 * Smaller services of a host, through syslog: cron, Dropbear, xinetd, endlessh, named, Webmin, slapd, Cyrus, Courier
 * and others. Each is a table of layouts; what stands before an address in them is the service's own or anchored.
 * @module
 */
import type { Format, LineFormat, MessageFormat } from "./format.ts";
import { FAILED, IP, type Layout, logFormat, ownProgram, PASSED, PORT } from "./layout.ts";

const cron: MessageFormat = ownProgram(
  "cron",
  "cron",
  /^(?:cron|crond|CRON|crontab|anacron|\/usr\/sbin\/cron|atd)$/i,
  [
    { pattern: /^\((?<user>[^()\s]{1,64})\) CMD /, why: "command", action: "system", outcome: "success" },
    {
      pattern: /^\((?<user>[^()\s]{1,64})\) (?:REPLACE|BEGIN EDIT|END EDIT|LIST|DELETE) /,
      why: "crontab",
      action: "system",
    },
    {
      pattern: /^\((?<user>[^()\s]{1,64})\) AUTH /,
      why: "not allowed",
      action: "system",
      outcome: "failure",
    },
  ],
);

/** Dropbear writes `address:port` at the end, or in `<...>` before the words of the exit. */
const dropbear: MessageFormat = ownProgram("dropbear", "Dropbear SSH server", /^dropbear$/, [
  {
    pattern: new RegExp(
      `^(?:Bad (?:PAM )?password attempt for|login attempt for nonexistent user|Login attempt for nonexistent user|Login attempt with wrong user)(?: '(?<user>.*)')? from ${IP}:${PORT}$`,
      "i",
    ),
    why: "failed login",
    ...FAILED,
  },
  {
    pattern: new RegExp(
      `^(?:Password|PAM password|Pubkey|Empty password) auth succeeded for '(?<user>.*)' (?:with .{1,255} )?from ${IP}:${PORT}$`,
      "i",
    ),
    why: "login",
    ...PASSED,
  },
  {
    pattern: new RegExp(
      `^(?:\\[\\d{1,10}\\] \\w{3} \\d\\d \\d\\d:\\d\\d:\\d\\d )?Exit before auth(?: from <${IP}:${PORT}>)?[ :(]`,
      "i",
    ),
    why: "exit before authentication",
    action: "connection",
    outcome: "failure",
  },
  {
    pattern: new RegExp(`^Child connection from ${IP}:${PORT}$`, "i"),
    why: "connection",
    action: "connection",
  },
]);

const xinetd: MessageFormat = ownProgram(
  "xinetd",
  "xinetd, tcpd and inetd",
  /^(?:xinetd|tcpd|inetd|in\.\w{1,16}|rpcbind)$/,
  [
    {
      pattern: new RegExp(
        `^FAIL: \\S{1,64} (?:address|libwrap|time|service_limit|per_source_limit|load) from=${IP}$`,
      ),
      why: "refused",
      action: "connection",
      outcome: "failure",
      verdict: "denied",
    },
    {
      pattern: new RegExp(`^START: \\S{1,64} pid=\\d{1,10} from=${IP}$`),
      why: "start",
      action: "connection",
    },
    {
      pattern: new RegExp(`^(?:warning: )?refused connect from .{0,512} \\(${IP}\\)$`),
      why: "refused connect",
      action: "connection",
      outcome: "failure",
      verdict: "denied",
    },
    {
      pattern: new RegExp(`^(?:warning: )?refused connect from ${IP}$`),
      why: "refused connect",
      action: "connection",
      outcome: "failure",
      verdict: "denied",
    },
  ],
);

const ENDLESSH: readonly Layout[] = [
  {
    pattern: new RegExp(`^(?:\\d+ client\\.go:\\d+\\] )?ACCEPT host=${IP} port=${PORT} `),
    why: "caught by the tar pit",
    action: "connection",
    outcome: "failure",
  },
  {
    pattern: new RegExp(`^CLOSE host=${IP} port=${PORT} `),
    why: "left the tar pit",
    action: "connection",
  },
];

const endlessh: MessageFormat = ownProgram(
  "endlessh",
  "endlessh SSH tar pit",
  /^endlessh(?:-go)?$/,
  ENDLESSH,
);
const endlesshLog: LineFormat = logFormat(
  { name: "endlessh-log", title: "endlessh SSH tar pit, its own log", services: ["endlessh"] },
  ENDLESSH,
);

/** The name asked for is the client's, but comes after the client's address. */
const NAMED: readonly Layout[] = [
  {
    pattern: new RegExp(
      `^(?:[\\w-]{1,32}: )?(?:(?:info|error|warning|notice|debug \\d{1,3}): )?client (?:@0x[0-9a-f]{1,16} )?${IP}#${PORT}(?: \\([^\\s()]{1,1024}\\))?: (?:view [\\w.-]{1,64}: )?(?:query(?: \\(cache\\))?|zone transfer|update|notify|update forwarding|bad zone transfer request) .{0,1100}denied`,
    ),
    why: "query denied",
    action: "connection",
    outcome: "failure",
    verdict: "denied",
  },
  {
    pattern: new RegExp(
      `^(?:[\\w-]{1,32}: )?(?:(?:info|error|warning|notice): )?client (?:@0x[0-9a-f]{1,16} )?${IP}#${PORT}(?: \\([^\\s()]{1,1024}\\))?: (?:view [\\w.-]{1,64}: )?(?:query:|rate limit|no more recursive|message parsing failed)`,
    ),
    why: "query",
    action: "connection",
  },
];

const named: MessageFormat = ownProgram(
  "named",
  "BIND name server",
  /^(?:named|security|update-security|queries|query-errors)$/,
  NAMED,
  false,
);
const namedLog: LineFormat = logFormat(
  { name: "named-log", title: "BIND name server, its own log", services: ["named"] },
  NAMED,
);

const NSD: readonly Layout[] = [
  {
    pattern: new RegExp(
      `^(?:nsd\\[\\d{1,10}\\]: )?(?:info: )?ratelimit block \\S{1,255} type \\S{1,32} target \\S{1,64} query ${IP} \\S{1,32}$`,
    ),
    why: "rate limit",
    action: "connection",
    outcome: "failure",
    verdict: "denied",
  },
  {
    pattern: new RegExp(
      `^(?:nsd\\[\\d{1,10}\\]: )?(?:info: )?[ai]xfr for (?:zone )?\\S{1,255} from (?:client )?${IP} refused`,
    ),
    why: "transfer refused",
    action: "connection",
    outcome: "failure",
    verdict: "denied",
  },
];
const nsd: MessageFormat = ownProgram("nsd", "NSD and Unbound name servers", /^(?:nsd|unbound)$/, NSD);
const nsdLog: LineFormat = logFormat(
  { name: "nsd-log", title: "NSD and Unbound name servers, their own log", services: ["nsd"] },
  NSD,
);

const webmin: MessageFormat = ownProgram(
  "webmin",
  "Webmin and Usermin",
  /^(?:webmin|usermin|miniserv\.pl)$/,
  [
    {
      pattern: new RegExp(`^(?:Invalid|Non-existent|Expired|Locked) login as (?<user>.*) from ${IP}$`),
      why: "failed login",
      ...FAILED,
    },
    { pattern: new RegExp(`^Successful login as (?<user>.*) from ${IP}$`), why: "login", ...PASSED },
    {
      pattern: new RegExp(`^Security alert: Host ${IP} blocked `),
      why: "blocked",
      ...FAILED,
      verdict: "denied",
    },
  ],
);

const pfsense: MessageFormat = ownProgram(
  "pfsense",
  "pfSense and OPNsense web interface",
  /^(?:php-fpm|php|opnsense|audit)$/,
  [
    {
      pattern: new RegExp(
        `^(?:\\S{1,64}: )?webConfigurator authentication error for user '(?<user>.*)' from:? ${IP}$`,
        "i",
      ),
      why: "failed login",
      ...FAILED,
    },
    {
      pattern: new RegExp(
        `^(?:\\S{1,64}: )?Successful login for user '(?<user>.*)' from:? ${IP}(?: \\([\\w ]{1,64}\\))?$`,
        "i",
      ),
      why: "login",
      ...PASSED,
    },
  ],
  false,
);

const slapd: MessageFormat = ownProgram("slapd", "OpenLDAP", /^slapd$/, [
  {
    pattern: new RegExp(`^conn=\\d{1,12} fd=\\d{1,8} ACCEPT from IP=${IP}:${PORT} `),
    why: "connection",
    action: "connection",
  },
  {
    pattern: new RegExp(`^conn=\\d{1,12} fd=\\d{1,8} ACCEPT from IP=\\[${IP}\\]:${PORT} `),
    why: "connection",
    action: "connection",
  },
  { pattern: /^conn=\d{1,12} op=\d{1,12} RESULT tag=97 err=49 /, why: "bind refused", ...FAILED },
]);

/** The name is the client's reverse DNS and holds no blank; the account comes after the address. */
const CYRUS: readonly Layout[] = [
  {
    pattern: new RegExp(
      `^badlogin: (?:[^\\s[\\]]{1,255} ?)?\\[${IP}\\] (?<method>\\S{1,64}) (?<user>[^\\s[]{0,255})`,
    ),
    why: "bad login",
    ...FAILED,
  },
  {
    pattern: new RegExp(`^login: (?:[^\\s[\\]]{1,255} ?)?\\[${IP}\\] (?<user>\\S{1,255}) `),
    why: "login",
    ...PASSED,
  },
];
const cyrus: MessageFormat = ownProgram(
  "cyrus",
  "Cyrus IMAP server",
  /^(?:cyrus(?:-imapd)?\/[\w-]{2,16}|imapd|pop3d|imaps|pop3s|timsieved|lmtpd)$/,
  [
    ...CYRUS,
    {
      // UW IMAP shares these program names.
      pattern: new RegExp(
        `^Login (?:excessive login failures|failed|disabled) user=(?<user>.*) host=(?:[^\\s[\\]]{1,255} )?\\[${IP}\\]$`,
      ),
      why: "login failed",
      ...FAILED,
    },
    ...courierLayouts(),
  ],
);

/** `LOGIN FAILED, user=<name>, ip=[address]` ends with the address. */
function courierLayouts(): readonly Layout[] {
  const end = `, ip=\\[${IP}\\](?:, port=\\[${PORT}\\])?`;
  return [
    {
      pattern: new RegExp(`^LOGIN FAILED, (?:user=(?<user>.*)|method=\\S{1,64})${end}$`),
      why: "login failed",
      ...FAILED,
    },
    {
      pattern: new RegExp(`^LOGIN, user=(?<user>\\S{1,255})${end}, protocol=\\w{1,16}$`),
      why: "login",
      ...PASSED,
    },
    {
      // The client's words follow the address.
      pattern: new RegExp(`^error,relay=${IP}(?:,port=${PORT})?,(?:from=|msg="535 |ident=)`),
      why: "refused",
      action: "mail",
      outcome: "failure",
      verdict: "denied",
    },
  ];
}

const courier: MessageFormat = ownProgram(
  "courier",
  "Courier mail server",
  /^(?:imapd-ssl|pop3d-ssl|courier[\w-]{1,32}|imaplogin|pop3login|esmtpd|submit)$/,
  courierLayouts(),
);

const solidpop: MessageFormat = ownProgram("solid-pop3d", "Solid POP3", /^solid-pop3d$/, [
  {
    pattern: new RegExp(
      `^(?:authentication failed: (?:no such user|can't map user name)|(?:APOP )?authentication failed for user|can't find APOP secret for user):? (?<user>.*) - ${IP}$`,
    ),
    why: "authentication failed",
    ...FAILED,
  },
]);

/** SOCKS: `... client.port server.port: error ... for user "name"`: the address precedes the name. */
const dante: MessageFormat = ownProgram("dante", "Dante SOCKS server", /^(?:danted|sockd)$/, [
  {
    pattern:
      /^(?:info: )?block\(\d{1,6}\): (?:tcp|udp)\/accept \]: (?<ip>(?:\d{1,3}\.){3}\d{1,3})\.(?<port>\d{1,5}) \S{1,64}: error after reading \d{1,9} bytes? in \d{1,9} seconds?: .{0,64}(?:authenticat|failed)/,
    why: "authentication failed",
    ...FAILED,
    verdict: "denied",
  },
]);

const scanlogd: MessageFormat = ownProgram(
  "scanlogd",
  "scanlogd and portsentry",
  /^(?:scanlogd|portsentry)$/,
  [
    {
      pattern: new RegExp(`^${IP}(?::${PORT})? to \\S{1,64} ports \\d`),
      why: "port scan",
      action: "connection",
      outcome: "failure",
    },
    {
      pattern: new RegExp(`^attackalert: .{1,96} from host: \\S{1,255}/${IP} to `),
      why: "port scan",
      action: "connection",
      outcome: "failure",
    },
  ],
);

const screensharing: MessageFormat = ownProgram("screensharing", "macOS screen sharing", /^screensharingd$/, [
  {
    pattern: new RegExp(
      `^Authentication: FAILED :: User Name: (?<user>.*) :: Viewer Address: ${IP} :: Type: [\\w -]{1,32}$`,
    ),
    why: "login failed",
    ...FAILED,
  },
  {
    pattern: new RegExp(
      `^Authentication: SUCCEEDED :: User Name: (?<user>.*) :: Viewer Address: ${IP} :: Type: [\\w -]{1,32}$`,
    ),
    why: "login",
    ...PASSED,
  },
]);

/** The script and the variable are the client's words; the address stands before the file's name at the end. */
const suhosin: MessageFormat = ownProgram("suhosin", "Suhosin", /^suhosin$/, [
  {
    pattern: new RegExp(
      `^ALERT(?:-SIMULATION)? - .* \\(attacker '${IP}', file '[^']{0,512}'(?:, line \\d{1,9})?\\)$`,
    ),
    why: "alert",
    action: "request",
    outcome: "failure",
    mark: " (attacker '",
    place: /(?<ip>[0-9A-Fa-f.:]{2,45})', file '/y,
  },
]);

const MONIT: readonly Layout[] = [
  {
    pattern: new RegExp(`^(?:error {1,8}: )?HttpRequest: access denied -- client \\[${IP}\\]: `),
    why: "access denied",
    ...FAILED,
  },
  {
    pattern: new RegExp(`^(?:error {1,8}: )?HttpRequest: access denied -- client ${IP}: `),
    why: "access denied",
    ...FAILED,
  },
  {
    pattern: new RegExp(`^(?:error {1,8}: )?Warning: Client '${IP}' supplied `),
    why: "wrong password",
    ...FAILED,
  },
];
const monit: MessageFormat = ownProgram("monit", "Monit", /^monit$/, MONIT);
const monitLog: LineFormat = logFormat(
  { name: "monit-log", title: "Monit, its own log", services: ["monit"] },
  MONIT,
);

const sogo: MessageFormat = ownProgram("sogo", "SOGo groupware", /^sogod$/, [
  {
    pattern: new RegExp(
      `^(?:\\S{1,64} )?SOGoRootPage Login from '${IP}' for user '(?<user>.*)' might not have worked`,
    ),
    why: "login failed",
    ...FAILED,
  },
]);

/** The path before the name of the malware is often the client's; no address stands here. */
const clamav: MessageFormat = ownProgram(
  "clamav",
  "ClamAV",
  /^(?:clamd|clamav|clamscan|freshclam|clamonacc|clamav-milter|clamav-daemon)$/,
  [{ pattern: / FOUND$/, why: "malware found", action: "malware", outcome: "failure" }],
);

/** The services of this file. */
export const hostServices: readonly Format[] = [
  clamav,
  cron,
  dropbear,
  xinetd,
  endlessh,
  endlesshLog,
  named,
  namedLog,
  nsd,
  nsdLog,
  webmin,
  pfsense,
  slapd,
  cyrus,
  courier,
  solidpop,
  dante,
  scanlogd,
  screensharing,
  suhosin,
  monit,
  monitLog,
  sogo,
];
