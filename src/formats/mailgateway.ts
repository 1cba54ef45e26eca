/**
 * Mail gateways that say what they did with a message: MailScanner, amavis, rspamd.
 * @module
 */
import type { MessageFormat } from "./format.ts";
import { IP, type Layout, programFormat } from "./layout.ts";

/** The sender's address comes after the client's. */
const MESSAGE = `^Message \\S{1,64} from ${IP} \\(`;

const MAILSCANNER: readonly Layout[] = [
  {
    pattern: new RegExp(`${MESSAGE}.* is (?:not spam|whitelisted)`),
    why: "message",
    action: "mail",
    outcome: "success",
  },
  { pattern: new RegExp(`${MESSAGE}.* is spam`), why: "spam", action: "mail", outcome: "failure" },
  {
    pattern:
      /^(?:Spam Actions: )?message \S{1,64} actions are (?:[a-z]{1,24},){0,8}(?:delete|quarantine|store)/,
    why: "message held back",
    action: "mail",
    outcome: "failure",
    verdict: "denied",
  },
];

export const mailscanner: MessageFormat = programFormat(
  { name: "mailscanner", title: "MailScanner mail gateway", services: ["mailscanner"] },
  /^MailScanner$/i,
  MAILSCANNER,
);

const AMAVIS: readonly Layout[] = [
  {
    pattern: new RegExp(
      `^\\([\\w-]{3,32}\\) Blocked [A-Z-]{2,24}(?:\\(\\S{0,255}\\)| \\([^)]{0,255}\\))? \\{[^}]{0,255}\\}, (?:[A-Z/]{2,32} )?\\[${IP}\\](?::(?<port>\\d{1,5}))? `,
    ),
    why: "message blocked",
    action: "mail",
    outcome: "failure",
    verdict: "denied",
  },
  {
    pattern: new RegExp(
      `^\\([\\w-]{3,32}\\) Passed [A-Z-]{2,24}(?:\\(\\S{0,255}\\)| \\([^)]{0,255}\\))? \\{[^}]{0,255}\\}, (?:[A-Z/]{2,32} )?\\[${IP}\\](?::(?<port>\\d{1,5}))? `,
    ),
    why: "message passed",
    action: "mail",
    outcome: "success",
    verdict: "allowed",
  },
];

export const amavis: MessageFormat = programFormat(
  { name: "amavis", title: "amavis mail filter", services: ["amavis"] },
  /^amavis(?:d|d-new|-new)?$/,
  AMAVIS,
);

const PLACE = /(?<ip>[0-9A-Fa-f.:]{2,45}), /y;
const TASK = String.raw`^(?:<\w{1,16}>; )?(?:task; )?rspamd_task_write_log: `;

/** The message id, which the sender chooses, comes before the client's address: all readings must agree. */
const RSPAMD: readonly Layout[] = [
  {
    pattern: new RegExp(`${TASK}.{0,8192}: [A-Z] \\(reject\\): \\[`),
    why: "message rejected",
    action: "mail",
    outcome: "failure",
    verdict: "denied",
    mark: ", ip: ",
    place: PLACE,
  },
  {
    pattern: new RegExp(TASK),
    why: "message scanned",
    action: "mail",
    outcome: "success",
    mark: ", ip: ",
    place: PLACE,
  },
];

export const rspamd: MessageFormat = programFormat(
  { name: "rspamd", title: "rspamd mail filter", services: ["rspamd"] },
  /^rspamd$/,
  RSPAMD,
);
