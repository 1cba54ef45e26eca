/**
 * Pure-FTPd: `(user@address) [LEVEL] message`. Before the login the user is `?`; the message quotes the name tried.
 * @module
 */
import type { MessageFormat } from "./format.ts";
import { isPamText } from "./pam.ts";
import { otherLine, reporter, type Sighting } from "./sighting.ts";
import { peerAt } from "./text.ts";

const report = reporter("pure-ftpd", ["pure-ftpd"]);

export const pureftpd: MessageFormat = {
  kind: "message",
  name: "pure-ftpd",
  title: "Pure-FTPd",
  accepts: (program) => program === "pure-ftpd",
  read(message) {
    if (isPamText(message)) return null;
    return report(readPureftpd(message.text) ?? otherLine("pure-ftpd"), message.text, message.time);
  },
};

/** The name is an account that logged in, so it holds no blank; the address follows its last `@`. */
const HEAD = /^\((\S{1,255})@([^\s@()]{1,255})\) \[([A-Z]{4,8})\] /;
const TRIED = /^Authentication failed for user \[(.{0,255})\]$/;
const LOGGED_IN = / is now logged in$/;

/** What a Pure-FTPd message says; null when it names no client. */
function readPureftpd(message: string): Sighting | null {
  const head = HEAD.exec(message.slice(0, 560));
  if (head === null) return null;
  const peer = peerAt(head[2]);
  const text = message.slice(head[0].length).trimEnd();
  if (text.startsWith("Authentication failed for user [")) {
    const user = TRIED.exec(text.slice(0, 320))?.[1];
    return { why: "authentication failed", action: "login", outcome: "failure", peer, user };
  }
  if (text.startsWith("New connection from ")) return { why: "connection", action: "connection", peer };
  if (head[3] === "INFO" && LOGGED_IN.test(text)) {
    const user = text.slice(0, -" is now logged in".length);
    return { why: "logged in", action: "login", outcome: "success", peer, user };
  }
  return { why: "FTP message", action: "system", peer, user: head[1] === "?" ? null : head[1] };
}
