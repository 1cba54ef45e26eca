/**
 * strongSwan's IKE daemon: `06[IKE] <connection|7> message`. Only the addresses of packets are the daemon's own; host
 * and user identities are the peer's words.
 * @module
 */
import type { MessageFormat } from "./format.ts";
import { otherLine, reporter, type Sighting } from "./sighting.ts";
import { peerAt } from "./text.ts";

const PROGRAMS = new Set(["charon", "charon-systemd", "strongswan", "ipsec", "charon-nm"]);
const report = reporter("strongswan", ["strongswan"]);

export const strongswan: MessageFormat = {
  kind: "message",
  name: "strongswan",
  title: "strongSwan (charon)",
  accepts: (program) => PROGRAMS.has(program),
  read: (message) => report(readStrongswan(message.text) ?? otherLine("charon"), message.text, message.time),
};

const HEAD = /^\d{1,4}\[([A-Z]{2,4})\] (?:<([^>\s]{0,128})> )?/;
const ADDRESS = "([0-9A-Fa-f.:]{2,45})";
const RECEIVED = new RegExp(`^received packet: from ${ADDRESS}\\[(\\d{1,5})\\] to `);
const INITIATING = new RegExp(`^${ADDRESS} is initiating an? `);
const HALF_OPEN = new RegExp(`^deleting half open IKE_SA with ${ADDRESS} after timeout$`);
const NO_CONFIG = new RegExp(`^no IKE config found for ${ADDRESS}\\.\\.\\.${ADDRESS}, sending `);
const FAILED =
  /^(?:EAP-MS-CHAPv2 verification failed|EAP method \S{1,32} failed for peer|XAuth authentication of '|XAuth pam_authenticate for '|no EAP key found for hosts '|pam_authenticate for '|tried \d{1,4} shared keys? for |no shared key found for |RADIUS authentication of '|constraint check failed|authentication of '.{0,255}' with .{1,64} failed)/;
const QUOTED =
  /^(?:XAuth authentication of|XAuth pam_authenticate for|pam_authenticate for|RADIUS authentication of) '([^']{0,255})' failed/;
const EAP_USER = /' - '([^']{0,255})'$/;
const SUCCEEDED = /^(?:XAuth|RADIUS) authentication of '([^']{0,255})' successful$/;

/** What a charon message says; null when it is none of the known ones. */
function readStrongswan(message: string): Sighting | null {
  const head = HEAD.exec(message.slice(0, 160));
  if (head === null) return null;
  const fields = { "ike.connection": head[2] };
  const text = message.slice(head[0].length, head[0].length + 640);
  const sighting = readPeer(text) ?? readLogin(text);
  return sighting === null ? null : { ...sighting, fields };
}

function readPeer(text: string): Sighting | null {
  const half = HALF_OPEN.exec(text);
  if (half !== null) {
    return { why: "half open IKE_SA", action: "connection", outcome: "failure", peer: peerAt(half[1]) };
  }
  const refused = NO_CONFIG.exec(text);
  if (refused !== null) {
    return { why: "no IKE config", action: "connection", outcome: "failure", peer: peerAt(refused[2]) };
  }
  const begun = INITIATING.exec(text);
  if (begun !== null) return { why: "initiating", action: "connection", peer: peerAt(begun[1]) };
  const packet = RECEIVED.exec(text);
  return packet === null
    ? null
    : { why: "received packet", action: "connection", peer: peerAt(packet[1], packet[2]) };
}

function readLogin(text: string): Sighting | null {
  const done = SUCCEEDED.exec(text);
  if (done !== null) return { why: "authentication", action: "login", outcome: "success", user: done[1] };
  if (!FAILED.test(text)) return null;
  const user = QUOTED.exec(text)?.[1] ?? EAP_USER.exec(text)?.[1];
  return { why: "authentication failed", action: "login", outcome: "failure", user };
}
