/**
 * Bans that another tool already decided.
 * Each layout is public and says where the server writes the address; what is not unambiguous is not here.
 * @module
 */
import type { Format } from "./format.ts";
import { IP, type Layout, ownLog, ownProgram } from "./layout.ts";

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
const fail2ban = ownProgram(
  "fail2ban",
  "fail2ban, through syslog",
  /^fail2ban(?:-server|\.actions|\.filter)?$/,
  BAN,
);
const fail2banLog = ownLog("fail2ban-log", "fail2ban, its own log", BAN);

/** The formats of this file. */
export const bans: readonly Format[] = [fail2ban, fail2banLog];
