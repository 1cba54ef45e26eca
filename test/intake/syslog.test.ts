/** Syslog over real sockets. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createSocket } from "node:dgram";
import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { connect as connectTls } from "node:tls";
import { parseRange } from "../../src/base/address.ts";
import { VigieError } from "../../src/base/errors.ts";
import type { IntakeContext } from "../../src/intake/live.ts";
import { type Listener, listenSyslog, type SyslogOptions } from "../../src/intake/syslog.ts";
import { Senders } from "../../src/intake/syslog-senders.ts";
import { kernelDrops } from "../../src/intake/syslog-udp.ts";
import { authority, certificate } from "../helpers/certificates.ts";
import { Kept, TRAITS, until } from "../helpers/intake.ts";
import { tempFolder } from "../helpers/temp.ts";

async function listen(t: TestContext, kept: Kept, options: Partial<SyslogOptions>): Promise<Listener> {
  const listener = listenSyslog({
    protocol: "tcp",
    endpoint: { host: "127.0.0.1", port: 0 },
    tls: null,
    traits: TRAITS,
    allowed: [],
    ...options,
  });
  await listener.start(kept);
  t.after(() => listener.stop());
  return listener;
}

async function dial(t: TestContext, port: number, localAddress = "127.0.0.1"): Promise<Socket> {
  const socket = connect({ port, host: "127.0.0.1", localAddress });
  t.after(() => socket.destroy());
  await new Promise((resolve) => socket.once("connect", resolve));
  return socket;
}

test("a datagram is a message; its sender is a source that anybody can pretend to be", async (t) => {
  const kept = new Kept();
  const { port } = await listen(t, kept, { protocol: "udp" });
  const socket = createSocket("udp4");
  t.after(() => socket.close());
  const forged =
    "<38>May  1 10:00:00 h app: x\nMay  1 10:00:00 h sshd[1]: Failed password for root from 192.0.2.1";
  socket.send(forged, port, "127.0.0.1");
  socket.send("", port, "127.0.0.1");
  socket.send("<38>second\n", port, "127.0.0.1");
  await until(() => kept.text().includes("second"));
  assert.equal(kept.text(), `${forged.replace("\n", "#012")}\n<38>second\n`);
  assert.deepEqual(kept.sources(), ["syslog-udp:127.0.0.1"]);
  assert.equal(kept.pieces[0]?.source.spoofable, true);
  assert.equal(kept.pieces[0]?.cursor, null);
});

test("logger's own framings are read: RFC 3164 and 5424, by line and by octets", async (t) => {
  const kept = new Kept();
  const { port } = await listen(t, kept, { protocol: "tcp" });
  const log = (...args: string[]): void => {
    execFileSync("logger", [
      "--server",
      "127.0.0.1",
      "--port",
      String(port),
      "--tcp",
      "--tag",
      "vigie",
      ...args,
    ]);
  };
  log("--rfc3164", "by line");
  log("--rfc5424", "--octet-count", "by octets");
  await until(() => kept.text().includes("by octets"));
  assert.match(
    kept.text(),
    /^<13>\w{3} [ \d]\d [\d:]{8} \S+ vigie: by line\n<13>1 \S+ \S+ vigie .*by octets\n$/,
  );
  assert.deepEqual(kept.sources(), ["syslog-tcp:127.0.0.1"]);
  assert.equal(kept.pieces[0]?.source.spoofable, false);
});

test("senders are told apart by address, and others are refused", async (t) => {
  const kept = new Kept();
  const range = parseRange("127.0.0.0/30");
  assert.ok(range !== null);
  const { port } = await listen(t, kept, { allowed: [range] });
  (await dial(t, port, "127.0.0.1")).write("<1>one\n");
  (await dial(t, port, "127.0.0.2")).write("<1>two\n");
  const refused = await dial(t, port, "127.0.0.9");
  const closed = new Promise((resolve) => refused.once("close", resolve));
  refused.on("error", () => {});
  refused.write("<1>nine\n");
  await closed;
  await until(() => kept.sources().length === 2);
  assert.deepEqual(kept.sources(), ["syslog-tcp:127.0.0.1", "syslog-tcp:127.0.0.2"]);
  assert.match(kept.events.map(({ text }) => text).join("\n"), /127\.0\.0\.9 is not among the senders/);
});

test("a connection is not read while what it brought is not committed, and nothing is lost", async (t) => {
  const kept = new Kept();
  const { port } = await listen(t, kept, {});
  let open = (): void => {};
  kept.gate = new Promise((resolve) => {
    open = resolve;
  });
  const socket = await dial(t, port);
  const line = `<13>${"x".repeat(1000)}\n`;
  const count = 60_000;
  let sent = 0;
  const pump = (): void => {
    while (sent < count && socket.write(line)) sent++;
    sent++;
  };
  socket.on("drain", pump);
  pump();
  await until(() => kept.asked === 1);
  // the kernel's buffers fill up, and then the sender has to wait
  let before = -1;
  await until(() => {
    const stands = before === socket.bytesWritten - socket.writableLength && socket.writableNeedDrain;
    before = socket.bytesWritten - socket.writableLength;
    return stands;
  });
  assert.equal(kept.asked, 1);
  assert.equal(kept.pieces.length, 0);
  assert.ok(sent < count, "the sender was not held back");
  open();
  await until(() => sent >= count && socket.writableLength === 0, "the sender to get rid of everything");
  socket.end();
  const expected = Math.round(socket.bytesWritten / line.length);
  const received = (): number => kept.pieces.reduce((sum, { bytes }) => sum + bytes.length, 0) / line.length;
  await until(() => received() === expected, "every line");
});

test("what cannot be kept is tried again and told once", async (t) => {
  const kept = new Kept();
  const { port } = await listen(t, kept, {});
  kept.failures.push(new Error("disk full"), new Error("disk full"));
  (await dial(t, port)).write("<1>kept in the end\n");
  await until(() => kept.pieces.length === 1);
  assert.equal(kept.text(), "<1>kept in the end\n");
  assert.deepEqual(
    kept.events.map(({ level }) => level),
    ["error", "info"],
  );
});

test("a message that is too long is cut and counted; the number of connections is bounded", async (t) => {
  const kept = new Kept();
  const { port } = await listen(t, kept, { maxMessageBytes: 100, maxConnections: 1 });
  const socket = await dial(t, port);
  socket.write(`<1>${"y".repeat(500)}\n<2>next\n`);
  await until(() => kept.text().includes("next"));
  assert.equal(kept.text(), `<1>${"y".repeat(97)}\n<2>next\n`);
  assert.equal(kept.lost(), 1);
  const second = await dial(t, port);
  second.on("error", () => {});
  await new Promise((resolve) => second.once("close", resolve));
  assert.match(kept.events.map(({ text }) => text).join("\n"), /more than 1 connections/);
});

test("over TLS the certificate says who sends; without a good one nobody is heard", async (t) => {
  const folder = tempFolder(t);
  const ours = authority(folder, "ours");
  const server = certificate(folder, ours, "vigie.example");
  const client = certificate(folder, ours, "mail1.party.example");
  const theirs = tempFolder(t);
  const stranger = certificate(theirs, authority(theirs, "theirs"), "mail1.party.example");
  const kept = new Kept();
  const tls = { cert: server.cert, key: server.key, clientCa: ours.cert };
  const { port } = await listen(t, kept, { protocol: "tls", tls });
  const send = async (files: { cert: string; key: string } | null, text: string): Promise<void> => {
    const identity = files === null ? {} : { cert: readFileSync(files.cert), key: readFileSync(files.key) };
    const socket = connectTls({ port, host: "127.0.0.1", rejectUnauthorized: false, ...identity });
    const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
    socket.on("error", () => {});
    socket.end(text);
    await closed;
  };
  await send(null, "<1>nobody\n");
  await send(stranger, "<1>stranger\n");
  await send(client, "8 <1>known");
  await until(() => kept.pieces.length > 0);
  assert.equal(kept.text("syslog-tls:mail1.party.example"), "<1>known\n");
  assert.deepEqual(kept.sources(), ["syslog-tls:mail1.party.example"]);
  assert.match(kept.events.map(({ text }) => text).join("\n"), /127\.0\.0\.1 was refused/);
});

test("a port in use, a missing certificate and one that does not fit are told with their remedy", async (t) => {
  const kept = new Kept();
  const { port } = await listen(t, kept, {});
  const folder = tempFolder(t);
  const ours = authority(folder, "ours");
  const one = certificate(folder, ours, "one.example");
  const two = certificate(folder, ours, "two.example");
  const failure = async (options: Partial<SyslogOptions>): Promise<string> => {
    const error = await listen(t, new Kept(), options).then(
      () => null,
      (e: unknown) => e,
    );
    assert.ok(error instanceof VigieError, String(error));
    return error.message;
  };
  const endpoint = { host: "127.0.0.1", port };
  assert.match(
    await failure({ endpoint }),
    /^127\.0\.0\.1:\d+: another program listens there already \(end it/,
  );
  const missing = { cert: join(folder, "none.pem"), key: one.key, clientCa: null };
  assert.match(
    await failure({ protocol: "tls", tls: missing }),
    /none\.pem: the certificate is not there \(make it/,
  );
  const mixed = { cert: one.cert, key: two.key, clientCa: null };
  assert.match(
    await failure({ protocol: "tls", tls: mixed }),
    /cannot be used for TLS: .*\(certificate, key/,
  );
  assert.match(
    await failure({ protocol: "udp", endpoint: { host: "192.0.2.1", port: 0 } }),
    /no such address/,
  );
});

test("no number of forged senders makes more sources than allowed; silent ones make room", () => {
  let now = 0;
  const context: IntakeContext = new Kept();
  const { signal } = new AbortController();
  const senders = new Senders({
    kind: "syslog-udp",
    traits: TRAITS,
    context,
    signal,
    allowed: [],
    now: () => now,
    maxSenders: 3,
  });
  const ids = (): readonly string[] =>
    Array.from({ length: 20 }, (_, i) => senders.laneOf(`192.0.2.${i}`).source.id);
  assert.deepEqual(
    [...new Set(ids())],
    ["syslog-udp:192.0.2.0", "syslog-udp:192.0.2.1", "syslog-udp:192.0.2.2", "syslog-udp:other"],
  );
  now = 3_600_000;
  assert.equal(senders.laneOf("192.0.2.9").source.id, "syslog-udp:192.0.2.9");
});

test("datagrams that the kernel drops are counted in the next piece", async (t) => {
  const kept = new Kept();
  const { port } = await listen(t, kept, { protocol: "udp" });
  if ((await kernelDrops(port, false)) === null) return t.skip("this machine has no /proc/net/udp");
  const socket = createSocket("udp4");
  t.after(() => socket.close());
  const big = "z".repeat(60_000);
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  // this process reads nothing while it blocks, so its buffer overflows
  const flood = `const s=require("node:dgram").createSocket("udp4");let n=0;const go=()=>{if(n++<2000)s.send(Buffer.alloc(60000,122),${port},"127.0.0.1",go);else s.close()};go()`;
  execFileSync(process.execPath, ["-e", flood]);
  const drops = await kernelDrops(port, false);
  assert.ok(drops !== null && drops > 0, "the flood was too small to overflow the buffer");
  await until(() => kept.events.some(({ text }) => text.includes("were dropped")), "the loss to be told");
  socket.send(big, port, "127.0.0.1");
  await until(() => kept.lost() > 0, "the loss to be counted");
  assert.ok(kept.lost() >= drops);
});
