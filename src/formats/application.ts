/**
 * Logins at applications that write their own log: remote desktops, password stores, code forges, media and others.
 * Each layout is public and says where the server writes the address; what is not unambiguous is not here.
 * @module
 */
import type { Format, LineFormat } from "./format.ts";
import { FAILED, IP, type Layout, ownLog, ownProgram, PASSED, PORT } from "./layout.ts";

/** The name may hold a whole forged record, but the line ends with what xrdp writes. */
const XRDP: readonly Layout[] = [
  {
    pattern: new RegExp(`^\\[INFO \\] AUTHFAIL: user=(?<user>.*) ip=${IP} time=\\d{1,12}$`),
    why: "login failed",
    ...FAILED,
  },
];
const xrdp = ownProgram("xrdp", "xrdp, through syslog", /^xrdp(?:-sesman)?$/, XRDP);
const xrdpLog = ownLog("xrdp-log", "xrdp, its own log", XRDP);

const guacamole = ownLog(
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

const vaultwarden = ownLog("vaultwarden", "Vaultwarden", [
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

const bitwarden = ownLog("bitwarden", "Bitwarden and Ombi", [
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
const gitea = ownLog("gitea", "Gitea and Forgejo", FORGE);

const gitlab: LineFormat = ownLog("gitlab", "GitLab application log", [
  {
    pattern: new RegExp(`^Failed Login: username=(?<user>.*) ip=${IP}$`),
    why: "login failed",
    ...FAILED,
  },
]);

/** Python logging: `LEVEL {module} text`. */
const calibre = ownLog("calibre-web", "Calibre-Web", [
  {
    pattern: new RegExp(
      `^ ?WARN \\{cps\\.web:\\d{1,6}\\} Login failed for user "(?<user>.*)" IP-address: ${IP}$`,
    ),
    why: "login failed",
    ...FAILED,
  },
]);

/** The client's agent and URL come after the address. */
const homeassistant = ownLog("home-assistant", "Home Assistant", [
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
const jellyfin = ownProgram("jellyfin", "Jellyfin, through syslog", /^jellyfin$/, JELLYFIN);
const jellyfinLog = ownLog("jellyfin-log", "Jellyfin, its own log", JELLYFIN);
const emby = ownLog("emby", "Emby", [
  {
    pattern: new RegExp(`^Warn Server: AUTH-ERROR: ${IP} - Invalid username or password entered\\.$`),
    why: "login failed",
    ...FAILED,
  },
]);

/** The account is a JSON object at the end of the line; its first key is the address. */
const overseerr = ownLog("overseerr", "Overseerr and Jellyseerr", [
  {
    pattern: new RegExp(
      `^\\[(?:warn|info)\\]\\[(?:API|Auth)\\]: (?:Failed sign-in attempt using invalid|Failed login attempt from user with incorrect) \\w{1,32} (?:password|credentials) \\{(?:"account":\\{)?"ip":"${IP}",`,
    ),
    why: "login failed",
    ...FAILED,
  },
]);

const mealie = ownLog(
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

const qbittorrent = ownLog(
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

const sabnzbd = ownLog(
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

const teamspeak = ownLog(
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

const technitium = ownLog("technitium", "Technitium DNS server", [
  {
    pattern: new RegExp(
      `^\\[(?:\\[(?=[^\\]\\s]{2,45}\\]))?${IP}\\]?:${PORT}\\] DnsServerCore\\.DnsWebServiceException: Invalid username or password for user: (?<user>.*)$`,
    ),
    why: "login failed",
    ...FAILED,
  },
]);

/** The request comes after the address in the same parentheses and holds no blank. */
const firefly = ownLog("firefly-iii", "Firefly III", [
  {
    pattern: new RegExp(
      `^local\\.WARNING: AUDIT: Login failed\\. Attempt for user "(?<user>.*)" failed\\. \\(${IP} -> [A-Z]{3,7}:\\S{1,1024}\\)(?: \\[\\])*\\s*$`,
    ),
    why: "login failed",
    ...FAILED,
  },
]);

/** Cells separated by `|`; the last two are the client's address and the server's. */
const cas = ownLog("cas", "Apereo CAS audit", [
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

const litespeed = ownLog("litespeed-admin", "LiteSpeed administration", [
  {
    pattern: new RegExp(
      `^\\[NOTICE\\] \\[\\d{1,10}\\] \\[${IP}:${PORT}(?::[\\w-]{1,32})?#_AdminVHost\\] \\[STDERR\\] \\[WebAdmin Console\\] Failed Login Attempt - `,
    ),
    why: "login failed",
    ...FAILED,
  },
]);

const froxlor = ownProgram("froxlor", "Froxlor", /^Froxlor$/, [
  {
    pattern: new RegExp(
      `^\\[Login Action ${IP}\\] (?:User|Unknown user) '?(?<user>.*?)'? (?:tried to login|was )`,
    ),
    why: "login failed",
    ...FAILED,
  },
]);

const directadmin = ownLog(
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

const znc = ownLog("znc", "ZNC administration log", [
  {
    pattern: new RegExp(`^\\[(?<user>[^\\]]{0,255})\\] failed to login from ${IP}(?::${PORT})?$`),
    why: "login failed",
    ...FAILED,
  },
]);

const tine = ownLog(
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

/** The formats of this file. */
export const applications: readonly Format[] = [
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
];
