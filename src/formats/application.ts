/**
 * Logins at applications that write their own log: mail clients, password stores, code forges, telephony and others.
 * Each layout is public and says where the server writes the address; what is not unambiguous is not here.
 * @module
 */
import type { Format, LineFormat, MessageFormat } from "./format.ts";
import { FAILED, IP, type Layout, logFormat, PASSED, PORT, programFormat } from "./layout.ts";

function log(name: string, title: string, layouts: readonly Layout[], needsTime = true): LineFormat {
  return logFormat({ name, title, services: [name] }, layouts, needsTime);
}

function program(name: string, title: string, programs: RegExp, layouts: readonly Layout[]): MessageFormat {
  return programFormat({ name, title, services: [name] }, programs, layouts);
}

// --- Mail clients and groupware -------------------------------------------------------------------------------

/** The name, the address, then what the mail server answered, which may quote the name. */
const ROUNDCUBE: readonly Layout[] = [
  {
    pattern: /^(?:<\w{1,32}> )?(?:IMAP Error: )?(?:Login failed|Failed login) for .* from /,
    why: "login failed",
    ...FAILED,
    mark: " from ",
    place:
      /(?<ip>[0-9A-Fa-f.:]{2,45}?)(?=\. (?!from |in )|(?:\(X-Forwarded-For: [^)\s]{0,128}\))? in session \w{1,64} )/y,
  },
  {
    pattern: new RegExp(
      `^(?:<\\w{1,32}> )?Successful login for (?<user>.*) \\(ID: \\d{1,12}\\) from ${IP} in session \\w{1,64}$`,
    ),
    why: "login",
    ...PASSED,
  },
];
const roundcube = program("roundcube", "Roundcube, through syslog", /^roundcube$/, ROUNDCUBE);
const roundcubeLog = log("roundcube-log", "Roundcube, its own log", ROUNDCUBE);

const HORDE: readonly Layout[] = [
  {
    pattern: new RegExp(
      `^HORDE \\[(?:error|emergency|notice)\\] \\[\\w{1,32}\\] FAILED LOGIN for (?<user>.*) \\[${IP}\\] to \\w{1,64}(?: \\S{0,128})? \\[(?:pid \\d{1,10} )?on line \\d{1,9} of "[^"]{1,512}"\\]$`,
    ),
    why: "login failed",
    ...FAILED,
  },
];
const horde = log("horde", "Horde groupware", HORDE);

const squirrelmail = log("squirrelmail", "SquirrelMail", [
  {
    pattern: new RegExp(
      `^\\[LOGIN_ERROR\\] (?<user>.*) \\(\\S{1,255}\\) from ${IP}: Unknown user or password incorrect\\.$`,
    ),
    why: "login failed",
    ...FAILED,
  },
]);

/** The syslog identity is the administrator's: "drupal" unless set, and then commonly the name of the site. */
const DRUPAL_TAG = /^(?:drupal[\w.-]{0,64}|(?:[\w-]{1,63}\.){1,8}[A-Za-z][\w-]{1,62})$/;

/** Drupal separates with `|`, which a URI may hold: more separators than its own are two readings. */
const drupal: LineFormat = {
  ...log(
    "drupal",
    "Drupal, through syslog",
    [
      {
        pattern: new RegExp(
          `^https?://[^|\\s]{1,255}\\|\\d{9,11}\\|user\\|${IP}\\|[^|]{0,2048}\\|[^|]{0,2048}\\|\\d{1,10}\\|[^|]{0,2048}\\|Login attempt failed (?:for|from) (?<user>[^|]*)\\.$`,
        ),
        why: "login failed",
        ...FAILED,
      },
    ],
    false,
  ),
  embeddable: DRUPAL_TAG,
};

// --- Remote desktops and consoles -----------------------------------------------------------------------------

/** The name may hold a whole forged record, but the line ends with what xrdp writes. */
const XRDP: readonly Layout[] = [
  {
    pattern: new RegExp(`^\\[INFO \\] AUTHFAIL: user=(?<user>.*) ip=${IP} time=\\d{1,12}$`),
    why: "login failed",
    ...FAILED,
  },
];
const xrdp = program("xrdp", "xrdp, through syslog", /^xrdp(?:-sesman)?$/, XRDP);
const xrdpLog = log("xrdp-log", "xrdp, its own log", XRDP);

const guacamole = log(
  "guacamole",
  "Apache Guacamole",
  [
    {
      pattern: new RegExp(
        `^(?:\\[[\\w-]{1,64}\\] )?(?:WARN {1,2}|WARNING: )(?:o\\.a\\.g\\.r\\.auth\\.AuthenticationService - )?Authentication attempt from ${IP} for user "(?<user>.*)" failed\\.$`,
      ),
      why: "login failed",
      ...FAILED,
    },
  ],
  false,
);

