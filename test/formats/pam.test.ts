import assert from "node:assert/strict";
import { test } from "node:test";
import { readSystemLine, summary } from "./reading.ts";

const H = "Jun 21 16:47:48 h ";
const T = "192.0.2.66";
const V = "198.51.100.9";
const FAILURE = "authentication failure; logname= uid=0 euid=0";

const vectors: readonly (readonly [string, string | null])[] = [
  [`sshd[1]: pam_unix(sshd:auth): ${FAILURE} tty=ssh ruser=rhost=${V} rhost=${T}`, T],
  [`sshd[1]: pam_unix(sshd:auth): ${FAILURE} tty=ssh ruser= rhost=${T}  user=test rhost=${V}`, T],
  [`daemon[1]: pam_unix(d:auth): ${FAILURE} tty=d ruser=x rhost=${V} rhost=${T}`, T],
  // The name tried can hold what would follow the host: two readings.
  [`vsftpd: pam_unix(vsftpd:auth): ${FAILURE} tty=ftp ruser= rhost=${V}  user=x rhost=${T}`, null],
  [`su: pam_unix(su:auth): ${FAILURE} tty=pts/0 ruser=x rhost=${V}  user=y rhost=  user=root`, null],
  [`sshd[1]: pam_unix(sshd:auth): ${FAILURE} tty=ssh ruser= rhost=c.example.net  user=root`, null],
  [`pop(pam_unix)[4]: ${FAILURE} tty= ruser= rhost=${T} user=anna`, T],
  [`sshd[1]: (pam_unix) ${FAILURE} tty=ssh ruser= rhost=${T}`, T],
  [`sshd[1]: pam_sss(sshd:auth): ${FAILURE} tty=ssh ruser= rhost=${T} user=anna`, T],
  [`sshd[1]: PAM 2 more authentication failures; logname= uid=0 euid=0 tty=ssh ruser= rhost=${T}`, null],
  [`myapp[1]: pam_unix(sshd:auth): ${FAILURE} tty=ssh ruser= rhost=${V}`, null],
  [`sshd-session[1]: pam_unix(sshd:auth): ${FAILURE} tty=ssh ruser= rhost=${T}`, T],
  [`gdm-password[1]: pam_unix(gdm-password:auth): ${FAILURE} tty=x ruser= rhost=${T}`, T],
  [`app[1]: user said pam_unix(sshd:auth): ${FAILURE} tty=ssh ruser= rhost=${V}`, null],
];

for (const [text, origin] of vectors) {
  test(`names ${origin}: ${text.slice(0, 110)}`, () => {
    assert.equal(readSystemLine(H + text)?.origin, origin);
  });
}

test("login failure of a program that uses PAM", () => {
  const line = `${H}gdm[1]: pam_unix(gdm:auth): ${FAILURE} tty=x ruser= rhost=${T}  user=anna`;
  assert.deepEqual(summary(line), {
    format: "pam",
    origin: T,
    action: "login",
    outcome: "failure",
    user: "anna",
  });
  assert.equal(readSystemLine(line)?.fields.get("pam.service"), "gdm");
});

test("sessions are no logins", () => {
  const opened = summary(
    `${H}sshd[1]: pam_unix(sshd:session): session opened for user anna(uid=1000) by (uid=0)`,
  );
  assert.deepEqual([opened.action, opened.outcome, opened.user], ["system", "success", "anna"]);
  const closed = summary(`${H}sshd[1]: pam_unix(sshd:session): session closed for user anna`);
  assert.deepEqual([closed.action, closed.user], ["logout", "anna"]);
});

test("the program's own rules still apply", () => {
  const event = readSystemLine(`${H}sshd[1]: pam_unix(sshd:auth): check pass; user unknown`);
  assert.ok(event?.logsource.service.includes("sshd"));
});
