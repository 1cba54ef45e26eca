/**
 * Telephony and SoftEther VPN: registrations and calls refused. The caller writes the headers that these lines quote.
 * @module
 */
import type { Format, LineFormat } from "./format.ts";
import { FAILED, IP, type Layout, logFormat, PORT, programFormat } from "./layout.ts";

const softether = logFormat({ name: "softether", title: "SoftEther VPN", services: ["softether"] }, [
  {
    pattern: new RegExp(
      `^Connection "CID-\\d{1,12}": User authentication failed\\. The user name that has been provided was "(?<user>.*)", from ${IP}\\.$`,
    ),
    why: "login failed",
    ...FAILED,
  },
]);

/** Registration headers are the caller's; the address in quotes follows `failed for` or ends the head. */
const PLACE = /(?<ip>[0-9A-Fa-f.:]{2,45}?)(?::(?<port>\d{1,5}))?' (?=- |\(callid: )/y;
const CHANNEL = String.raw`^(?:NOTICE|WARNING|SECURITY|ERROR) ?\[\d{1,10}\](?:\[C-[0-9a-f]{1,8}\])?:? `;
const asterisk: LineFormat = logFormat({ name: "asterisk", title: "Asterisk", services: ["asterisk"] }, [
  {
    pattern: new RegExp(
      `${CHANNEL}(?:chan_sip|res_pjsip)[\\w/]{0,40}\\.c:.{0,64}? (?:Registration|Request)(?: '[A-Z]{2,16}')? from '`,
    ),
    why: "registration failed",
    ...FAILED,
    mark: "' failed for '",
    place: PLACE,
  },
  {
    pattern: new RegExp(`${CHANNEL}(?:chan_sip|res_pjsip)[\\w/]{0,40}\\.c:.{0,64}? Call from '`),
    why: "call rejected",
    action: "connection",
    outcome: "failure",
    mark: "' (",
    place: /(?:(?:UDP|TCP|TLS):)?\[?(?<ip>[0-9A-Fa-f.:]{2,45}?)\]?:(?<port>\d{1,5})\) to extension '/y,
  },
  {
    pattern: new RegExp(
      `${CHANNEL}(?:chan_sip|res_pjsip)[\\w/]{0,40}\\.c: .{0,255}? Call \\((?:UDP|TCP|TLS):\\[?${IP}\\]?:${PORT}\\) to extension '`,
    ),
    why: "call rejected",
    action: "connection",
    outcome: "failure",
    mark: " Call (",
    place: /(?:UDP|TCP|TLS):\[?(?<ip>[0-9A-Fa-f.:]{2,45}?)\]?:(?<port>\d{1,5})\) to extension '/y,
  },
  {
    pattern: new RegExp(`${CHANNEL}chan_sip\\.c: hacking attempt detected '${IP}'$`),
    why: "hacking attempt",
    action: "connection",
    outcome: "failure",
  },
  {
    pattern: new RegExp(`${CHANNEL}Ext\\. s: "Rejecting unknown SIP connection from ${IP}"$`),
    why: "unknown connection",
    action: "connection",
    outcome: "failure",
  },
  {
    pattern: new RegExp(`${CHANNEL}chan_iax2\\.c: Host ${IP} failed (?:MD5|to) `),
    why: "authentication failed",
    ...FAILED,
  },
  {
    pattern: new RegExp(`${CHANNEL}chan_iax2\\.c: No registration for peer '(?<user>.*)' \\(from ${IP}\\)$`),
    why: "registration failed",
    ...FAILED,
  },
  {
    pattern: new RegExp(
      `${CHANNEL}manager\\.c: ${IP} (?:failed to authenticate as|tried to authenticate with nonexistent user) '`,
    ),
    why: "manager login failed",
    ...FAILED,
  },
  {
    // The account and the session are the caller's words; the remote address is the last but the ACL's name.
    pattern: new RegExp(
      `${CHANNEL}res_security_log\\.c: SecurityEvent="(?:FailedACL|InvalidAccountID|ChallengeResponseFailed|InvalidPassword)",`,
    ),
    why: "security event",
    ...FAILED,
    mark: ',RemoteAddress="IPV',
    place:
      /[46]\/(?:UDP|TCP|TLS|WS|WSS)\/(?<ip>[0-9A-Fa-f.:]{2,45})\/(?<port>\d{1,5})"(?=$|,(?:Challenge|ReceivedChallenge|ReceivedHash|ACLName|ExpectedAddress|AuthMethod)="[^"]{0,255}")/y,
  },
]);

const SOFIA = String.raw`^(?:[\d-]{10} [\d:.]{15} )?(?:\d{1,3}\.\d{1,2}% )?\[WARNING\] sofia_reg\.c:\d{1,6} `;
const FREESWITCH: readonly Layout[] = [
  {
    pattern: new RegExp(
      `${SOFIA}SIP auth (?:failure|challenge) \\([A-Z]{3,16}\\) on sofia profile '[^']{1,64}' for \\[(?<user>.*)\\] from ip ${IP}$`,
    ),
    why: "authentication failed",
    ...FAILED,
  },
  {
    pattern: new RegExp(`${SOFIA}Can't find user \\[(?<user>.*)\\] from ${IP}$`),
    why: "unknown user",
    ...FAILED,
  },
  {
    pattern: new RegExp(`${SOFIA}IP ${IP} Rejected by (?:register )?acl`),
    why: "rejected by access list",
    action: "connection",
    outcome: "failure",
    verdict: "denied",
  },
];
const freeswitch = programFormat(
  { name: "freeswitch", title: "FreeSWITCH, through syslog", services: ["freeswitch"] },
  /^freeswitch$/,
  FREESWITCH,
);
const freeswitchLog = logFormat(
  { name: "freeswitch-log", title: "FreeSWITCH, its own log", services: ["freeswitch"] },
  FREESWITCH,
);

/** The formats of this file. */
export const telephony: readonly Format[] = [softether, asterisk, freeswitch, freeswitchLog];