// --- Password stores, code forges, dashboards -----------------------------------------------------------------

const vaultwarden = log("vaultwarden", "Vaultwarden", [
  {
    pattern: new RegExp(
      `^\\[vaultwarden::api::[\\w:]{1,64}\\]\\[ERROR\\] (?:Username or password is incorrect\\. Try again|Invalid admin token|Invalid TOTP code! Server time: [\\d: -]{19} UTC)[.!]? IP: ${IP}(?:\\. Username: (?<user>.*))?$`,
    ),
    why: "login failed",
    ...FAILED,
    mark: " IP: ",
    place: /(?<ip>[0-9A-Fa-f.:]{2,45}?)(?=$|\. Username: )/y,
  },
]);

const bitwarden = log("bitwarden", "Bitwarden and Ombi", [
  {
    pattern: new RegExp(`^\\[(?:WRN|Warning)\\] Failed login attempt(?:, 2FA invalid\\.|\\.| by IP:) ${IP}$`),
    why: "login failed",
    ...FAILED,
  },
]);

/** The name stands before and behind the address. */
const FORGE: readonly Layout[] = [
  {
    pattern:
      /^(?:\S{1,128}:\d{1,6}:[\w.()]{1,64} )?\[[IWE]\] (?:\[\w{1,32}\] )?Failed authentication attempt for .* from /,
    why: "login failed",
    ...FAILED,
    mark: " from ",
    place: /(?:\[(?=\S{1,45}\]))?(?<ip>[0-9A-Fa-f.:]{2,45}?)\]?:(?<port>\d{1,5})(?=$|: )/y,
  },
];
const gitea = log("gitea", "Gitea and Forgejo", FORGE);

const gitlab: LineFormat = log("gitlab", "GitLab application log", [
  {
    pattern: new RegExp(`^Failed Login: username=(?<user>.*) ip=${IP}$`),
    why: "login failed",
    ...FAILED,
  },
]);

/** Python logging: `LEVEL {module} text`. */
const calibre = log("calibre-web", "Calibre-Web", [
  {
    pattern: new RegExp(
      `^ ?WARN \\{cps\\.web:\\d{1,6}\\} Login failed for user "(?<user>.*)" IP-address: ${IP}$`,
    ),
    why: "login failed",
    ...FAILED,
  },
]);

/** The client's agent and URL come after the address. */
const homeassistant = log("home-assistant", "Home Assistant", [
  {
    pattern: new RegExp(
      `^WARNING \\(\\w{1,32}\\) \\[homeassistant\\.components\\.http\\.ban\\] Login attempt or request with invalid authentication from [^\\s()]{1,255} \\(${IP}\\)\\.(?: |$)`,
    ),
    why: "login failed",
    ...FAILED,
  },
]);

const JELLYFIN: readonly Layout[] = [
  {
    pattern: new RegExp(
      `^(?:\\[[\\d:]{8}\\] )?\\[INF\\] (?:\\[\\d{1,6}\\] [\\w.]{1,128}: )?Authentication request for "?(?<user>.*?)"? has been denied \\(IP: "?${IP}"?\\)\\.$`,
    ),
    why: "login failed",
    ...FAILED,
    mark: " has been denied (IP: ",
    place: /"?(?<ip>[0-9A-Fa-f.:]{2,45})"?\)\.$/y,
  },
];
const jellyfin = program("jellyfin", "Jellyfin, through syslog", /^jellyfin$/, JELLYFIN);
const jellyfinLog = log("jellyfin-log", "Jellyfin, its own log", JELLYFIN);
const emby = log("emby", "Emby", [
  {
    pattern: new RegExp(`^Warn Server: AUTH-ERROR: ${IP} - Invalid username or password entered\\.$`),
    why: "login failed",
    ...FAILED,
  },
]);

/** The account is a JSON object at the end of the line; its first key is the address. */
const overseerr = log("overseerr", "Overseerr and Jellyseerr", [
  {
    pattern: new RegExp(
      `^\\[(?:warn|info)\\]\\[(?:API|Auth)\\]: (?:Failed sign-in attempt using invalid|Failed login attempt from user with incorrect) \\w{1,32} (?:password|credentials) \\{(?:"account":\\{)?"ip":"${IP}",`,
    ),
    why: "login failed",
    ...FAILED,
  },
]);

const mealie = log(
  "mealie",
  "Mealie",
  [
    {
      pattern: new RegExp(
        `^(?:\\[ERROR\\|auth\\|L\\d{1,6}\\] |ERROR {1,8})(?<time>[\\dT:-]{19})(?::| -) Incorrect username or password from ${IP}$`,
      ),
      why: "login failed",
      ...FAILED,
    },
  ],
  false,
);

