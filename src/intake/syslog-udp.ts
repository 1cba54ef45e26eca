/**
 * Syslog over UDP (RFC 5426): one datagram, one message. Nobody is authenticated and nothing is sent again: sources are
 * marked spoofable, and what is lost is counted as far as it can be known.
 * @module
 */
import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import { promises as fs } from "node:fs";
import { parseAddress } from "../base/address.ts";
import { VigieError } from "../base/errors.ts";
import { type Endpoint, listenProblem } from "./listening.ts";
import type { Intake, IntakeContext } from "./live.ts";
import type { SyslogOptions } from "./syslog.ts";
import { lineOf } from "./syslog-framer.ts";
import { Senders } from "./syslog-senders.ts";

const RECEIVE_BUFFER_BYTES = 16 * 1024 * 1024;
/** Memory for what came and is not committed yet, of all senders together and of one. */
const MAX_WAITING_BYTES = 64 * 1024 * 1024;
const MAX_SENDER_BYTES = 16 * 1024 * 1024;
const DROPS_MS = 1000;

export class UdpIntake implements Intake {
  readonly #options: SyslogOptions;
  readonly #abort = new AbortController();
  #socket: Socket | null = null;
  #senders: Senders | null = null;
  #waiting = 0;
  #refusedTold = false;
  /** Datagrams that the kernel dropped and that no piece has told yet. */
  #dropped = 0;
  #seenDrops: number | null = null;
  #timer: NodeJS.Timeout | null = null;
  #lossTold = false;

  constructor(options: SyslogOptions) {
    this.#options = options;
  }

  async start(context: IntakeContext): Promise<void> {
    const { endpoint, traits, allowed, mark = "" } = this.#options;
    this.#senders = new Senders({
      kind: "syslog-udp",
      traits: { ...traits, spoofable: true },
      context,
      signal: this.#abort.signal,
      allowed,
      mark,
    });
    const type = endpoint.host.includes(":") ? "udp6" : "udp4";
    const socket = createSocket({ type, recvBufferSize: RECEIVE_BUFFER_BYTES });
    this.#socket = socket;
    socket.on("message", (message, from) => this.#take(context, message, from));
    await listening(socket, endpoint);
    socket.on("error", (error) => this.#tell(context, error.message));
    await this.#countDrops(context);
    this.#timer = setInterval(() => void this.#countDrops(context), DROPS_MS);
  }

  /** The port in use, for a listener on port 0. */
  get port(): number {
    return this.#socket?.address().port ?? 0;
  }

  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#socket?.close();
    await this.#senders?.idle();
    this.#abort.abort();
  }

  #take(context: IntakeContext, message: Buffer, from: RemoteInfo): void {
    const senders = this.#senders;
    const address = parseAddress(from.address);
    if (senders === null || address === null) return;
    if (!senders.allows(address)) {
      if (!this.#refusedTold) this.#tell(context, `${address} is not among the senders and was refused`);
      this.#refusedTold = true;
      return;
    }
    const line = lineOf(message);
    if (line.length === 1) return;
    const lane = senders.laneOf(address);
    if (
      this.#waiting + line.length > MAX_WAITING_BYTES ||
      lane.waitingBytes + line.length > MAX_SENDER_BYTES
    ) {
      lane.lose(1);
      return;
    }
    const lost = this.#dropped;
    this.#dropped = 0;
    this.#waiting += line.length;
    void lane.add(line, lost).then(() => {
      this.#waiting -= line.length;
    });
  }

  /** The kernel counts what did not fit into the socket's buffer; whose it was nobody knows. */
  async #countDrops(context: IntakeContext): Promise<void> {
    const drops = await kernelDrops(this.port, this.#options.endpoint.host.includes(":"));
    if (drops === null) return;
    const fresh = drops - (this.#seenDrops ?? drops);
    this.#seenDrops = drops;
    if (fresh <= 0) return;
    this.#dropped += fresh;
    if (!this.#lossTold)
      this.#tell(
        context,
        "datagrams came faster than they could be taken and were dropped; let the senders use TCP",
      );
    this.#lossTold = true;
  }

  #tell(context: IntakeContext, text: string): void {
    const { host, port } = this.#options.endpoint;
    context.tell({
      source: "syslog-udp",
      level: "warning",
      text: `syslog over UDP at ${host}:${port}: ${text}`,
    });
  }
}

function listening(socket: Socket, endpoint: Endpoint): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (error: Error): void => {
      socket.close();
      reject(new VigieError(listenProblem(endpoint, error), { cause: error }));
    };
    socket.once("error", failed);
    socket.bind(endpoint.port, endpoint.host, () => {
      socket.off("error", failed);
      resolve();
    });
  });
}

/**
 * Datagrams that the kernel dropped at a local port since its socket was opened; null where that cannot be known.
 * @param port of a socket of this machine
 */
export async function kernelDrops(port: number, v6: boolean): Promise<number | null> {
  const table = await fs.readFile(v6 ? "/proc/net/udp6" : "/proc/net/udp", "utf8").catch(() => null);
  if (table === null) return null;
  const local = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const rows = table.split("\n").map((row) => row.trim().split(/\s+/));
  const drops = rows.filter((row) => row[1]?.endsWith(local) === true).map((row) => Number(row[12]));
  return drops.length === 0 || drops.some(Number.isNaN) ? null : drops.reduce((sum, count) => sum + count, 0);
}
