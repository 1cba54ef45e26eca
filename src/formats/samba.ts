/**
 * Samba's authentication audit, as text (`Auth: [SMB2,(null)] user [D]\[name] ...`) and as JSON.
 * User and workstation names are the client's; every `remote host [...]` that could be Samba's must agree.
 * @module
 */
import { parseIso } from "../base/time.ts";
import type { JsonFormat, JsonObject, MessageFormat } from "./format.ts";
import { parseObject, toObject, toText } from "./json-value.ts";
import { isPamText } from "./pam.ts";
import { otherLine, reporter, type Sighting } from "./sighting.ts";
import { agreedPeer, type Peer, peerAt, placesAfter } from "./text.ts";

const PROGRAMS = new Set(["smbd", "smb", "samba", "smbd_audit", "winbindd", "nmbd"]);
const report = reporter("samba", ["samba"]);

export const samba: MessageFormat = {
  kind: "message",
  name: "samba",
  title: "Samba authentication, through syslog",
  accepts: (program) => PROGRAMS.has(program),
  read(message) {
    if (isPamText(message)) return null;
    const sighting = readSamba(message.text) ?? readInner(message.text) ?? otherLine("samba");
    return report(sighting, message.text, message.time);
  },
};

export const sambaJson: JsonFormat = {
  kind: "json",
  name: "samba-json",
  title: "Samba authentication, JSON audit",
  read(object) {
    const sighting = readAudit(object);
    if (sighting === null) return null;
    const time = typeof object["timestamp"] === "string" ? parseIso(object["timestamp"]) : null;
    return { ...report(sighting, JSON.stringify(object), time), format: "samba-json" };
  },
};

const REMOTE = /ipv[46]:(?<ip>[0-9A-Fa-f.:]{2,45}):(?<port>\d{1,5})\](?= )/y;
const STATUS = /(NT_STATUS_\w{1,64})\] (?:workstation|remote host) \[/g;
const USER = /^Auth: \[[^\]]{0,128}\] user \[[^\]]{0,255}\]\\\[([^\]]{0,255})\] at /;

/** What an `Auth:` line says; null when it is none. */
function readSamba(text: string): Sighting | null {
  if (!text.startsWith("Auth: [")) return null;
  const peer = agreedPeer(placesAfter(text, " remote host [", REMOTE));
  const statuses = [...text.matchAll(STATUS)].map((m) => m[1]);
  const good = statuses.length > 0 && statuses.every((status) => status === "NT_STATUS_OK");
  const user = USER.exec(text.slice(0, 800))?.[1];
  return {
    why: statuses[0] ?? "authentication",
    action: "login",
    outcome: good ? "success" : "failure",
    peer,
    user,
    fields: { "samba.status": statuses[0] },
  };
}

function readInner(text: string): Sighting | null {
  const object = parseObject(text);
  return object === null ? null : readAudit(object);
}

/** `{"type": "Authentication", "Authentication": {"status", "remoteAddress", "clientAccount", ...}}` */
function readAudit(object: JsonObject): Sighting | null {
  const audit = toObject(object["Authentication"]);
  if (object["type"] !== "Authentication" || audit === null) return null;
  const status = audit["status"];
  if (typeof status !== "string" || typeof audit["remoteAddress"] !== "string") return null;
  return {
    why: status.slice(0, 64),
    action: "login",
    outcome: status === "NT_STATUS_OK" ? "success" : "failure",
    peer: remotePeer(audit["remoteAddress"]),
    user: toText(audit["clientAccount"]) ?? toText(audit["mappedAccount"]),
    fields: { "samba.status": status },
  };
}

function remotePeer(text: string): Peer {
  const m = /^ipv[46]:([0-9A-Fa-f.:]{2,45}):(\d{1,5})$/.exec(text);
  return peerAt(m?.[1], m?.[2]);
}
