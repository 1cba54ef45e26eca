/**
 * PAM modules, which write in the name of the programs that use them.
 * `ruser=` and `user=` hold what the client wrote, ` rhost=` what the program says the client is. All places where
 * ` rhost=` could be the module's own are collected; where they differ the line names nobody.
 * @module
 */
import type { Message, MessageFormat } from "./format.ts";
import { type Reporter, reporter, type Sighting } from "./sighting.ts";
import { agreedPeer, type Peer, placesAfter, without } from "./text.ts";

const MODULE = /^\(?pam_\w{1,32}\)?(?:\(([\w.@-]{0,64})(?::(\w{1,16}))?\))?(?:\[\d{1,10}\])?:? /;
const TAGGED = /\(pam_\w{1,32}\)$/;
/**
 * Programs known to use PAM. Any other may repeat at the beginning of a message what a client sent, whatever that looks
 * like. "daemon" is the name under which services log that set none.
 */
const USERS = new RegExp(
  `^(?:${[
    "sshd(?:-session|-auth)?|dropbear|mosh-server|login|remote|su(?:-l)?|sudo(?:-i)?|doas|runuser(?:-l)?|pkexec|polkitd",
    "polkit-agent-helper-1|passwd|chpasswd|chage|chfn|chsh|newusers|user(?:add|mod|del)|group(?:add|mod|del)|newrole",
    "cron|crond|anacron|atd|systemd(?:-[a-z-]{1,32})?|unix_chkpwd|agetty|mingetty|getty|screen|vlock|x(?:screensaver|lock|dm)",
    "gdm[\\w-]{0,32}|lightdm(?:-[\\w-]{1,32})?|sddm(?:-helper)?|kdm|lxdm|kscreenlocker_greet|kcheckpass",
    "gnome-(?:screensaver-dialog|shell|keyring-daemon)|xrdp(?:-sesman)?|x11vnc|xvnc|vncserver|cockpit(?:-[a-z]{1,16})?",
    "vsftpd|proftpd|pure-ftpd|wu-ftpd|ftpd|ftp|in\\.\\w{1,16}|rshd?|rlogind?|rexecd?|telnetd|afpd|netatalk|cupsd",
    "dovecot(?:-auth)?|auth(?:-worker)?|imap|pop|pop3|imapd|pop3d|ipop[23]d|cyrus|saslauthd|authdaemond?|exim\\d?|perdition",
    "samba|smbd|winbindd|openvpn|ocserv|pppd|charon|squid|nginx|apache2|httpd|freeradius|radiusd|slapd|nslcd|sssd",
    "webmin|usermin|miniserv\\.pl|postgres|mysqld|mariadbd|ejabberd|monit|daemon",
  ].join("|")})(?:[/(][\\w./-]{1,32}\\)?)?$`,
  "i",
);

/** Sigma's names of services that use PAM. */
const SERVICES = new Set(["sshd", "sudo", "su", "vsftpd", "login", "cron"]);

const reporters = new Map<string, Reporter>();

/** Whether a PAM module wrote this: its name stands at the beginning of the text, or in the tag of old versions. */
export function isPamText(message: Message): boolean {
  if (message.program !== null && TAGGED.test(message.program)) return true;
  const text = message.text;
  return (text.startsWith("pam_") || text.startsWith("(pam_")) && MODULE.test(text.slice(0, 160));
}

export const pam: MessageFormat = {
  kind: "message",
  name: "pam",
  title: "PAM modules (pam_unix, pam_sss and others), in programs that use PAM",
  library: true,
  accepts: (program) => program.length <= 128 && USERS.test(program.replace(TAGGED, "")),
  read(message) {
    if (!isPamText(message)) return null;
    return reporterOf(message.program ?? "")(readPam(message.text), message.text, message.time);
  },
};

function reporterOf(program: string): Reporter {
  const name = program.replace(TAGGED, "").toLowerCase();
  const service = name.startsWith("sshd") ? "sshd" : name;
  const key = SERVICES.has(service) ? service : "";
  const known = reporters.get(key);
  if (known !== undefined) return known;
  const made = reporter("pam", key === "" ? ["auth", "pam"] : ["auth", "pam", key]);
  reporters.set(key, made);
  return made;
}

const FAILURE = /^(?:\d{1,6} more )?authentication failures?; /;
const OPENED = /^session opened for user (\S{1,255})/;
const CLOSED = /^session closed for user (\S{1,255})/;

/** What a PAM message says; the module's name may be in front. */
function readPam(message: string): Sighting {
  const module = MODULE.exec(message.slice(0, 160));
  const text = message.slice(module?.[0].length ?? 0).trimEnd();
  const fields = { "pam.service": module?.[1] };
  if (FAILURE.test(text.slice(0, 64))) {
    // the program that asked PAM writes a line of its own for the attempt, where it writes any
    const notice = { ...fields, "login.notice": "PAM failure" };
    return { ...readFailure(without(text, " [preauth]")), fields: notice };
  }
  const start = text.slice(0, 320);
  const opened = OPENED.exec(start);
  if (opened !== null) {
    return { why: "session opened", action: "system", outcome: "success", user: account(opened[1]), fields };
  }
  const closed = CLOSED.exec(start);
  if (closed !== null) return { why: "session closed", action: "logout", user: account(closed[1]), fields };
  return { why: "PAM message", action: "system", fields };
}

/** `root(uid=0)` names root. */
function account(text: string | undefined): string | undefined {
  return text?.replace(/\(uid=\d{1,10}\)$/, "");
}

/** An empty host is a reading as well: then the client is nobody. */
const RHOST = /(?<ip>\S{0,255})(?=\s*$| {1,2}user=)/y;
/** OpenSSH never sets ruser, so after `tty=ssh ruser= ` the module's own rhost follows. */
const SSH_RHOST =
  /^(?:\d{1,6} more )?authentication failures?; logname=\S{0,64} uid=\d{1,10} euid=\d{1,10} tty=ssh ruser= rhost=(\S{1,255})(?: {1,2}user=|$)/;

function readFailure(text: string): Sighting {
  const ssh = SSH_RHOST.exec(text.slice(0, 512));
  const peer: Peer =
    ssh === null ? agreedPeer(placesAfter(text, " rhost=", RHOST)) : agreedPeer([{ address: ssh[1] ?? "" }]);
  return {
    why: "authentication failure",
    action: "login",
    outcome: "failure",
    peer,
    user: peer.ambiguous ? null : userOf(text),
  };
}

/** `user=` after the host, else the name that the client gave. */
function userOf(text: string): string | null {
  const host = text.lastIndexOf(" rhost=");
  const user = text.indexOf(" user=", host + 1);
  if (user > 0) return text.slice(user + " user=".length);
  const asked = text.indexOf(" ruser=");
  if (asked < 0 || host < asked) return null;
  return text.slice(asked + " ruser=".length, host) || null;
}