const qbittorrent = log(
  "qbittorrent",
  "qBittorrent web interface",
  [
    {
      pattern: new RegExp(
        `^\\(W\\) (?<time>[\\dT:-]{19}) - WebAPI login failure\\. Reason: [\\w ]{1,64}(?:, attempt count: \\d{1,9})?, IP: ${IP}, username: `,
      ),
      why: "login failed",
      ...FAILED,
    },
    {
      pattern: new RegExp(`^\\(N\\) (?<time>[\\dT:-]{19}) - WebAPI login success\\. IP: ${IP}$`),
      why: "login",
      ...PASSED,
    },
  ],
  false,
);

const sabnzbd = log(
  "sabnzbd",
  "SABnzbd",
  [
    {
      pattern: new RegExp(
        `^(?<time>[\\d-]{10} [\\d:,]{12})::WARNING::\\[interface:\\d{1,6}\\] Unsuccessful login attempt from ${IP} [[(]`,
      ),
      why: "login failed",
      ...FAILED,
    },
  ],
  false,
);

const teamspeak = log(
  "teamspeak",
  "TeamSpeak server query",
  [
    {
      pattern: new RegExp(
        `^(?<time>[\\d-]{10} [\\d:.]{15})\\|\\w{1,8} *\\|Query *\\| *\\|query from \\d{1,9} \\[?${IP}\\]?:${PORT} attempted to login with account "(?<user>.*)" and failed!$`,
      ),
      why: "login failed",
      ...FAILED,
    },
  ],
  false,
);

const technitium = log("technitium", "Technitium DNS server", [
  {
    pattern: new RegExp(
      `^\\[(?:\\[(?=[^\\]\\s]{2,45}\\]))?${IP}\\]?:${PORT}\\] DnsServerCore\\.DnsWebServiceException: Invalid username or password for user: (?<user>.*)$`,
    ),
    why: "login failed",
    ...FAILED,
  },
]);

/** The request comes after the address in the same parentheses and holds no blank. */
const firefly = log("firefly-iii", "Firefly III", [
  {
    pattern: new RegExp(
      `^local\\.WARNING: AUDIT: Login failed\\. Attempt for user "(?<user>.*)" failed\\. \\(${IP} -> [A-Z]{3,7}:\\S{1,1024}\\)(?: \\[\\])*\\s*$`,
    ),
    why: "login failed",
    ...FAILED,
  },
]);

/** Cells separated by `|`; the last two are the client's address and the server's. */
const cas = log("cas", "Apereo CAS audit", [
  {
    pattern: new RegExp(
      `^INFO \\[org\\.apereo\\.inspektr\\.audit\\.support\\.Slf4jLoggingAuditTrailManager\\] - .*\\|AUTHENTICATION_FAILED\\|(?<user>[^|]{0,255})\\|${IP}\\|[^|\\s]{1,64}$`,
    ),
    why: "login failed",
    ...FAILED,
  },
  {
    pattern: new RegExp(
      `^INFO \\[org\\.apereo\\.inspektr\\.audit\\.support\\.Slf4jLoggingAuditTrailManager\\] - .*\\|AUTHENTICATION_SUCCESS\\|(?<user>[^|]{0,255})\\|${IP}\\|[^|\\s]{1,64}$`,
    ),
    why: "login",
    ...PASSED,
  },
]);

const litespeed = log("litespeed-admin", "LiteSpeed administration", [
  {
    pattern: new RegExp(
      `^\\[NOTICE\\] \\[\\d{1,10}\\] \\[${IP}:${PORT}(?::[\\w-]{1,32})?#_AdminVHost\\] \\[STDERR\\] \\[WebAdmin Console\\] Failed Login Attempt - `,
    ),
    why: "login failed",
    ...FAILED,
  },
]);

const froxlor = program("froxlor", "Froxlor", /^Froxlor$/, [
  {
    pattern: new RegExp(
      `^\\[Login Action ${IP}\\] (?:User|Unknown user) '?(?<user>.*?)'? (?:tried to login|was )`,
    ),
    why: "login failed",
    ...FAILED,
  },
]);

const directadmin = log(
  "directadmin",
  "DirectAdmin",
  [
    {
      pattern: new RegExp(
        `^\\d{4}:\\d\\d:\\d\\d-\\d\\d:\\d\\d:\\d\\d: '${IP}' \\d{1,9} failed login attempts?\\. Account '`,
      ),
      why: "login failed",
      ...FAILED,
    },
    {
      pattern: new RegExp(`^\\d{4}:\\d\\d:\\d\\d-\\d\\d:\\d\\d:\\d\\d: '${IP}' successful login to '`),
      why: "login",
      ...PASSED,
    },
  ],
  false,
);

const znc = log("znc", "ZNC administration log", [
  {
    pattern: new RegExp(`^\\[(?<user>[^\\]]{0,255})\\] failed to login from ${IP}(?::${PORT})?$`),
    why: "login failed",
    ...FAILED,
  },
]);

