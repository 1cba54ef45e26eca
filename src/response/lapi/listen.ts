/**
 * The listening side: limits on what strangers may send, TLS, and what is told when it cannot start.
 * Anybody who reaches the port may connect; nothing but a key or a certificate gets further than the headers.
 * @module
 */
import { readFileSync } from "node:fs";
import type { Socket } from "node:net";
import { createSecureContext } from "node:tls";
import { type FastifyInstance, type FastifyServerOptions, fastify } from "fastify";
import { errorText, problem, systemCode, VigieError } from "../../base/errors.ts";
import { sendMessage } from "./send.ts";

/** Where to listen. */
export interface ApiAddress {
  readonly host: string;
  readonly port: number;
}

/** Files in PEM; with `clientCa`, certificates that it signed are accepted instead of keys. */
export interface ApiTls {
  readonly cert: string;
  readonly key: string;
  readonly clientCa: string | null;
}

const LIMITS = {
  maxHeaderSize: 16 * 1024,
  headersTimeout: 10_000,
  requestTimeout: 20_000,
  connectionsCheckingInterval: 5_000,
} as const;
/** Bouncers ask every ten seconds and keep their connection. */
const KEEP_ALIVE_MS = 75_000;
/** A client that does not take its answer for so long is cut off. */
const IDLE_MS = 60_000;
const MAX_CONNECTIONS = 512;
/** One machine must not take every connection. */
const MAX_CONNECTIONS_PER_ADDRESS = 64;

/**
 * A server without routes, not listening yet.
 * @throws VigieError when a certificate is missing or is none
 */
export function buildServer(tls: ApiTls | null): FastifyInstance {
  const common: FastifyServerOptions = {
    logger: false,
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connectionTimeout: IDLE_MS,
    requestTimeout: LIMITS.requestTimeout,
    return503OnClosing: false,
    frameworkErrors: (_error, _request, reply) => {
      reply.hijack();
      sendMessage(reply.raw, 400, "bad request"); // a path that cannot be decoded
    },
    clientErrorHandler: (_error, socket) => refuseMalformed(socket),
  };
  const carrier = tls === null ? { http: LIMITS } : { https: { ...LIMITS, ...tlsOptions(tls) } };
  const app = fastify({ ...common, ...carrier } as FastifyServerOptions); // its types know one carrier at a time
  app.server.maxConnections = MAX_CONNECTIONS;
  app.server.headersTimeout = LIMITS.headersTimeout;
  boundConnections(app);
  return app;
}

function tlsOptions({ cert, key, clientCa }: ApiTls): object {
  const context = {
    cert: readPem(cert, "api.cert"),
    key: readPem(key, "api.key"),
    ...(clientCa === null ? {} : { ca: readPem(clientCa, "api.client_ca") }),
  };
  try {
    createSecureContext(context); // a bad certificate is told now, and not to the first client
  } catch (error) {
    const reason = errorText(error);
    const text = `the certificate or its key cannot be used: ${reason}`;
    throw new VigieError(problem("config", { file: cert }, text, "give a certificate and its key in PEM"));
  }
  // who shows no certificate may still show a key
  const client = clientCa === null ? {} : { requestCert: true, rejectUnauthorized: false };
  return {
    ...context,
    ...client,
    minVersion: "TLSv1.2",
    handshakeTimeout: 10_000,
    ALPNProtocols: ["http/1.1"],
  };
}

function readPem(file: string, setting: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const missing = systemCode(error) === "ENOENT";
    const text = missing ? "there is no such file" : `cannot be read (${systemCode(error) ?? "unknown"})`;
    const code = missing ? "not-found" : "unreadable";
    throw new VigieError(problem(code, { file }, text, `correct ${setting} in vigie.yaml`));
  }
}

/** What is no HTTP gets an answer in JSON all the same, and no more of our time. */
function refuseMalformed(socket: Socket): void {
  if (!socket.writable) return void socket.destroy();
  const body = '{"message":"bad request"}';
  socket.end(
    `HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  );
}

function boundConnections(app: FastifyInstance): void {
  const open = new Map<string, number>();
  app.server.on("connection", (socket: Socket) => {
    const address = socket.remoteAddress ?? "";
    const count = (open.get(address) ?? 0) + 1;
    if (count > MAX_CONNECTIONS_PER_ADDRESS) return void socket.destroy();
    open.set(address, count);
    socket.once("close", () => {
      const left = (open.get(address) ?? 1) - 1;
      if (left === 0) open.delete(address);
      else open.set(address, left);
    });
  });
}

/**
 * Starts to listen.
 * @param setting where vigie.yaml says so, for the remedy
 * @returns the port
 * @throws VigieError when the address cannot be had
 */
export async function listenOn(
  app: FastifyInstance,
  { host, port }: ApiAddress,
  setting = "api.address",
): Promise<number> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    await app.close();
    const code = systemCode(error);
    const file = host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
    const used = code === "EADDRINUSE";
    const text = used
      ? "another program listens on this address already"
      : `cannot be listened on (${code ?? String(error)})`;
    const remedy = used
      ? `end that program, or choose another ${setting} in vigie.yaml`
      : `choose an address of this machine and a free port above 1023 as ${setting} in vigie.yaml`;
    throw new VigieError(problem("unreadable", { file }, text, remedy), { cause: error });
  }
  const address = app.server.address();
  return typeof address === "object" && address !== null ? address.port : port;
}
