/**
 * Postfix. Its daemons name the client as `name[address]` directly behind their own words; the name is the client's
 * reverse DNS (without blanks or brackets), and what the client said comes after.
 * @module
 */
import type { MessageFormat } from "./format.ts";
import { isPamText } from "./pam.ts";
import { otherLine, reporter, type Sighting } from "./sighting.ts";
import { type Peer, peerAt } from "./text.ts";

const PROGRAM = /^postfix[\w.-]{0,32}(?:\/[\w.-]{1,32}){1,3}$/;
const report = reporter("postfix", ["postfix"]);

export const postfix: MessageFormat = {
  kind: "message",
  name: "postfix",
  title: "Postfix mail server",
  accepts: (program) => PROGRAM.test(program),
  read(message) {
    if (isPamText(message)) return null;
    const sighting = readPostfix(message.text) ?? otherLine("postfix");
    return report(sighting, message.text, message.time);
  },
};

/** `name[address]` or `[address]`, perhaps with a port. */
const CLIENT = String.raw`[^\s[\]]{0,255}\[([0-9A-Fa-f.:]{2,45})\](?::(\d{1,5}))?`;
const SASL = new RegExp(
  `^(?:warning: )?${CLIENT}: SASL (\\S{1,64}) authentication (?:failed|failure|aborted)`,
);
const REJECT = new RegExp(
  `^(?:milter-)?(reject|reject_warning|hold|discard|filter|warn): ([A-Z-]{3,24}) from ${CLIENT}[:;]`,
);
const ACCEPTED = new RegExp(`^client=${CLIENT}(?:, |$)`);

/** Fixed words, then the client. */
const CONNECTIONS: readonly (readonly [string, RegExp, "failure" | undefined])[] = [
  ["lost connection", words("lost connection after \\S{1,24}(?: \\(\\d{1,12} bytes\\))? from "), "failure"],
  ["timeout", words("timeout after \\S{1,24}(?: \\(\\d{1,12} bytes\\))? from "), "failure"],
  ["too many errors", words("too many errors after \\S{1,24}(?: \\(\\d{1,12} bytes\\))? from "), "failure"],
  ["command pipelining", words("improper command pipelining after \\S{1,24} from "), "failure"],
  ["non-SMTP command", words("(?:warning: )?non-SMTP command from "), "failure"],
  ["illegal address syntax", words("(?:warning: )?Illegal address syntax from "), "failure"],
  [
    "limit exceeded",
    words(
      "(?:warning: )?(?:Connection|Message|Recipient|New TLS session|AUTH)[a-z ]{0,24} limit exceeded: \\d{1,9} from ",
    ),
    "failure",
  ],
  ["TLS error", words("SSL_accept error from "), "failure"],
  ["connect", words("connect from "), undefined],
  ["pregreet", words("PREGREET \\d{1,9} after \\S{1,12} from "), "failure"],
  ["hang-up", words("HANGUP after \\S{1,12} from "), "failure"],
  ["DNS blocklist", words("DNSBL rank -?\\d{1,9} for "), "failure"],
  ["deny list", words("(?:BLACKLISTED|DENYLISTED) "), "failure"],
  [
    "postscreen test",
    words("(?:COMMAND PIPELINING|BARE NEWLINE|NON-SMTP COMMAND|COMMAND \\w{4,6} LIMIT) from "),
    "failure",
  ],
  ["postscreen pass", words("(?:PASS (?:NEW|OLD)|WHITELISTED|ALLOWLISTED|CONNECT from) "), undefined],
  ["disconnect", words("DISCONNECT "), undefined],
];

function words(fixed: string): RegExp {
  return new RegExp(`^${fixed}${CLIENT}`);
}

