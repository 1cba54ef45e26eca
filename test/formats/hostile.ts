/**
 * Text that an attacker would choose: pieces of every format's own syntax around an address that is not his.
 * @module
 */
import fc from "fast-check";

/** The client, as the server writes it. */
export const CLIENT = "192.0.2.66";
/** What the attacker would like to see blamed. */
export const VICTIM = "198.51.100.9";

const V = VICTIM;
const pieces: readonly string[] = [
  ` from ${V} port 22 ssh2`,
  ` from ${V} port 22 ssh2: `,
  ` from ${V} port 22`,
  ` from ${V}`,
  ` from ${V}. `,
  ` from ${V}:22: `,
  ` from ${V} in session x (error: 0)`,
  ` ${V} port 22`,
  ` ${V} port 22: Too many authentication failures`,
  ` ssh1: ruser x from ${V}`,
  ` rhost=${V}`,
  `rhost=${V}`,
  ` rhost=${V}  user=x`,
  `  user=x`,
  ` user=x`,
  `rip=${V}, lip=203.0.113.1`,
  `>, method=PLAIN, rip=${V}, lip=203.0.113.1, session=<abc>`,
  `>, rip=${V}`,
  `,${V}): unknown user`,
  `,${V},<abc>): Password mismatch`,
  `[${V}]`,
  ` [${V}]`,
  `) [${V}]:25: 535 Incorrect authentication data (set_id=x)`,
  ` H=x [${V}]:25`,
  `, relay=[${V}], reject=550 `,
  `, relay=[${V}]`,
  ` (may be forged)`,
  `] FAIL LOGIN: Client "${V}"`,
  `: Client "${V}", `,
  ` remote host [ipv4:${V}:1] mapped to`,
  `] status [NT_STATUS_OK] workstation [`,
  `'@'${V}' (using password: YES)`,
  ` [CLIENT: ${V}]`,
  `" IP-address: ${V}`,
  ` has been denied (IP: ${V}).`,
  ` ip=${V} time=1`,
  ` IP: ${V}. Username: `,
  `' failed for '${V}' - `,
  `|${V}|`,
  ` :: Viewer Address: ${V} :: Type: DH`,
  `, ip=[${V}]`,
  ` - ${V}`,
  ` (${V})`,
  ` (attacker '${V}', file '/x')`,
  `" failed. (${V} -> POST:https://x/login)`,
  `, ip: ${V}, `,
  ` not allowed because not listed in AllowUsers`,
  `' from ${V}`,
  ` [preauth]`,
  `sshd[1]: Failed password for root from ${V} port 22 ssh2`,
  `pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=${V}`,
  `, client: ${V}`,
  `, client: ${V}, server: s`,
  `, client: ${V}, server: s, request: "GET / HTTP/1.1"`,
  `, client: ${V}, referrer: "`,
  ` using starttls`,
  `[client ${V}:1] `,
  ` src=${V}`,
  `" remip=${V} x="`,
  `|5|src=${V} x=`,
  `> IP <${V}> `,
  `> IP <${V}> A`,
  ` : user IP = ${V}`,
  `' to database 'a`,
  ` H=x [${V}] `,
  ` T="`,
  `${V} - - `,
  `${V} - - [21/Jun/2025:16:47:10 +0000] "GET / HTTP/1.1" 200 1 "-" "x`,
  `\\n`,
  "\x1b[2J",
  "\u202e",
  " ",
  "'",
  '"',
  ")",
  ">",
  "]",
  ": ",
  "x",
  "",
];

const piece = fc.constantFrom(...pieces);
const word = fc.oneof(piece, piece, piece, fc.string({ maxLength: 12 }));

