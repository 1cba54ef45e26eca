/**
 * Logins at mail clients, groupware and sites that write their own log.
 * Each layout is public and says where the server writes the address; what is not unambiguous is not here.
 * @module
 */
import type { Format, LineFormat } from "./format.ts";
import { FAILED, IP, type Layout, ownLog, ownProgram, PASSED } from "./layout.ts";

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
const roundcube = ownProgram("roundcube", "Roundcube, through syslog", /^roundcube$/, ROUNDCUBE);
const roundcubeLog = ownLog("roundcube-log", "Roundcube, its own log", ROUNDCUBE);

const HORDE: readonly Layout[] = [
  {
    pattern: new RegExp(
      `^HORDE \\[(?:error|emergency|notice)\\] \\[\\w{1,32}\\] FAILED LOGIN for (?<user>.*) \\[${IP}\\] to \\w{1,64}(?: \\S{0,128})? \\[(?:pid \\d{1,10} )?on line \\d{1,9} of "[^"]{1,512}"\\]$`,
    ),
    why: "login failed",
    ...FAILED,
  },
];
const horde = ownLog("horde", "Horde groupware", HORDE);

const squirrelmail = ownLog("squirrelmail", "SquirrelMail", [
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
  ...ownLog(
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

/** The formats of this file. */
export const groupware: readonly Format[] = [roundcube, roundcubeLog, horde, squirrelmail, drupal];
