/**
 * Logins at applications that log JSON objects or `key=value` lines of a known layout.
 * @module
 */
import { parseIso } from "../base/time.ts";
import type { FieldValue } from "../model/fields.ts";
import type { Format, JsonFormat, JsonObject, LineFormat } from "./format.ts";
import { agreedValue, readPairs } from "./pairs.ts";
import { reporter, type Sighting } from "./sighting.ts";
import { agreedPeer, type Peer, peerAt, peerAtHostPort, peerAtLastColon, placesAfter } from "./text.ts";

type Value = FieldValue | undefined;

function textOf(value: Value): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function objectFormat(
  name: string,
  title: string,
  timeKey: string,
  read: (object: JsonObject) => Sighting | null,
): JsonFormat {
  const report = reporter(name, [name]);
  return {
    kind: "json",
    name,
    title,
    read(object) {
      const sighting = read(object);
      if (sighting === null) return null;
      const time = textOf(object[timeKey]);
      return report(
        sighting,
        textOf(object["message"]) ?? JSON.stringify(object),
        time === undefined ? null : parseIso(time),
      );
    },
  };
}

/** A honeypot: whoever connects has no business there. */
const cowrie = objectFormat("cowrie", "Cowrie honeypot", "timestamp", (object) => {
  const id = textOf(object["eventid"]);
  if (id === undefined || !id.startsWith("cowrie.")) return null;
  const port = object["src_port"];
  const peer = peerAt(textOf(object["src_ip"]), typeof port === "number" ? String(port) : undefined);
  const user = textOf(object["username"]);
  if (id === "cowrie.login.failed") return { why: id, action: "login", outcome: "failure", peer, user };
  // A login that the honeypot lets in is bait, not a success against the body.
  if (id === "cowrie.login.success") return { why: id, action: "login", outcome: "failure", peer, user };
  return { why: id.slice(0, 64), action: "connection", outcome: "failure", peer };
});

const teleport = objectFormat("teleport", "Teleport audit log", "time", (object) => {
  if (typeof object["event"] !== "string" || typeof object["cluster_name"] !== "string") return null;
  const remote = textOf(object["addr.remote"]);
  const peer = peerAtHostPort(remote).ip === null ? peerAtLastColon(remote) : peerAtHostPort(remote);
  const user = textOf(object["user"]);
  if (object["event"] !== "user.login" && object["event"] !== "auth") {
    return { why: object["event"].slice(0, 64), action: "system", peer, user };
  }
  const outcome = object["success"] === true ? "success" : "failure";
  return { why: "user.login", action: "login", outcome, peer, user };
});

const FROM_IP = /"?(?<ip>[0-9A-Fa-f.:]{2,45}?)"?(?=$|, | \()/y;

const sftpgo = objectFormat("sftpgo", "SFTPGo", "time", (object) => {
  const message = textOf(object["message"]);
  if (message === undefined || typeof object["sender"] !== "string") return null;
  if (message.startsWith('User "') && message.includes('" logged in with "')) {
    const user = message.slice(6, message.indexOf('" logged in with "'));
    const peer = agreedPeer(placesAfter(message, ' from ip "', FROM_IP));
    return { why: "login", action: "login", outcome: "success", peer, user };
  }
  if (object["sender"] !== "connection_failed") return null;
  const peer = peerAt(textOf(object["client_ip"]));
  return {
    why: "connection failed",
    action: "login",
    outcome: "failure",
    peer,
    user: textOf(object["username"]),
  };
});

const audiobookshelf = objectFormat("audiobookshelf", "Audiobookshelf", "timestamp", (object) => {
  const message = textOf(object["message"]);
  if (message === undefined || !message.startsWith('[Auth] Failed login attempt for username "')) return null;
  const peer = agreedPeer(placesAfter(message, '" from ip ', FROM_IP));
  return { why: "login failed", action: "login", outcome: "failure", peer };
});

const ntfy = objectFormat("ntfy", "ntfy", "time", (object) => {
  if (typeof object["visitor_ip"] !== "string" || typeof object["message"] !== "string") return null;
  const peer = peerAt(object["visitor_ip"]);
  const refused =
    object["ntfy_error_code"] !== undefined || /HTTP 40[13] \(ntfy error 40[13]/.test(object["message"]);
  if (!refused) return { why: "request", action: "request", peer };
  return { why: "unauthorized", action: "login", outcome: "failure", peer };
});

// --- key=value ------------------------------------------------------------------------------------------------

function pairsFormat(
  name: string,
  title: string,
  start: RegExp,
  timeKey: string,
  read: (get: (key: string) => string | undefined) => Sighting | null,
): LineFormat {
  const report = reporter(name, [name]);
  return {
    kind: "line",
    name,
    title,
    embeddable: true,
    read(line) {
      if (!start.test(line.slice(0, 128))) return null;
      const { pairs, whole } = readPairs(line);
      const get = (key: string): string | undefined => agreedValue(pairs, key);
      const sighting = whole ? read(get) : null;
      const time = get(timeKey);
      return sighting === null ? null : report(sighting, line, time === undefined ? null : parseIso(time));
    },
  };
}

const grafana = pairsFormat("grafana", "Grafana", /^logger=\S{1,64} /, "t", (get) => {
  const message = get("msg");
  const peer = peerOf(get("remote_addr"));
  if (message === undefined || peer === null) return null;
  const failed =
    /^(?:Invalid username or password|Unauthorized)$/.test(message) &&
    !/session|token/.test(get("error") ?? "");
  if (!failed) return { why: "request", action: "request", peer };
  return { why: "login failed", action: "login", outcome: "failure", peer, user: get("uname") || null };
});

const navidrome = pairsFormat(
  "navidrome",
  "Navidrome",
  /^time="[^"]{10,40}" level=\w{1,8} msg=/,
  "time",
  (get) => {
    const peer = peerOf(get("remoteAddr"));
    if (peer === null) return null;
    const login = /^HTTP: POST \S{1,512}\/auth\/login$/.test(get("msg") ?? "");
    if (!login) return { why: "request", action: "request", peer };
    const outcome = get("httpStatus") === "200" ? "success" : "failure";
    return { why: "login", action: "login", outcome, peer };
  },
);

function peerOf(text: string | undefined): Peer | null {
  const peer = peerAtHostPort(text);
  return peer.ip === null ? null : peer;
}

/** The formats of this file. */
export const structuredApplications: readonly Format[] = [
  cowrie,
  teleport,
  sftpgo,
  audiobookshelf,
  ntfy,
  grafana,
  navidrome,
];
