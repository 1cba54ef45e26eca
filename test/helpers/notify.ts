/** What tests of telling people share: settings, alerts, receivers that are real. */
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { type AddressInfo, createServer as createTcp, type Socket } from "node:net";
import { createServer as createTls } from "node:tls";
import type { Alert } from "../../src/model/alert.ts";
import type { ChannelSettings } from "../../src/response/notify/channel.ts";

export const NOW: number = Date.UTC(2027, 3, 11, 18);

export function settings(change: Partial<ChannelSettings> = {}): ChannelSettings {
  return {
    name: "desk",
    level: "high",
    bodies: null,
    details: false,
    language: "en",
    burst: 100,
    perMinute: 60,
    minIntervalMs: 0,
    windowMs: 900_000,
    ...change,
  };
}

/** An alert of an attacker who chose the user name. */
export function alertOf(id: string, change: Partial<Alert> = {}): Alert {
  return {
    kind: "alert",
    id: id.padEnd(64, "0"),
    time: new Date(NOW).toISOString(),
    rule: { id: "rule-a", title: "Password guessing", level: "high", tags: [], type: "rule" },
    body: "commission",
    source: "s",
    origin: { ip: "203.0.113.7" },
    entities: { user: ['x"]\\\r\nBcc: victim@example.org'], host: ["urn"] },
    group: {},
    evidence: [{ segment: "open", file: "auth.log", offset: 0, length: 1, sha256: "a".repeat(64) }],
    omitted: 0,
    verdict: null,
    traits: [],
    ...change,
  };
}

export interface Post {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A web server that takes posts. @param answer status and headers for the post of this number */
export async function webReceiver(
  answer: (number: number) => readonly [status: number, headers?: Record<string, string>],
): Promise<{ readonly url: URL; readonly posts: Post[]; close(): Promise<void> }> {
  const posts: Post[] = [];
  const server: Server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      posts.push({ headers: request.headers, body: Buffer.concat(parts).toString() });
      response.writeHead(...answer(posts.length)).end("thank you");
    });
  });
  await listening(server);
  const url = new URL(`http://127.0.0.1:${portOf(server)}/hook`);
  return { url, posts, close: () => closed(server) };
}

export function portOf(server: { address(): AddressInfo | string | null }): number {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

export async function listening(server: {
  listen(port: number, host: string, done: () => void): unknown;
}): Promise<void> {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
}

export async function closed(server: { close(done: () => void): unknown }): Promise<void> {
  await new Promise<void>((done) => server.close(() => done()));
}

export interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  readonly data: string;
}

/** A mail server (RFC 5321) that keeps what it is given. @param tls key and certificate: speaks TLS from the first byte */
export async function mailReceiver(
  options: {
    readonly refuse?: (number: number) => boolean;
    readonly tls?: { key: string; cert: string };
  } = {},
): Promise<{
  readonly port: number;
  readonly mails: Mail[];
  readonly logins: string[];
  close(): Promise<void>;
}> {
  const mails: Mail[] = [];
  const logins: string[] = [];
  let sessions = 0;
  const sockets = new Set<Socket>();
  const talk = (socket: Socket): void => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    const number = ++sessions;
    let [buffer, inData, from] = ["", false, ""];
    let to: string[] = [];
    const say = (text: string): void => void socket.write(`${text}\r\n`);
    say("220 mail.party.example ESMTP");
    socket.on("data", (bytes: Buffer) => {
      buffer += bytes.toString("latin1");
      for (;;) {
        const end = buffer.indexOf(inData ? "\r\n.\r\n" : "\r\n");
        if (end < 0) return;
        const text = buffer.slice(0, end);
        buffer = buffer.slice(end + (inData ? 5 : 2));
        if (inData) {
          mails.push({ from, to, data: text });
          inData = false;
          say("250 kept");
        } else if (/^EHLO/i.test(text)) say("250-mail.party.example\r\n250 AUTH PLAIN");
        else if (/^AUTH PLAIN /i.test(text)) {
          logins.push(Buffer.from(text.slice(11), "base64").toString());
          say("235 come in");
        } else if (/^MAIL FROM:/i.test(text)) {
          if (options.refuse?.(number) === true) say("451 try later");
          else {
            from = text.slice(10);
            to = [];
            say("250 ok");
          }
        } else if (/^RCPT TO:/i.test(text)) {
          to.push(text.slice(8));
          say("250 ok");
        } else if (/^DATA/i.test(text)) {
          inData = true;
          say("354 go on");
        } else if (/^QUIT/i.test(text)) {
          say("221 bye");
          socket.end();
        } else say("250 ok");
      }
    });
  };
  const server = options.tls === undefined ? createTcp(talk) : createTls(options.tls, talk);
  await listening(server);
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    await closed(server);
  };
  return { port: portOf(server), mails, logins, close };
}
