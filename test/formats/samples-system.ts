/**
 * One line or more of every format of hosts and services, written for these tests with documentation addresses.
 * The client is 192.0.2.66 (or 2001:db8::66); 198.51.100.9 is what an attacker wrote; 203.0.113.1 is the server.
 * @module
 */

/** A line, the format that reads it and the client that it names. */
export interface SystemSample {
  readonly format: string;
  readonly line: string;
  readonly origin: string | null;
}

const CLIENT = "192.0.2.66";
const H = "Jun 21 16:47:48 h";

function sample(format: string, line: string, origin: string | null = CLIENT): SystemSample {
  return { format, line, origin };
}

export const systemSamples: readonly SystemSample[] = [
  sample("syslog", `${H} someapp[7]: nothing of interest`, null),
  sample("syslog", `<34>1 2025-06-21T16:47:48.003Z h someapp - ID47 [x@1 k="v"] text`, null),
  sample("syslog", `2025-06-21T16:47:48.003+02:00 stdout F plain output`, null),
  sample("syslog", `{"log":"plain output\\n","stream":"stdout","time":"2025-06-21T16:47:48Z"}`, null),
  sample("syslog", `{"MESSAGE":"hello","_HOSTNAME":"h","SYSLOG_IDENTIFIER":"someapp"}`, null),
  sample("sshd", `${H} sshd[1]: Failed password for root from 192.0.2.66 port 4444 ssh2`),
  sample("sshd", `h sshd-session[1]: Invalid user admin from 192.0.2.66 port 4444`),
  sample(
    "sshd",
    `{"MESSAGE":"Accepted publickey for ops from 2001:db8::66 port 4444 ssh2: ED25519 SHA256:abc","SYSLOG_IDENTIFIER":"sshd","_HOSTNAME":"h"}`,
    "2001:db8::66",
  ),
  sample(
    "pam",
    `${H} login[1]: pam_unix(login:auth): authentication failure; logname= uid=0 euid=0 tty=tty1 ruser= rhost=192.0.2.66  user=root`,
  ),
  sample("sudo", `${H} sudo:    ops : TTY=pts/0 ; PWD=/home/ops ; USER=root ; COMMAND=/bin/ls`, null),
  sample(
    "postfix",
    `${H} postfix/smtpd[1]: warning: unknown[192.0.2.66]: SASL LOGIN authentication failed: UGFzc3dvcmQ6`,
  ),
  sample(
    "postfix",
    `${H} postfix/smtpd[1]: NOQUEUE: reject: RCPT from mx.example.net[192.0.2.66]: 554 5.7.1 <a@example.org>: Relay access denied; from=<b@example.net> to=<a@example.org> proto=ESMTP helo=<[198.51.100.9]>`,
  ),
  sample(
    "dovecot",
    `${H} dovecot: imap-login: Disconnected (auth failed, 2 attempts in 5 secs): user=<anna>, method=PLAIN, rip=192.0.2.66, lip=203.0.113.1, TLS, session=<abc+/=>`,
  ),
  sample(
    "dovecot-log",
    `Jun 21 16:47:48 auth-worker(77): Info: sql(anna,192.0.2.66,<abc>): Password mismatch`,
  ),
  sample(
    "exim",
    `${H} exim[1]: login authenticator failed for (x) [192.0.2.66]:4444: 535 Incorrect authentication data (set_id=anna)`,
  ),
  sample(
    "exim-log",
    `2025-06-21 16:47:48 H=mx.example.net (x) [192.0.2.66]:4444 F=<b@example.net> rejected RCPT <a@example.org>: relay not permitted`,
  ),
  sample(
    "sendmail",
    `${H} sm-mta[1]: 55LGlmAB000001: ruleset=check_rcpt, arg1=<a@example.org>, relay=mx.example.net [192.0.2.66], reject=550 5.7.1 <a@example.org>... Relaying denied`,
  ),
  sample("vsftpd", `${H} vsftpd[1]: [anna] FAIL LOGIN: Client "192.0.2.66"`),
  sample("vsftpd-log", `Sat Jun 21 16:47:48 2025 [pid 3] [anna] FAIL LOGIN: Client "::ffff:192.0.2.66"`),
  sample(
    "proftpd",
    `${H} proftpd[1]: ftp.example.org (c.example.net[192.0.2.66]) - USER anna (Login failed): Incorrect password.`,
  ),
  sample(
    "proftpd-log",
    `2025-06-21 16:47:48,124 h proftpd[1] ftp.example.org (c.example.net[192.0.2.66]): USER anna: no such user found from c.example.net [192.0.2.66] to 203.0.113.1:21`,
  ),
  sample("pure-ftpd", `${H} pure-ftpd: (?@192.0.2.66) [WARNING] Authentication failed for user [anna]`),
  sample(
    "samba",
    `${H} smbd[1]: Auth: [SMB2,(null)] user [D]\\[anna] at [Sat, 21 Jun 2025 16:47:48.030937 UTC] with [NTLMv2] status [NT_STATUS_WRONG_PASSWORD] workstation [W] remote host [ipv4:192.0.2.66:4444] mapped to [D]\\[anna]. local host [ipv4:203.0.113.1:445]`,
  ),
  sample(
    "samba-json",
    `{"timestamp":"2025-06-21T16:47:48.030937+0000","type":"Authentication","Authentication":{"version":{"major":1,"minor":2},"status":"NT_STATUS_OK","remoteAddress":"ipv4:192.0.2.66:4444","clientAccount":"anna"}}`,
  ),
  sample(
    "openvpn",
    `${H} openvpn[1]: 192.0.2.66:4444 TLS Auth Error: Auth Username/Password verification failed for peer`,
  ),
  sample("openvpn-log", `2025-06-21 16:47:48 192.0.2.66:4444 TLS Error: TLS handshake failed`),
  sample("strongswan", `${H} charon[1]: 05[IKE] <7> 192.0.2.66 is initiating an IKE_SA`),
  sample(
    "iptables",
    `${H} kernel: [  970.699396] [UFW BLOCK] IN=eth0 OUT= MAC=00:00 SRC=192.0.2.66 DST=203.0.113.1 LEN=60 TOS=0x00 PROTO=TCP SPT=4444 DPT=22 SYN`,
  ),
  sample(
    "pf",
    `${H} filterlog[1]: 5,,,1000000103,igb0,match,block,in,4,0x0,,64,0,0,DF,6,tcp,60,192.0.2.66,203.0.113.1,4444,22,0,S,1,,64240,,mss`,
  ),
  sample(
    "pflog",
    `Jun 21 16:47:48.100200 rule 5/(match) block in on em0: 192.0.2.66.4444 > 203.0.113.1.22: Flags [S], seq 1`,
  ),
  sample(
    "mailscanner",
    `${H} MailScanner[1]: Message 4bsM5k from 192.0.2.66 (b@example.net) to example.org is spam (blacklisted)`,
  ),
  sample(
    "amavis",
    `${H} amavis[1]: (00001-01) Blocked SPAM {RejectedInbound}, [192.0.2.66]:4444 [198.51.100.9] <b@example.net> -> <a@example.org>, Hits: 20`,
  ),
  sample(
    "rspamd",
    `${H} rspamd[1]: <a1b2c3>; task; rspamd_task_write_log: id: <x@example.net>, qid: <4bsM5k>, ip: 192.0.2.66, from: <b@example.net>, (default: T (reject): [21.00/15.00] [X(1.00){}])`,
    CLIENT,
  ),
  sample("cron", `${H} CRON[1]: (root) CMD (run-parts /etc/cron.hourly)`, null),
  sample("dropbear", `${H} dropbear[1]: Bad password attempt for 'root' from 192.0.2.66:4444`),
  sample("xinetd", `${H} xinetd[1]: FAIL: ftp address from=192.0.2.66`),
  sample("endlessh", `${H} endlessh[1]: ACCEPT host=192.0.2.66 port=4444 fd=4 n=1/4096`),
  sample("endlessh-log", `2025-06-21T16:47:48.803Z ACCEPT host=192.0.2.66 port=4444 fd=4 n=1/4096`),
  sample(
    "named",
    `${H} named[1]: client @0x7f00 192.0.2.66#4444 (example.org): query (cache) 'example.org/A/IN' denied`,
  ),
  sample(
    "named-log",
    `21-Jun-2025 16:47:48.621 client 192.0.2.66#4444 (example.org): zone transfer 'example.org/AXFR/IN' denied`,
  ),
  sample("nsd", `${H} nsd[1]: info: axfr for example.org. from client 192.0.2.66 refused, no acl matches.`),
  sample(
    "nsd-log",
    `[1750524468] nsd[7]: info: axfr for example.org. from client 192.0.2.66 refused, no acl matches.`,
  ),
  sample("webmin", `${H} webmin[1]: Invalid login as root from 192.0.2.66`),
  sample(
    "pfsense",
    `${H} php-fpm[1]: /index.php: webConfigurator authentication error for user 'admin' from: 192.0.2.66`,
  ),
  sample("slapd", `${H} slapd[1]: conn=7 fd=12 ACCEPT from IP=192.0.2.66:4444 (IP=0.0.0.0:389)`),
  sample(
    "cyrus",
    `${H} cyrus/imap[1]: badlogin: c.example.net [192.0.2.66] plaintext anna SASL(-13): authentication failure: checkpass failed`,
  ),
  sample("courier", `${H} imapd-ssl: LOGIN FAILED, user=anna, ip=[::ffff:192.0.2.66]`),
  sample("solid-pop3d", `${H} solid-pop3d[1]: APOP authentication failed for user anna - 192.0.2.66`),
  sample(
    "dante",
    `${H} danted[1]: info: block(1): tcp/accept ]: 192.0.2.66.4444 203.0.113.1.1080: error after reading 18 bytes in 0 seconds: system password authentication failed for user "anna"`,
  ),
  sample(
    "scanlogd",
    `${H} scanlogd: 192.0.2.66 to 203.0.113.1 ports 21, 22, 23, ..., fSrpauxy, TOS 00 @09:04:25`,
  ),
  sample(
    "screensharing",
    `${H} screensharingd[1]: Authentication: FAILED :: User Name: anna :: Viewer Address: 192.0.2.66 :: Type: DH`,
  ),
  sample(
    "suhosin",
    `${H} suhosin[1]: ALERT - ASCII-NUL chars not allowed - dropped variable 'x' (attacker '192.0.2.66', file '/srv/a.php')`,
  ),
  sample(
    "monit",
    `${H} monit[1]: HttpRequest: access denied -- client 192.0.2.66: wrong password for user 'root'`,
  ),
  sample(
    "monit-log",
    `[CEST Jun 21 16:47:48] error    : HttpRequest: access denied -- client [192.0.2.66]: wrong password for user 'root'`,
  ),
  sample(
    "sogo",
    `Jun 21 16:47:48 sogod [1]: SOGoRootPage Login from '192.0.2.66' for user 'anna' might not have worked - password policy: 65535`,
  ),
  sample(
    "mysqld",
    `${H} mysqld: 250621 16:47:48 [Warning] Access denied for user 'anna'@'192.0.2.66' (using password: YES)`,
  ),
  sample(
    "mysqld-log",
    `2025-06-21T16:47:48.237955Z 6 [Note] Access denied for user 'anna'@'192.0.2.66' (using password: YES)`,
  ),
  sample(
    "mssql",
    `2025-06-21 16:47:48.00 Logon       Login failed for user 'anna'. Reason: Password did not match that for the login provided. [CLIENT: 192.0.2.66]`,
  ),
  sample(
    "mongodb",
    `{"t":{"$date":"2025-06-21T16:47:48.903+00:00"},"s":"I","c":"ACCESS","id":20249,"ctx":"conn1","msg":"Authentication failed","attr":{"principalName":"root","remote":"192.0.2.66:4444","error":"AuthenticationFailed: x"}}`,
  ),
  sample(
    "mongodb-log",
    `2025-06-21T16:47:48.111+0100 [conn5] end connection 192.0.2.66:4444 (0 connections now open)`,
  ),
  sample(
    "roundcube",
    `${H} roundcube: <4z506z6r> Failed login for anna from 192.0.2.66 in session 4z506z6rvddstv6k (error: 0)`,
  ),
  sample(
    "roundcube-log",
    `[21-Jun-2025 16:47:48 +0000]: <4z506z6r> Failed login for anna from 192.0.2.66 in session 4z506z6rvddstv6k (error: 0)`,
  ),
  sample(
    "horde",
    `Jun 21 16:47:48 HORDE [error] [horde] FAILED LOGIN for anna [192.0.2.66] to Horde [on line 116 of "/srv/horde/login.php"]`,
  ),
  sample(
    "squirrelmail",
    `06/21/2025 16:47:48 [LOGIN_ERROR] anna (example.org) from 192.0.2.66: Unknown user or password incorrect.`,
  ),
  sample(
    "drupal",
    `${H} drupal: https://example.org|1750524468|user|192.0.2.66|https://example.org/user/login|https://example.org/|0||Login attempt failed for anna.`,
  ),
  sample("xrdp", `${H} xrdp-sesman[1]: [INFO ] AUTHFAIL: user=anna ip=::ffff:192.0.2.66 time=1750524468`),
  sample(
    "xrdp-log",
    `[20250621-16:47:48] [INFO ] AUTHFAIL: user=ip=198.51.100.9 time=1\\n[INFO ] AUTHFAIL: user=x ip=::ffff:192.0.2.66 time=2`,
  ),
  sample("guacamole", `WARNING: Authentication attempt from 192.0.2.66 for user "anna" failed.`),
  sample(
    "vaultwarden",
    `[2025-06-21 16:47:48.129][vaultwarden::api::identity][ERROR] Username or password is incorrect. Try again. IP: 192.0.2.66. Username: anna.`,
  ),
  sample("bitwarden", `2025-06-21 16:47:48.008 +00:00 [WRN] Failed login attempt. 192.0.2.66`),
  sample(
    "gitea",
    `2025/06/21 16:47:48 ...ers/web/auth/auth.go:200:SignInPost() [I] Failed authentication attempt for anna from 192.0.2.66:4444: user does not exist [uid: 0, name: anna, keyid: 0]`,
  ),
  sample("gitlab", `2025-06-21T16:47:48.667Z: Failed Login: username=anna ip=192.0.2.66`),
  sample(
    "calibre-web",
    `[2025-06-21 16:47:48,562]  WARN {cps.web:1475} Login failed for user "anna" IP-address: 192.0.2.66`,
  ),
  sample(
    "home-assistant",
    `2025-06-21 16:47:48.587 WARNING (MainThread) [homeassistant.components.http.ban] Login attempt or request with invalid authentication from c.example.net (192.0.2.66). Requested URL: '/auth/login_flow'. (curl)`,
  ),
  sample(
    "jellyfin",
    `${H} jellyfin[1]: [10:22:17] [INF] Authentication request for anna has been denied (IP: 192.0.2.66).`,
  ),
  sample(
    "jellyfin-log",
    `[2025-06-21 16:47:48.129 +00:00] [INF] [12] Jellyfin.Server.Users: Authentication request for "anna" has been denied (IP: "192.0.2.66").`,
  ),
  sample(
    "emby",
    `2025-06-21 16:47:48.092 Warn Server: AUTH-ERROR: 192.0.2.66 - Invalid username or password entered.`,
  ),
  sample(
    "overseerr",
    `2025-06-21T16:47:48.637Z [warn][API]: Failed sign-in attempt using invalid Overseerr password {"ip":"::ffff:192.0.2.66","email":"x"}`,
  ),
  sample("mealie", `[ERROR|auth|L83] 2025-06-21T16:47:48: Incorrect username or password from 192.0.2.66`),
  sample(
    "qbittorrent",
    `(W) 2025-06-21T16:47:48 - WebAPI login failure. Reason: invalid credentials, attempt count: 1, IP: 192.0.2.66, username: anna`,
  ),
  sample(
    "sabnzbd",
    `2025-06-21 16:47:48,797::WARNING::[interface:657] Unsuccessful login attempt from 192.0.2.66 [curl]`,
  ),
  sample(
    "teamspeak",
    `2025-06-21 16:47:48.009756|INFO    |Query         |   |query from 11 192.0.2.66:4444 attempted to login with account "anna" and failed!`,
  ),
  sample(
    "technitium",
    `[2025-06-21 16:47:48 UTC] [192.0.2.66:4444] DnsServerCore.DnsWebServiceException: Invalid username or password for user: admin`,
  ),
  sample(
    "firefly-iii",
    `[2025-06-21 16:47:48] local.WARNING: AUDIT: Login failed. Attempt for user "anna" failed. (192.0.2.66 -> POST:https://example.org/login)`,
  ),
  sample(
    "cas",
    `2025-06-21 16:47:48,116 INFO [org.apereo.inspektr.audit.support.Slf4jLoggingAuditTrailManager] - Sat Jun 21 16:47:48 UTC 2025|CAS|Supplied credentials: [x]|AUTHENTICATION_FAILED|anna|192.0.2.66|203.0.113.1`,
  ),
  sample(
    "litespeed-admin",
    `2025-06-21 16:47:48.774649 [NOTICE] [1226033] [192.0.2.66:4444:HTTP2-41#_AdminVHost] [STDERR] [WebAdmin Console] Failed Login Attempt - username:x ip:198.51.100.9`,
  ),
  sample(
    "froxlor",
    `${H} Froxlor: [Login Action 192.0.2.66] User 'admin' tried to login with wrong password.`,
  ),
  sample("directadmin", `2025:06:21-16:47:48: '192.0.2.66' 2 failed login attempts. Account 'anna'`),
  sample("znc", `[2025-06-21 16:47:48] [anna] failed to login from 192.0.2.66:4444`),
  sample(
    "tine20",
    `78017 00cff -- none -- - 2025-06-21T16:47:48+00:00 WARN (4): Tinebase_Controller::login::106 Login with username anna from 192.0.2.66 failed (-1)!`,
  ),
  sample(
    "softether",
    `2025-06-21 16:47:48.781 Connection "CID-72": User authentication failed. The user name that has been provided was "anna", from 192.0.2.66.`,
  ),
  sample(
    "asterisk",
    `[2025-06-21 16:47:48] NOTICE[1638] chan_sip.c: Registration from '<sip:301@198.51.100.9>' failed for '192.0.2.66:4444' - Wrong password`,
  ),
  sample(
    "freeswitch",
    `${H} freeswitch[1]: [WARNING] sofia_reg.c:1478 SIP auth failure (INVITE) on sofia profile 'internal' for [1@198.51.100.9] from ip 192.0.2.66`,
  ),
  sample(
    "freeswitch-log",
    `2025-06-21 16:47:48.504993 96.80% [WARNING] sofia_reg.c:3223 IP 192.0.2.66 Rejected by register acl`,
  ),
  sample(
    "kerio",
    `[21/Jun/2025 16:47:48] SMTP Spam attack detected from 192.0.2.66, client sent data before SMTP greeting`,
  ),
  sample(
    "exchange-pop",
    `2025-06-21T16:47:48.514Z,0000000000000005,1,203.0.113.1:110,192.0.2.66:4444,anna,193,21,69,auth, PLAIN,"R=""-ERR x"";ErrMsg=AuthFailed:LogonDenied",`,
  ),
  sample(
    "domino",
    `06-21-2025 16:47:48   smtp: postmaster [192.0.2.66] authentication failure using internet password`,
  ),
  sample("fail2ban", `${H} fail2ban.actions[1]: NOTICE [sshd] Ban 192.0.2.66`),
  sample(
    "fail2ban-log",
    `2025-06-21 16:47:48,388 fail2ban.actions        [77]: NOTICE  [sshd] Ban 192.0.2.66`,
  ),
  sample(
    "cowrie",
    `{"session":"2a5e","src_ip":"192.0.2.66","src_port":4444,"eventid":"cowrie.session.connect","timestamp":"2025-06-21T16:47:48.803989Z","message":"New connection"}`,
  ),
  sample(
    "teleport",
    `{"ei":0,"event":"user.login","time":"2025-06-21T16:47:48.133Z","cluster_name":"c","user":"anna","success":false,"addr.remote":"192.0.2.66:4444"}`,
  ),
  sample(
    "sftpgo",
    `{"level":"info","time":"2025-06-21T16:47:48.706","sender":"SSH","message":"User \\"anna\\" logged in with \\"password\\", from ip \\"192.0.2.66\\", client version \\"x\\""}`,
  ),
  sample(
    "audiobookshelf",
    `{"timestamp":"2025-06-21 16:47:48.784","source":"Auth.js:888","message":"[Auth] Failed login attempt for username \\"anna\\" from ip 192.0.2.66 (User not found)","levelName":"ERROR","level":4}`,
  ),
  sample(
    "ntfy",
    `{"time":"2025-06-21T16:47:48.02Z","level":"DEBUG","message":"Connection closed with HTTP 401 (ntfy error 40101)","visitor_ip":"192.0.2.66"}`,
  ),
  sample(
    "grafana",
    `logger=context userId=0 orgId=0 uname= t=2025-06-21T16:47:48.366875297Z level=error msg="Invalid username or password" error="user not found" remote_addr=192.0.2.66 traceID=`,
  ),
  sample(
    "navidrome",
    `time="2025-06-21T16:47:48Z" level=warning msg="HTTP: POST http://example.org/auth/login" httpStatus=401 remoteAddr=192.0.2.66 userAgent="x"`,
  ),
  sample(
    "assp",
    `Apr-07-25 07:08:36 [SSL-out] 192.0.2.66 max sender authentication errors (5) exceeded -- dropping connection`,
  ),
  sample(
    "squid",
    `1750524468.000      4 192.0.2.66 TCP_DENIED/403 4099 GET http://198.51.100.9/ - HIER_NONE/- text/html`,
  ),
  sample(
    "3proxy",
    `21-06-2025 16:47:48 +0000 PROXY.3128 00004 - 192.0.2.66:4444 0.0.0.0:0 0 0 0 GET http://198.51.100.9/ HTTP/1.1`,
  ),
  sample(
    "stunnel",
    `2025.06.21 16:47:48 LOG3[28228:140093368055552]: SSL_accept from 192.0.2.66:4444 : 140890C7: error:140890C7:SSL routines`,
  ),
  sample("portsentry", `1750524468 - 06/21/2025 16:47:48 Host: c.example.net/192.0.2.66 Port: 1 TCP Blocked`),
  sample(
    "ejabberd",
    `2025-06-21 16:47:48.805 [info] <0.585.0>@ejabberd_c2s:wait_for_sasl_response:965 ({socket_state,p1_tls,{x},<0.584.0>}) Failed authentication for anna@example.org from 192.0.2.66`,
  ),
  sample(
    "oracle-messaging",
    `<co ts="2025-06-21T16:47:48.99" pi="72aa.17f0.25622" sc="tcp_local" dr="+" ac="U" tr="TCP|203.0.113.1|25|192.0.2.66|4444" ap="SMTP" mi="Bad password" us="anna@example.org" di="535 5.7.8 Bad username or password."/>`,
  ),
  sample("clamav", `${H} clamd[1]: /srv/upload/198.51.100.9.bin: Eicar-Signature FOUND`, null),
];