/** A name as an attacker would type it; line feeds never reach one line. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(word, { minLength: 1, maxLength: 6 })
  .map((parts) => parts.join("").replaceAll(/[\r\n]/g, ""))
  .filter((text) => !text.includes(CLIENT));

const H = "Jun 21 16:47:48 h";
const S = `${H} sshd[1]:`;
const T = CLIENT;

/** Lines as servers write them, with the attacker's text where it goes. */
export const templates: { readonly [name: string]: (x: string) => string } = {
  "nginx path": (x) =>
    `2025/06/21 16:47:48 [error] 1#1: *7 open() "/html/${x}" failed (2: No such file or directory), client: ${T}, server: s, request: "GET /x HTTP/1.1", host: "h"`,
  "nginx path, no version": (x) =>
    `2025/06/21 16:47:48 [error] 1#1: *7 open() "/html/${x}" failed (2: No such file or directory), client: ${T}, server: s, request: "GET /x"`,
  "nginx referrer": (x) =>
    `2025/06/21 16:47:48 [error] 1#1: *7 access forbidden by rule, client: ${T}, server: s, request: "GET /x HTTP/1.1", host: "h", referrer: "${x}"`,
  "nginx mail login": (x) =>
    `2025/06/21 16:47:48 [error] 1#1: *7 auth http server timed out while in http auth state, client: ${T} using starttls, server: 0.0.0.0:25, login: "${x}"`,
  "apache error": (x) =>
    `[Sat Jun 21 16:47:48.250000 2025] [core:error] [pid 71:tid 14] [client ${T}:4444] AH00128: File does not exist: /srv/${x}`,
  "apache application": (x) =>
    `[Sat Jun 21 16:47:48.250000 2025] [wsgi:error] [pid 71:tid 14] ${x.replaceAll("\u0000", "")}`,
  "access user": (x) =>
    `${T} - ${x.replaceAll('"', "\\x22")} [21/Jun/2025:16:47:48 +0000] "GET / HTTP/1.1" 401 1 "-" "x"`,
  "access host": (x) => `h${x} ${T} - - [21/Jun/2025:16:47:48 +0000] "GET / HTTP/1.1" 400 1 "-" "x"`,
  "ASA user": (x) => `%ASA-6-113039: Group <g> User <${x}> IP <${T}> AnyConnect parent session started.`,
  "ASA rejected": (x) =>
    `%ASA-6-113015: AAA user authentication Rejected : reason = Invalid password : local database : user = ${x} : user IP = ${T}`,
  "fortigate escaped": (x) =>
    `date=2025-06-21 time=16:47:48 devid="F" logid="1" type="utm" subtype="webfilter" srcip=${T} url="${x.replaceAll(/["\\]/g, (c) => `\\${c}`)}" action="blocked"`,
  "fortigate unescaped": (x) =>
    `date=2025-06-21 time=16:47:48 devid="F" logid="1" type="utm" subtype="webfilter" user="${x}" srcip=${T} action="blocked"`,
  "CEF request": (x) => `CEF:0|V|P|1|id|n|7|sourceAddress=${T} request=${x} act=deny`,
  "CEF name": (x) => `CEF:0|V|P|1|id|GET /${x.replaceAll("\\", "")}|7|src=${T} act=deny`,
  "mysqld database": (x) =>
    `2025-06-21T16:47:48Z 6 [Note] Access denied for user 'u'@'${T}' to database '${x}'`,
  "exim subject": (x) => `2025-06-21 16:47:48 1uSxyz-0000Ab-1C <= a@b U=root P=local S=400 T="${x}"`,
  "another program, whole": (x) => `${H} myapp[1]: ${x.trimStart()}`,
  "sshd failed password": (x) => `${S} Failed password for invalid user ${x} from ${T} port 4444 ssh2`,
  "sshd failed none": (x) => `${S} Failed none for invalid user ${x} from ${T} port 4444 ssh2`,
  "sshd accepted certificate": (x) =>
    `${S} Accepted publickey for ops from ${T} port 4444 ssh2: ED25519-CERT SHA256:abc ID ${x} (serial 0) CA ED25519 SHA256:def`,
  "sshd hostbased": (x) =>
    `${S} Failed hostbased for ops from ${T} port 4444 ssh2: RSA SHA256:abc, client user "${x}", client host "c.example.net"`,
  "sshd invalid user": (x) => `${S} Invalid user ${x} from ${T} port 4444`,
  "sshd invalid user, old": (x) => `${S} Invalid user ${x} from ${T}`,
  "sshd closed": (x) => `${S} Connection closed by invalid user ${x} ${T} port 4444 [preauth]`,
  "sshd reset": (x) => `${S} Connection reset by authenticating user ${x} ${T} port 4444 [preauth]`,
  "sshd disconnected": (x) => `${S} Disconnected from invalid user ${x} ${T} port 4444 [preauth]`,
  "sshd disconnecting": (x) =>
    `${S} Disconnecting invalid user ${x} ${T} port 4444: Too many authentication failures [preauth]`,
  "sshd change of user": (x) =>
    `${S} Disconnecting invalid user a ${T} port 4444: Change of username or service not allowed: (a,ssh-connection) -> (${x},ssh-connection) [preauth]`,
  "sshd change of user, old": (x) =>
    `${S} Disconnecting: Change of username or service not allowed: (a,ssh-connection) -> (${x},ssh-connection) [preauth]`,
  "sshd maximum": (x) =>
    `${S} error: maximum authentication attempts exceeded for invalid user ${x} from ${T} port 4444 ssh2 [preauth]`,
  "sshd banner": (x) => `${S} Bad protocol version identification '${x}' from ${T} port 4444`,
  "sshd negotiate": (x) =>
    `${S} Unable to negotiate with ${T} port 4444: no matching cipher found. Their offer: ${x} [preauth]`,
  "sshd disconnect": (x) => `${S} Received disconnect from ${T} port 4444:11: ${x} [preauth]`,
  "sshd disconnect, old": (x) => `${S} Received disconnect from ${T}: 11: ${x}`,
  "sshd PAM": (x) => `${S} error: PAM: Authentication failure for illegal user ${x} from ${T}`,
  "sshd PAM via": (x) => `${S} error: PAM: authentication error for ${x} from ${T} via 203.0.113.1`,
  "sshd input": (x) => `${S} input_userauth_request: invalid user ${x} [preauth]`,
  "sshd fatal": (x) =>
    `${S} ssh_dispatch_run_fatal: Connection from invalid user ${x} ${T} port 4444: Connection corrupted [preauth]`,
  "pam ruser": (x) =>
    `${H} vsftpd[1]: pam_unix(vsftpd:auth): authentication failure; logname= uid=0 euid=0 tty=ftp ruser=${x} rhost=${T}`,
  "pam ruser and user": (x) =>
    `${H} daemon[1]: pam_unix(d:auth): authentication failure; logname= uid=0 euid=0 tty=d ruser=${x} rhost=${T}  user=${x}`,
  "pam user": (x) =>
    `${S} pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=${T}  user=${x}`,
  "pam ruser, no host": (x) =>
    `${H} daemon[1]: pam_unix(d:auth): authentication failure; logname= uid=0 euid=0 tty=d ruser=${x} rhost=  user=${x}`,
  "dovecot user": (x) =>
    `${H} dovecot: imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<${x}>, method=PLAIN, rip=${T}, lip=203.0.113.1, TLS, session=<abc+/=>`,
  "dovecot user, no method": (x) =>
    `${H} dovecot: pop3-login: Aborted login (no auth attempts): user=<${x}>, rip=${T}, lip=203.0.113.1`,
  "dovecot worker": (x) => `${H} dovecot: auth-worker(7): sql(${x},${T},<abc>): Password mismatch`,
  "dovecot worker, other reason": (x) => `${H} dovecot: auth: passwd-file(${x},${T}): strange reason`,
  "dovecot password": (x) => `${H} dovecot: auth: sql(a,${T}): Password mismatch (given password: ${x})`,
  "dovecot log": (x) => `Jun 21 16:47:48 auth(${x},${T},sasl:login)<abc>: Info: sql: unknown user`,
  "postfix reject": (x) =>
    `${H} postfix/smtpd[1]: NOQUEUE: reject: RCPT from unknown[${T}]: 554 5.7.1 <${x}>: Relay access denied; from=<${x}> to=<a@example.org> proto=ESMTP helo=<${x}>`,
  "postfix header": (x) =>
    `${H} postfix/cleanup[1]: 4bsM5k4xJm: reject: header Subject: ${x} from unknown[${T}]; from=<a@b> to=<c@d>: 5.7.1 no`,
  "postfix SASL": (x) =>
    `${H} postfix/smtpd[1]: warning: unknown[${T}]: SASL PLAIN authentication failed: reason, sasl_username=${x}`,
  "postfix command": (x) => `${H} postfix/smtpd[1]: warning: non-SMTP command from unknown[${T}]: ${x}`,
  "postscreen greeting": (x) =>
    `${H} postfix/postscreen[1]: PREGREET 14 after 0.08 from [${T}]:4444: EHLO ${x}\\r\\n`,
  "exim set_id": (x) =>
    `2025-06-21 16:47:48 login authenticator failed for (x) [${T}]:4444: 535 Incorrect authentication data (set_id=${x})`,
  "exim helo": (x) =>
    `2025-06-21 16:47:48 login authenticator failed for (${x}) [${T}]:4444: 535 Incorrect authentication data (set_id=a)`,
  "exim rejected": (x) =>
    `2025-06-21 16:47:48 H=(${x}) [${T}]:4444 F=<${x}> rejected RCPT <a@example.org>: relay not permitted`,
  "exim command": (x) =>
    `2025-06-21 16:47:48 SMTP protocol error in "AUTH ${x}" H=(x) [${T}]:4444 AUTH command used when not advertised`,
  "exim syslog": (x) =>
    `${H} exim[1]: rejected EHLO from [${T}]:4444: syntactically invalid argument(s): ${x}`,
  "sendmail user": (x) =>
    `${H} sm-mta[1]: 55LGlmAB000001: AUTH failure (LOGIN): authentication failure (-13) SASL(-13): x, user=${x}, relay=c.example.net [${T}] (may be forged)`,
  "sendmail address": (x) =>
    `${H} sm-mta[1]: 55LGlmAB000001: ruleset=check_rcpt, arg1=<${x}>, relay=c.example.net [${T}], reject=550 5.7.1 <${x}>... Relaying denied`,
  "sendmail from": (x) =>
    `${H} sm-mta[1]: 55LGlmAB000001: from=<${x}>, size=0, class=0, nrcpts=0, proto=ESMTP, daemon=MTA, relay=[${T}]`,
  "vsftpd log": (x) => `Sat Jun 21 16:47:48 2025 [pid 3] [${x}] FAIL LOGIN: Client "${T}"`,
  "vsftpd anonymous": (x) =>
    `Sat Jun 21 16:47:48 2025 [pid 3] [ftp] OK LOGIN: Client "${T}", anon password "${x}"`,
  proftpd: (x) =>
    `${H} proftpd[1]: ftp.example.org (c.example.net[${T}]) - USER ${x}: no such user found from c.example.net [${T}] to 203.0.113.1:21`,
  "pure-ftpd": (x) => `${H} pure-ftpd: (?@${T}) [WARNING] Authentication failed for user [${x}]`,
  "samba user": (x) =>
    `${H} smbd[1]: Auth: [SMB2,(null)] user [D]\\[${x}] at [Sat, 21 Jun 2025 16:47:48.030937 UTC] with [NTLMv2] status [NT_STATUS_NO_SUCH_USER] workstation [${x}] remote host [ipv4:${T}:4444] mapped to [D]\\[${x}]. local host [ipv4:203.0.113.1:445]`,
  openvpn: (x) => `${H} openvpn[1]: ${T}:4444 VERIFY ERROR: depth=0, error=expired: CN=${x}`,
  mailscanner: (x) =>
    `${H} MailScanner[1]: Message 4bsM5k from ${T} (${x}) to example.org is spam (blacklisted)`,
  amavis: (x) =>
    `${H} amavis[1]: (00001-01) Blocked SPAM {Rejected}, [${T}]:4444 [${T}] <${x}> -> <a@b>, Hits: 20`,
  rspamd: (x) =>
    `${H} rspamd[1]: <a1b2c3>; task; rspamd_task_write_log: id: <${x}>, qid: <4bsM5k>, ip: ${T}, from: <${x}>, (default: T (reject): [21.00/15.00] [X(1.00){}])`,
  dropbear: (x) => `${H} dropbear[1]: Bad password attempt for '${x}' from ${T}:4444`,
  libwrap: (x) => `${H} xinetd[1]: refused connect from ${x}@c.example.net (${T})`,
  named: (x) => `${H} named[1]: client @0x7f00 ${T}#4444 (example.org): query (cache) '${x}/A/IN' denied`,
  webmin: (x) => `${H} webmin[1]: Invalid login as ${x} from ${T}`,
  pfsense: (x) =>
    `${H} php-fpm[1]: /index.php: webConfigurator authentication error for user '${x}' from: ${T}`,
  cyrus: (x) => `${H} cyrus/imap[1]: badlogin: c.example.net [${T}] plaintext ${x} SASL(-13): no`,
  "uw-imap": (x) =>
    `${H} imapd[1]: Login excessive login failures user=${x} auth=${x} host=c.example.net [${T}]`,
  courier: (x) => `${H} imapd-ssl: LOGIN FAILED, user=${x}, ip=[::ffff:${T}]`,
  "solid-pop3d": (x) => `${H} solid-pop3d[1]: APOP authentication failed for user ${x} - ${T}`,
  screensharing: (x) =>
    `${H} screensharingd[1]: Authentication: FAILED :: User Name: ${x} :: Viewer Address: ${T} :: Type: DH`,
  suhosin: (x) => `${H} suhosin[1]: ALERT - dropped variable '${x}' (attacker '${T}', file '/srv/a.php')`,
  sogo: (x) =>
    `Jun 21 16:47:48 sogod [1]: SOGoRootPage Login from '${T}' for user '${x}' might not have worked`,
  mysqld: (x) => `2025-06-21T16:47:48Z 6 [Note] Access denied for user '${x}'@'${T}' (using password: YES)`,
  mssql: (x) =>
    `2025-06-21 16:47:48.00 Logon       Login failed for user '${x}'. Reason: Password did not match. [CLIENT: ${T}]`,
  roundcube: (x) =>
    `${H} roundcube: IMAP Error: Login failed for ${x} from ${T}. AUTHENTICATE PLAIN: A0002 NO Login failed. user=${x} in /srv/rcube_imap.php on line 205 (POST /?_task=login&_action=login)`,
  "roundcube log": (x) =>
    `[21-Jun-2025 16:47:48 +0000]: <4z506z6r> Failed login for ${x} from ${T} in session 4z506z6rv (error: 0)`,
  horde: (x) =>
    `Jun 21 16:47:48 HORDE [error] [horde] FAILED LOGIN for ${x} [${T}] to Horde [on line 116 of "/srv/login.php"]`,
  squirrelmail: (x) =>
    `06/21/2025 16:47:48 [LOGIN_ERROR] ${x} (example.org) from ${T}: Unknown user or password incorrect.`,
  drupal: (x) =>
    `${H} drupal: https://example.org|1750524468|user|${T}|https://example.org/${x}|https://example.org/${x}|0||Login attempt failed for ${x}.`,
  xrdp: (x) => `${H} xrdp-sesman[1]: [INFO ] AUTHFAIL: user=${x} ip=::ffff:${T} time=1750524468`,
  guacamole: (x) => `WARNING: Authentication attempt from ${T} for user "${x}" failed.`,
  vaultwarden: (x) =>
    `[2025-06-21 16:47:48.129][vaultwarden::api::identity][ERROR] Username or password is incorrect. Try again. IP: ${T}. Username: ${x}.`,
  gitea: (x) =>
    `2025/06/21 16:47:48 a/auth.go:200:SignInPost() [I] Failed authentication attempt for ${x} from ${T}:4444: user does not exist [uid: 0, name: ${x}, keyid: 0]`,
  gitlab: (x) => `2025-06-21T16:47:48.667Z: Failed Login: username=${x} ip=${T}`,
  "calibre-web": (x) =>
    `[2025-06-21 16:47:48,562]  WARN {cps.web:1475} Login failed for user "${x}" IP-address: ${T}`,
  jellyfin: (x) =>
    `${H} jellyfin[1]: [10:22:17] [INF] Authentication request for ${x} has been denied (IP: ${T}).`,
  firefly: (x) =>
    `[2025-06-21 16:47:48] local.WARNING: AUDIT: Login failed. Attempt for user "${x}" failed. (${T} -> POST:https://example.org/login)`,
  cas: (x) =>
    `2025-06-21 16:47:48,116 INFO [org.apereo.inspektr.audit.support.Slf4jLoggingAuditTrailManager] - x|CAS|[${x}]|AUTHENTICATION_FAILED|${x}|${T}|203.0.113.1`,
  softether: (x) =>
    `2025-06-21 16:47:48.781 Connection "CID-72": User authentication failed. The user name that has been provided was "${x}", from ${T}.`,
  "asterisk registration": (x) =>
    `[2025-06-21 16:47:48] NOTICE[1638] chan_sip.c: Registration from '${x}' failed for '${T}:4444' - Wrong password`,
  "asterisk call": (x) =>
    `[2025-06-21 16:47:48] NOTICE[436][C-00000fa9] chan_sip.c: Call from '${x}' (${T}:4444) to extension '${x}' rejected because extension not found in context 'default'.`,
  "asterisk security": (x) =>
    `[2025-06-21 16:47:48] SECURITY[6] res_security_log.c: SecurityEvent="InvalidAccountID",EventVersion="1",AccountID="${x}",SessionID="${x}",LocalAddress="IPV4/UDP/203.0.113.1/5060",RemoteAddress="IPV4/UDP/${T}/5061"`,
  freeswitch: (x) =>
    `2025-06-21 16:47:48.504993 96.80% [WARNING] sofia_reg.c:1478 SIP auth failure (INVITE) on sofia profile 'internal' for [${x}] from ip ${T}`,
  kerio: (x) =>
    `[21/Jun/2025 16:47:48] Attempt to deliver to unknown recipient <${x}>, from <${x}>, IP address ${T}`,
  squid: (x) => `1750524468.000      4 ${T} TCP_DENIED/403 4099 GET http://${x}/ - HIER_NONE/- text/html`,
  ejabberd: (x) =>
    `2025-06-21 16:47:48.805 [info] <0.585.0>@ejabberd_c2s:wait_for_sasl_response:965 ({x}) Failed authentication for ${x} from ${T}`,
  "oracle messaging": (x) =>
    `<co ts="2025-06-21T16:47:48.99" pi="72aa.1.2" sc="tcp_local" dr="+" ac="U" tr="TCP|203.0.113.1|25|${T}|4444" ap="SMTP" mi="Bad password" us="${x}" di="535 5.7.8 Bad"/>`,
  portsentry: (x) => `${H} portsentry[1]: attackalert: TCP SYN scan from host: ${x}/${T} to TCP port: 1`,
  "another program": (x) => `${H} someapp[1]: sshd[1]: Failed password for ${x} from ${T} port 4444 ssh2`,
};
