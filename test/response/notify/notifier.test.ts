/** Telling people, with receivers that are real: an HTTP server, a mail server, sockets. */
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import type { Channel } from "../../../src/response/notify/channel.ts";
import { mailChannel } from "../../../src/response/notify/mail.ts";
import { Notifier } from "../../../src/response/notify/notifier.ts";
import { syslogChannel } from "../../../src/response/notify/syslog.ts";
import { webhookChannel } from "../../../src/response/notify/webhook.ts";
import { openSqliteStore, openTemporaryStore } from "../../../src/store/sqlite/store.ts";
import type { Store } from "../../../src/store/store.ts";
import { hasOpenssl, makeCertificates } from "../../helpers/certificates.ts";
import { decisionOf } from "../../helpers/decisions.ts";
import {
  alertOf,
  closed,
  listening,
  mailReceiver,
  NOW,
  type Post,
  portOf,
  settings,
  webReceiver,
} from "../../helpers/notify.ts";
import { tempFolder } from "../../helpers/temp.ts";

const SECRET = "0123456789abcdef";

interface Desk {
  readonly notifier: Notifier;
  readonly remarks: string[];
  nowMs: number;
}

function deskOf(store: Store, ...channels: readonly Channel[]): Desk {
  const remarks: string[] = [];
  const time = { nowMs: NOW };
  const notifier = new Notifier({
    channels,
    store,
    clock: () => time.nowMs,
    random: () => 1,
    onRemark: (text) => void remarks.push(text),
  });
  return Object.assign(time, { notifier, remarks });
}

/** As a receiver would. */
function isSigned({ headers, body }: Post, secret = SECRET): boolean {
  const match = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers["vigie-signature"]));
  return createHmac("sha256", secret).update(`${match?.[1]}.${body}`).digest("hex") === match?.[2];
}

const PRIVATE = /203\.0\.113|commission|victim|Password|urn|auth\.log/;

test("a webhook that fails at first gets the message with the same id, signed anew, also after a restart", async (t) => {
  const receiver = await webReceiver((n) => (n <= 2 ? [503] : [204]));
  t.after(() => receiver.close());
  const folder = tempFolder(t);
  let store = openSqliteStore(folder);
  const channel = webhookChannel(settings(), { url: receiver.url, secret: SECRET });
  let desk = deskOf(store, channel);
  const alert = alertOf("a1");
  store.addAlerts([alert]);
  desk.notifier.made([alert, alertOf("a2")], [], NOW);
  await desk.notifier.tick();
  await desk.notifier.tick(); // too early
  assert.equal(receiver.posts.length, 1);
  desk.nowMs += 5000;
  await desk.notifier.tick();
  assert.equal(store.notices.states()[0]?.failures, 2);
  store.close(); // as a kill would: nothing is stopped
  store = openSqliteStore(folder);
  desk = deskOf(store, channel);
  desk.nowMs = NOW + 60_000;
  await desk.notifier.tick();
  assert.equal(receiver.posts.length, 3);
  assert.ok(receiver.posts.every((post) => isSigned(post)));
  assert.ok(!isSigned(receiver.posts[0] as Post, "another secret!!"));
  const ids = new Set(receiver.posts.map(({ headers, body }) => `${headers["vigie-id"]} ${body}`));
  assert.equal(ids.size, 1, "the same id and body at every try");
  const [state] = store.notices.states();
  assert.deepEqual([state?.sent, state?.failures, state?.waiting], [1, 0, 0]);
  const said = JSON.parse(receiver.posts[2]?.body ?? "") as Record<string, unknown>;
  assert.deepEqual(Object.keys(said), [
    ...["kind", "version", "id", "time", "level", "count", "summary", "events", "more"],
  ]);
  assert.equal(said["count"], 2);
  const [event] = said["events"] as Record<string, unknown>[];
  assert.deepEqual(
    [event?.["kind"], event?.["count"], event?.["id"], event?.["details"]],
    ["alert", 2, alert.id, null],
  );
  assert.match(String(event?.["next"]), /vigie show a10000000000/);
  assert.doesNotMatch(receiver.posts[2]?.body ?? "", PRIVATE);
  store.close();
});