const QUEUE_ID = /^(?:NOQUEUE|NOREJECT|[0-9A-Za-z]{6,24}): (?=[a-z])/;
const HOSTNAME = /^warning: hostname \S{1,255} does not resolve to address ([0-9A-Fa-f.:]{2,45})(?::? |$)/;
const DISCONNECT = new RegExp(`^disconnect from ${CLIENT}(?: |$)(.{0,200})`);
/** The client's words begin after at most this many characters. */
const HEAD = 512;

/** What a Postfix message says; null when it is none of the known ones. */
function readPostfix(message: string): Sighting | null {
  const id = QUEUE_ID.exec(message.slice(0, 32))?.[0].length ?? 0;
  const text = message.slice(id);
  const head = text.slice(0, HEAD);
  return (
    readSasl(head, text) ?? readReject(head, text) ?? readAccepted(head, text) ?? readConnection(head) ?? null
  );
}

const USER = /, sasl_username=(\S{1,255})/;

/** The reason is the SASL library's; that its server is down is nobody's fault. */
function readSasl(head: string, text: string): Sighting | null {
  const m = SASL.exec(head);
  if (m === null) return null;
  const rest = text.slice(m[0].length);
  if (rest.startsWith(": Connection lost to authentication server")) {
    return { why: "authentication server is away", action: "system" };
  }
  return {
    why: "SASL authentication failed",
    action: "login",
    outcome: "failure",
    peer: peerAt(m[1], m[2]),
    user: lastMatch(rest),
    fields: { "auth.method": m[3] },
  };
}

function lastMatch(rest: string): string | null {
  const at = rest.lastIndexOf(", sasl_username=");
  return at < 0 ? null : (USER.exec(rest.slice(at, at + 300))?.[1] ?? null);
}

/** `reject: RCPT from name[address]: code text; from=<> to=<> ...`: the sender wrote everything after the address. */
function readReject(head: string, text: string): Sighting | null {
  const m = REJECT.exec(head);
  if (m === null) return readFilterReject(head);
  const denied = m[1] === "reject" || m[1] === "discard";
  return {
    why: `${m[1]} ${m[2]}`,
    action: "mail",
    outcome: "failure",
    peer: peerAt(m[3], m[4]),
    verdict: denied ? "denied" : undefined,
    fields: { "smtp.reply": /^ (\d{3})/.exec(text.slice(m[0].length, m[0].length + 8))?.[1] },
  };
}

/** Cleanup quotes the header before the client: the line names nobody. */
function readFilterReject(head: string): Sighting | null {
  if (!/^(?:reject|discard): (?:header|body|mime-header|nested-header) /.test(head)) return null;
  return { why: "content rejected", action: "mail", outcome: "failure", verdict: "denied" };
}

function readAccepted(head: string, text: string): Sighting | null {
  const m = ACCEPTED.exec(head);
  if (m === null) return null;
  const user = lastMatch(text);
  const peer = peerAt(m[1], m[2]);
  if (user !== null) return { why: "SASL login", action: "login", outcome: "success", peer, user };
  return { why: "client of a message", action: "mail", outcome: "success", peer };
}

function readConnection(head: string): Sighting | null {
  for (const [why, pattern, outcome] of CONNECTIONS) {
    const m = pattern.exec(head);
    if (m !== null) return { why, action: "connection", outcome, peer: peerAt(m[1], m[2]) };
  }
  const name = HOSTNAME.exec(head);
  if (name !== null)
    return { why: "host name does not resolve", action: "connection", peer: peerAt(name[1]) };
  return readDisconnect(head);
}

/** `disconnect from name[address] ehlo=1 auth=0/3 quit=1`: of three attempts to log in none succeeded. */
function readDisconnect(head: string): Sighting | null {
  const m = DISCONNECT.exec(head);
  if (m === null) return null;
  const peer: Peer = peerAt(m[1], m[2]);
  const failed = /(?:^| )auth=0\/[1-9]/.test(m[3] ?? "");
  return { why: "disconnect", action: "connection", outcome: failed ? "failure" : undefined, peer };
}