const tine = log(
  "tine20",
  "Tine 2.0",
  [
    {
      pattern: new RegExp(
        `^[\\da-f]{1,8} [\\da-f]{1,8} -- none -- - (?<time>[\\dT:+-]{25}) WARN \\(4\\): Tinebase_Controller::login::\\d{1,6} Login with username (?<user>.*) from ${IP} failed \\(-?\\d{1,4}\\)!$`,
      ),
      why: "login failed",
      ...FAILED,
    },
  ],
  false,
);

// --- Mail servers with their own log --------------------------------------------------------------------------

const DENIED = { action: "mail", outcome: "failure", verdict: "denied" } as const;
const kerio = log("kerio", "Kerio Connect", [
  { pattern: new RegExp(`^SMTP Spam attack detected from ${IP}, `), why: "spam attack", ...DENIED },
  {
    pattern: new RegExp(`^IP address ${IP} found in DNS blacklist [\\w.-]{1,64}, mail from <`),
    why: "listed client",
    action: "mail",
    outcome: "failure",
  },
  {
    pattern: new RegExp(`^Relay attempt from IP address ${IP}, mail from <`),
    why: "relay attempt",
    ...DENIED,
  },
  {
    pattern: new RegExp(`^Client with IP address ${IP} has no reverse DNS entry, connection rejected`),
    why: "no reverse name",
    ...DENIED,
  },
  {
    pattern: new RegExp(`^Message from IP address ${IP}, sender <`),
    why: "sender rejected",
    ...DENIED,
  },
  {
    pattern: new RegExp(`^Attempt to deliver to unknown recipient <.*, IP address ${IP}$`),
    why: "unknown recipient",
    action: "mail",
    outcome: "failure",
  },
]);

const exchange = log(
  "exchange-pop",
  "Exchange POP3 and IMAP4 protocol log",
  [
    {
      // Addresses come before the name; the server's, then the client's.
      pattern: new RegExp(
        `^(?<time>[\\d-]{10}T[\\d:.]{8,13}Z),[0-9A-F]{16},\\d{1,9},\\[?[0-9A-Fa-f.:]{2,45}\\]?:\\d{1,5},\\[?${IP}\\]?:${PORT},(?<user>[^",]{0,255}),\\d{1,9},\\d{1,9},\\d{1,9},(?:auth|login|pass|user|authenticate),.*AuthFailed:`,
      ),
      why: "login failed",
      ...FAILED,
    },
  ],
  false,
);

const domino = log("domino", "HCL Domino", [
  {
    pattern: new RegExp(
      `^ {0,8}(?:smtp|SMTP Server): (?<user>\\S{0,255}) \\[${IP}\\] authentication failure using internet password$`,
    ),
    why: "login failed",
    ...FAILED,
  },
  {
    pattern: new RegExp(
      `^ {0,8}SMTP Server(?: \\[[\\w:-]{1,64}\\])?:? Connection from \\[${IP}\\] rejected for policy reasons\\.`,
    ),
    why: "connection rejected",
    ...DENIED,
  },
]);

// --- Bans that another tool already decided -------------------------------------------------------------------

const BAN: readonly Layout[] = [
  {
    pattern: new RegExp(
      `^(?:fail2ban\\.actions {0,8}(?:\\[\\d{1,10}\\])?: )?(?:NOTICE {1,2})?\\[[^\\]\\s]{1,64}\\] (?:Restore )?Ban ${IP}$`,
    ),
    why: "banned",
    action: "connection",
    outcome: "failure",
    verdict: "denied",
  },
  {
    pattern: new RegExp(
      `^(?:fail2ban\\.actions {0,8}(?:\\[\\d{1,10}\\])?: )?(?:NOTICE {1,2})?\\[[^\\]\\s]{1,64}\\] Unban ${IP}$`,
    ),
    why: "unbanned",
    action: "system",
  },
];
const fail2ban = program(
  "fail2ban",
  "fail2ban, through syslog",
  /^fail2ban(?:-server|\.actions|\.filter)?$/,
  BAN,
);
const fail2banLog = log("fail2ban-log", "fail2ban, its own log", BAN);

/** The formats of this file. */
export const applications: readonly Format[] = [
  roundcube,
  roundcubeLog,
  horde,
  squirrelmail,
  drupal,
  xrdp,
  xrdpLog,
  guacamole,
  vaultwarden,
  bitwarden,
  gitea,
  gitlab,
  calibre,
  homeassistant,
  jellyfin,
  jellyfinLog,
  emby,
  overseerr,
  mealie,
  qbittorrent,
  sabnzbd,
  teamspeak,
  technitium,
  firefly,
  cas,
  litespeed,
  froxlor,
  directadmin,
  znc,
  tine,
  kerio,
  exchange,
  domino,
  fail2ban,
  fail2banLog,
];
