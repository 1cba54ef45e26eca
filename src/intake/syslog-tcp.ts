/**
 * Syslog over TCP (RFC 6587) and TLS (RFC 5425). The protocol has no acknowledgement: what is not read stays with the
 * sender, so a connection is not read on before what it brought is committed.
 * @module
 */
import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, TLSSocket } from "node:tls";
import { parseAddress } from "../base/address.ts";
import { VigieError } from "../base/errors.ts";
import type { Lane } from "./lane.ts";
import { listenProblem, tlsProblem, tlsSettings } from "./listening.ts";
import { type IntakeContext, MAX_PIECE_BYTES } from "./live.ts";
import type { Listener, SyslogOptions } from "./syslog.ts";
import { type Framed, lineOf, SyslogFramer } from "./syslog-framer.ts";
import { Senders } from "./syslog-senders.ts";

const MAX_MESSAGE_BYTES = 64 * 1024;
const MAX_CONNECTIONS = 512;
/** Closing an idle connection costs a sender its next message: only what looks dead is closed. */
const IDLE_MS = 2 * 3_600_000;
/** Whoever says nothing at all for so long has nothing to say. */
const FIRST_BYTE_MS = 60_000;
const HANDSHAKE_MS = 10_000;
/** What is under way when the watch is stopped has so long to be committed. */
const LAST_MS = 5000;

export class TcpIntake implements Listener {
  readonly #options: SyslogOptions;
  readonly #abort = new AbortController();
  readonly #sockets = new Set<Socket>();
  #server: Server | null = null;
  #senders: Senders | null = null;
  #fullTold = false;
  #refusedTold = false;

  constructor(options: SyslogOptions) {
    this.#options = options;
  }

  async start(context: IntakeContext): Promise<void> {
    const { protocol, traits, allowed, maxConnections, mark = "" } = this.#options;
    const { signal } = this.#abort;
    this.#senders = new Senders({ kind: `syslog-${protocol}`, traits, context, signal, allowed, mark });
    const server = this.#makeServer(context);
    this.#server = server;
    server.maxConnections = maxConnections ?? MAX_CONNECTIONS;
    server.on("drop", () => {
      if (!this.#fullTold)
        this.#tell(context, `more than ${server.maxConnections} connections; further ones are refused`);
      this.#fullTold = true;
    });
    await this.#listen(server);
    server.on("error", (error) => this.#tell(context, error.message));
  }

  /** The port in use, for a listener on port 0. */
  get port(): number {
    const address = this.#server?.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server?.close(() => resolve()) ?? resolve());
    for (const socket of this.#sockets) socket.pause();
    const timer = setTimeout(() => this.#abort.abort(), LAST_MS);
    await this.#senders?.idle();
    clearTimeout(timer);
    this.#abort.abort();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #makeServer(context: IntakeContext): Server {
    const { tls } = this.#options;
    const taken = (socket: Socket): void => this.#take(context, socket);
    if (tls === null) return createServer({ keepAlive: true }, taken);
    const settings = tlsSettings(tls);
    try {
      const server = createTlsServer({ ...settings, handshakeTimeout: HANDSHAKE_MS }, taken);
      server.on("tlsClientError", (error, socket) => {
        const from = socket.remoteAddress ?? "somebody";
        this.#tell(context, `${from} was refused: ${error.message}`);
        socket.destroy();
      });
      return server;
    } catch (error) {
      throw new VigieError(tlsProblem(tls, error), { cause: error });
    }
  }

  #listen(server: Server): Promise<void> {
    const { endpoint } = this.#options;
    return new Promise((resolve, reject) => {
      const failed = (error: Error): void =>
        reject(new VigieError(listenProblem(endpoint, error), { cause: error }));
      server.once("error", failed);
      server.listen(endpoint.port, endpoint.host, () => {
        server.off("error", failed);
        resolve();
      });
    });
  }

  #take(context: IntakeContext, socket: Socket): void {
    const address = parseAddress(socket.remoteAddress ?? "");
    const senders = this.#senders;
    if (address === null || senders === null || !senders.allows(address)) {
      if (!this.#refusedTold) this.#tell(context, `${address} is not among the senders and was refused`);
      this.#refusedTold = true;
      socket.destroy();
      return;
    }
    this.#sockets.add(socket);
    const name = certificateName(socket) ?? address;
    const framer = new SyslogFramer(this.#options.maxMessageBytes ?? MAX_MESSAGE_BYTES);
    socket.setTimeout(FIRST_BYTE_MS, () => socket.destroy());
    socket.on("data", (bytes: Buffer) => {
      socket.setTimeout(this.#options.idleMs ?? IDLE_MS);
      void this.#pass(socket, senders.laneOf(name), framer.push(bytes));
    });
    socket.on("end", () => void this.#pass(socket, senders.laneOf(name), framer.end()));
    socket.on("error", () => {}); // the connection closes; there is nobody to answer
    socket.on("close", () => this.#sockets.delete(socket));
  }

  async #pass(socket: Socket, lane: Lane, { messages, cut }: Framed): Promise<void> {
    if (messages.length === 0) return;
    socket.pause();
    const lines = messages.map(lineOf).filter((line) => line.length > 1);
    const committed = await Promise.all(pieces(lines).map((bytes, i) => lane.add(bytes, i === 0 ? cut : 0)));
    if (committed.every((done) => done) && !socket.destroyed && !this.#abort.signal.aborted) socket.resume();
  }

  #tell(context: IntakeContext, text: string): void {
    const { protocol, endpoint } = this.#options;
    const where = `syslog over ${protocol.toUpperCase()} at ${endpoint.host}:${endpoint.port}`;
    context.tell({ source: `syslog-${protocol}`, level: "warning", text: `${where}: ${text}` });
  }
}

/** Lines put together to pieces of bounded size. */
function pieces(lines: readonly Buffer[]): readonly Buffer[] {
  const all: Buffer[] = [];
  let held: Buffer[] = [];
  let size = 0;
  for (const line of lines) {
    if (size + line.length > MAX_PIECE_BYTES && held.length > 0) {
      all.push(Buffer.concat(held));
      held = [];
      size = 0;
    }
    held.push(line);
    size += line.length;
  }
  if (held.length > 0) all.push(Buffer.concat(held));
  return all;
}

/**
 * Who a client is by a certificate that our authority signed: its common name, or its fingerprint. Null where no
 * certificate was asked for.
 */
function certificateName(socket: Socket): string | null {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return null;
  const certificate = socket.getPeerCertificate();
  const name: unknown = certificate.subject?.CN;
  if (typeof name === "string" && /^[\w.@ -]{1,128}$/.test(name)) return name;
  return certificate.fingerprint256 ?? null;
}
