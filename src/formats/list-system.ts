/**
 * The formats of hosts and their services: carriers, logins, mail, files, VPN, packet filters.
 * @module
 */
import { applications } from "./application.ts";
import { structuredApplications } from "./applicationjson.ts";
import { bans } from "./ban.ts";
import { container } from "./container.ts";
import { databases } from "./database.ts";
import { dovecot, dovecotLog } from "./dovecot.ts";
import { exim, eximLog } from "./exim.ts";
import type { Format } from "./format.ts";
import { groupware } from "./groupware.ts";
import { hostServices } from "./hostservice.ts";
import { iptables } from "./iptables.ts";
import { journald } from "./journald.ts";
import { amavis, mailscanner, rspamd } from "./mailgateway.ts";
import { mailServers } from "./mailserver.ts";
import { openvpn, openvpnLog } from "./openvpn.ts";
import { pam } from "./pam.ts";
import { pf, pflog } from "./pf.ts";
import { postfix } from "./postfix.ts";
import { proftpd, proftpdLog } from "./proftpd.ts";
import { proxyGateways } from "./proxygateway.ts";
import { pureftpd } from "./pureftpd.ts";
import { samba, sambaJson } from "./samba.ts";
import { sendmail } from "./sendmail.ts";
import { shipped } from "./shipped.ts";
import { sshd } from "./sshd.ts";
import { strongswan } from "./strongswan.ts";
import { sudo } from "./sudo.ts";
import { syslog3164 } from "./syslog3164.ts";
import { syslog5424 } from "./syslog5424.ts";
import { syslogBare } from "./syslogbare.ts";
import { telephony } from "./telephony.ts";
import { vsftpd, vsftpdLog } from "./vsftpd.ts";

/** Carriers stand in order: RFC 5424 begins like a line of RFC 3164. */
export const systemFormats: readonly Format[] = [
  syslog5424,
  container,
  syslog3164,
  syslogBare,
  journald,
  shipped,
  sshd,
  pam,
  sudo,
  postfix,
  dovecot,
  dovecotLog,
  exim,
  eximLog,
  sendmail,
  vsftpd,
  vsftpdLog,
  proftpd,
  proftpdLog,
  pureftpd,
  samba,
  sambaJson,
  openvpn,
  openvpnLog,
  strongswan,
  iptables,
  pf,
  pflog,
  mailscanner,
  amavis,
  rspamd,
  ...proxyGateways,
  ...hostServices,
  ...databases,
  ...groupware,
  ...applications,
  ...mailServers,
  ...bans,
  ...structuredApplications,
  ...telephony,
];

/** Generic readers: none, for an address may not be taken out of free text. */
export const systemFallbacks: readonly Format[] = [];