test("a redirect is not followed, and Retry-After is obeyed", async (t) => {
  const elsewhere = await webReceiver(() => [200]);
  const receiver = await webReceiver((n) =>
    n === 1 ? [307, { Location: elsewhere.url.href }] : [429, { "Retry-After": "600" }],
  );
  t.after(() => Promise.all([receiver.close(), elsewhere.close()]));
  const store = openTemporaryStore();
  const desk = deskOf(store, webhookChannel(settings(), { url: receiver.url, secret: SECRET }));
  desk.notifier.made([alertOf("a1")], [], NOW);
  await desk.notifier.tick();
  assert.match(store.notices.states()[0]?.lastError ?? "", /status 307 \(redirects are not followed/);
  desk.nowMs += 5000;
  await desk.notifier.tick();
  desk.nowMs += 599_999;
  await desk.notifier.tick();
  assert.equal(receiver.posts.length, 2);
  desk.nowMs += 1;
  await desk.notifier.tick();
  assert.equal(receiver.posts.length, 3);
  assert.equal(elsewhere.posts.length, 0);
  store.close();
});

test("after twenty tries it is given up, counted and told", async () => {
  const store = openTemporaryStore();
  const nowhere: Channel = { ...settings(), send: () => Promise.reject(new Error("nobody there")) };
  const desk = deskOf(store, nowhere);
  desk.notifier.made([alertOf("a1")], [], NOW);
  for (let i = 0; i < 20; i++) {
    await desk.notifier.tick();
    desk.nowMs += 3_600_000;
  }
  const [state] = store.notices.states();
  assert.deepEqual([state?.givenUp, state?.waiting, state?.lastError], [1, 0, "nobody there"]);
  assert.equal(desk.remarks.length, 2, "told when it began and when it ended");
  assert.match(desk.remarks[1] ?? "", /given up after 20 tries/);
  store.close();
});

test("a flood is held back and summed up in the next message", async (t) => {
  const receiver = await webReceiver(() => [200]);
  t.after(() => receiver.close());
  const store = openTemporaryStore();
  const slow = settings({ burst: 1, perMinute: 1, minIntervalMs: 90_000 });
  const desk = deskOf(store, webhookChannel(slow, { url: receiver.url, secret: SECRET }));
  for (let i = 0; i < 3000; i++) {
    const alert = alertOf(i.toString(16), { origin: { ip: `2001:db8::${i.toString(16)}` } });
    desk.notifier.made([alert], [], desk.nowMs);
    if (i % 500 === 0) await desk.notifier.tick();
    desk.nowMs += 20;
  }
  assert.equal(receiver.posts.length, 1, "one in the first minute");
  desk.nowMs += 90_000;
  await desk.notifier.tick();
  const messages = receiver.posts.map(
    ({ body }) =>
      JSON.parse(body) as { count: number; events: { count: number }[]; more: Record<string, number> },
  );
  assert.equal(messages.length, 2);
  assert.equal((messages[0]?.count ?? 0) + (messages[1]?.count ?? 0), 3000, "nothing is dropped");
  const listed = messages[1]?.events.reduce((sum, { count }) => sum + count, 0) ?? 0;
  assert.equal(messages[1]?.events.length, 50);
  assert.equal(listed + (messages[1]?.more["alert"] ?? 0), messages[1]?.count);
  store.close();
});

test("bodies and levels: a channel is told what concerns it", async () => {
  const told: string[] = [];
  const channel = (name: string, change: Parameters<typeof settings>[0]): Channel => ({
    ...settings({ name, ...change }),
    send: ({ events }) => {
      told.push(...events.map(({ kind, level, count }) => `${name} ${kind} ${level} ${count}`));
      return Promise.resolve();
    },
  });
  const store = openTemporaryStore();
  const desk = deskOf(store, channel("all", { level: "critical" }), channel("party", { bodies: ["party"] }));
  const rule = { ...alertOf("a").rule, level: "critical" as const };
  desk.notifier.made(
    [alertOf("a"), alertOf("b", { rule }), alertOf("c", { body: "party" })],
    [
      decisionOf("1", "203.0.113.7", NOW, 1000),
      decisionOf("2", "203.0.113.8", NOW, 1000, { status: "dry_run" }),
      decisionOf("3", "203.0.113.0/24", NOW, 1000, { status: "proposed", body: "party" }),
    ],
    NOW,
  );
  desk.notifier.silence({ source: "auth.log", body: "commission", toMs: null });
  desk.notifier.trouble("store", "disk full");
  await desk.notifier.tick();
  assert.deepEqual(told.toSorted(), [
    "all alert critical 1",
    "all block high 1",
    "all proposal high 1",
    "all silence high 1",
    "all trouble high 1",
    "party alert high 1",
    "party proposal high 1",
    "party trouble high 1",
  ]);
  store.close();
});

test("a channel of one body learns nothing of another's source", async () => {
  const told: string[] = [];
  const channel: Channel = {
    ...settings({ details: true, bodies: ["party"] }),
    send: ({ events }) => {
      told.push(...events.map(({ kind, details }) => `${kind} ${details?.["said"] ?? "-"}`));
      return Promise.resolve();
    },
  };
  const store = openTemporaryStore();
  const desk = deskOf(store, channel);
  desk.notifier.trouble("file:/ministry.log", "unreadable", "ministry");
  desk.notifier.trouble("file:/party.log", "unreadable", "party");
  desk.notifier.trouble("file:/whose.log", "unreadable");
  await desk.notifier.tick();
  assert.deepEqual(told, ["trouble file:/party.log: unreadable", "trouble -"]);
  store.close();
});

test("trouble of the store is told although the store takes nothing", async () => {
  const told: string[] = [];
  const channel: Channel = {
    ...settings({ details: true }),
    send: ({ events }) => {
      told.push(...events.map(({ details }) => details?.["said"] ?? ""));
      return Promise.resolve();
    },
  };
  const store = openTemporaryStore();
  const desk = deskOf(store, channel);
  store.close(); // everything asked of it is an error from now on
  desk.notifier.trouble("store", "disk full");
  desk.notifier.trouble("store", "disk full");
  await desk.notifier.tick();
  await desk.notifier.tick();
  assert.deepEqual(told, ["store: disk full"], "once");
});

test("mail: one header line whatever a log says, details only on request, retried after a refusal", async (t) => {
  const receiver = await mailReceiver({ refuse: (session) => session === 1 });
  t.after(() => receiver.close());
  const store = openTemporaryStore();
  const target = {
    host: "127.0.0.1",
    port: receiver.port,
    tls: "none",
    login: null,
    from: "vigie@party.example",
    to: ["duty@party.example", "chief@party.example"],
  } as const;
  const desk = deskOf(
    store,
    mailChannel(settings({ name: "quiet", language: "fr" }), target),
    mailChannel(settings({ name: "open", details: true }), target),
  );
  const alert = alertOf("a1");
  store.addAlerts([alert]);
  desk.notifier.made([alert], [], NOW);
  await desk.notifier.tick();
  desk.nowMs += 5000;
  await desk.notifier.tick();
  assert.equal(receiver.mails.length, 2);
  const plain = receiver.mails.map(({ data }) => decoded(data));
  const open = plain.find((text) => text.includes("Password guessing")) ?? "";
  const quiet = plain.find((text) => text !== open) ?? "";
  assert.doesNotMatch(quiet, PRIVATE);
  assert.match(quiet, /vigie show a10000000000/);
  assert.match(quiet, /À faire/);
  assert.match(open, /address: 203\.0\.113\.7/);
  assert.match(open, /user: x"\]\\\\x0d\\x0aBcc: victim@example\.org/);
  for (const { data, to, from } of receiver.mails) {
    const [head = ""] = data.split("\r\n\r\n");
    assert.deepEqual(to, ["<duty@party.example>", "<chief@party.example>"]);
    assert.equal(from, "<vigie@party.example>");
    assert.doesNotMatch(head, /^Bcc:/im);
    assert.match(head, /^Auto-Submitted: auto-generated$/m);
    assert.match(head, /^Message-ID: <[0-9a-f-]{36}@party\.example>$/m);
  }
  store.close();
});

/** The text of a quoted-printable or base64 mail. */
function decoded(data: string): string {
  const [head = "", ...rest] = data.split("\r\n\r\n");
  const body = rest.join("\r\n\r\n");
  if (/base64/i.test(head)) return Buffer.from(body, "base64").toString();
  if (!/quoted-printable/i.test(head)) return body;
  const bytes = body
    .replace(/=\r\n/g, "")
    .replace(/=([0-9A-F]{2})/g, (_all, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  return Buffer.from(bytes, "latin1").toString();
}

test("mail over TLS, with a login; a server whose certificate nobody vouches for, or without TLS, gets nothing", async (t) => {
  if (!hasOpenssl()) return t.skip("openssl is not installed");
  const folder = tempFolder(t);
  makeCertificates(folder, "ca", ["mail"]);
  const read = (name: string): string => readFileSync(join(folder, name), "utf8");
  const receiver = await mailReceiver({ tls: { key: read("mail.key"), cert: read("mail.pem") } });
  const bare = await mailReceiver();
  t.after(() => Promise.all([receiver.close(), bare.close()]));
  const target = {
    host: "127.0.0.1",
    port: receiver.port,
    tls: "implicit",
    login: { user: "vigie", password: "p4ss" },
    from: "vigie@party.example",
    to: ["duty@party.example"],
  } as const;
  const store = openTemporaryStore();
  const desk = deskOf(
    store,
    mailChannel(settings({ name: "good" }), { ...target, ca: read("ca.pem") }),
    mailChannel(settings({ name: "unknown" }), target),
    mailChannel(settings({ name: "bare" }), { ...target, port: bare.port, tls: "starttls" }),
  );
  desk.notifier.made([alertOf("a1")], [], NOW);
  await desk.notifier.tick();
  assert.deepEqual(receiver.logins, ["\0vigie\0p4ss"]);
  assert.deepEqual([receiver.mails.length, bare.mails.length, bare.logins.length], [1, 0, 0]);
  const states = new Map(store.notices.states().map((state) => [state.channel, state]));
  assert.equal(states.get("good")?.sent, 1);
  for (const name of ["unknown", "bare"]) {
    assert.equal(states.get(name)?.failures, 1, name);
    assert.ok(!states.get(name)?.lastError.includes("p4ss"));
  }
  store.close();
});

test("syslog: RFC 5424 over UDP and TCP, with structured data that log text cannot end", async (t) => {
  const udp = createSocket("udp4");
  await new Promise<void>((done) => udp.bind(0, "127.0.0.1", done));
  const parts: Buffer[] = [];
  const tcp = createServer((socket) => socket.on("data", (part: Buffer) => parts.push(part)));
  await listening(tcp);
  t.after(async () => {
    udp.close();
    await closed(tcp);
  });
  const store = openTemporaryStore();
  const target = { host: "127.0.0.1" };
  const desk = deskOf(
    store,
    syslogChannel(settings({ name: "u" }), { ...target, port: udp.address().port, protocol: "udp" }),
    syslogChannel(settings({ name: "t", details: true }), { ...target, port: portOf(tcp), protocol: "tcp" }),
  );
  const alert = alertOf("a1");
  store.addAlerts([alert]);
  const datagram = once(udp, "message") as Promise<[Buffer]>;
  desk.notifier.made([alert], [], NOW);
  await desk.notifier.tick();
  const [message] = await datagram;
  const text = message.toString();
  assert.match(
    text,
    /^<83>1 2027-04-11T18:00:00\.000Z \S+ vigie \d+ alert \[vigie@32473 notice="[0-9a-f-]{36}\/0" /,
  );
  assert.match(text, / kind="alert" level="high" id="a1[0-9a-f]+" count="1" again="false"\] \ufeff1 alert,/);
  assert.doesNotMatch(text, PRIVATE);
  const framed = Buffer.concat(parts).toString();
  const [, length = "", rest = ""] = /^(\d+) ([\s\S]*)$/.exec(framed) ?? [];
  assert.equal(Buffer.byteLength(rest), Number(length), "octet counting");
  assert.ok(rest.includes('user="x\\"\\]\\\\\\\\x0d\\\\x0aBcc: victim@example.org"'), rest);
  assert.ok(!/[\r\n]/.test(rest));
  store.close();
});
