/**
 * What both servers share: strict limits, loopback by default, a clean end. Anybody may connect.
 * @module
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { systemCode } from "../../base/errors.ts";
import { err, ok, type Result } from "../../base/result.ts";
import { type Fault, fault } from "./fault.ts";

/** Where a server listens. */
export interface ListenOptions {
  /** Address to bind; 127.0.0.1 by default: nothing is reachable from outside unless asked for. */
  readonly host?: string;
  /** Port; 0 (the default) takes a free one. */
  readonly port?: number;
  /** Path in front of every resource, such as "/log"; none by default. */
  readonly prefix?: string;
}

/** A server that listens. */
export interface RunningServer {
  /** URL of the prefix, without a slash at the end. */
  readonly url: string;
  close(): Promise<void>;
}

/** Answers one request; `path` is what follows the prefix, without a slash in front, as sent. */
export type Handler = (path: string, request: IncomingMessage, response: ServerResponse) => Promise<void>;

const LIMITS = {
  maxHeaderSize: 8192,
  headersTimeout: 10_000,
  requestTimeout: 20_000,
  keepAliveTimeout: 15_000,
  connectionsCheckingInterval: 5_000,
} as const;
const MAX_CONNECTIONS = 256;

/** Starts a server. Errors: `unreadable` when the address cannot be bound. */
export async function listen(
  handler: Handler,
  options: ListenOptions,
): Promise<Result<RunningServer, Fault>> {
  const { host = "127.0.0.1", port = 0, prefix = "" } = options;
  const server = createServer(LIMITS, (request, response) => {
    dispatch(handler, prefix, request, response).catch(() => fail(response));
  });
  server.maxConnections = MAX_CONNECTIONS;
  const failure = await bind(server, host, port);
  if (failure !== null) return err(fault("unreadable", `${host}:${port}: ${failure}`));
  const { port: bound } = server.address() as AddressInfo;
  const name = host.includes(":") ? `[${host}]` : host;
  return ok({ url: `http://${name}:${bound}${prefix}`, close: () => closeServer(server) });
}

function bind(server: Server, host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    server.on("error", (error) => resolve(systemCode(error) ?? String(error))); // later ones have nobody to tell
    server.listen(port, host, () => resolve(null));
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function dispatch(
  handler: Handler,
  prefix: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.setHeader("X-Content-Type-Options", "nosniff");
  const path = request.url ?? "";
  if (!path.startsWith(`${prefix}/`))
    return answer(response, 404, "text/plain; charset=utf-8", "not found\n");
  await handler(path.slice(prefix.length + 1), request, response);
}

function fail(response: ServerResponse): void {
  if (response.headersSent) response.destroy();
  else answer(response, 500, "text/plain; charset=utf-8", "internal error\n");
}

/** Sends a whole answer. */
export function answer(
  response: ServerResponse,
  status: number,
  type: string,
  body: Uint8Array | string,
): void {
  response.writeHead(status, { "Content-Type": type, "Content-Length": Buffer.byteLength(body) });
  response.end(response.req.method === "HEAD" ? undefined : body);
}

/** Reads a body up to a bound; null when it is longer. @throws when the connection breaks */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Uint8Array | null> {
  if (Number(request.headers["content-length"] ?? 0) > maxBytes) return null;
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Uint8Array>) {
    length += part.length;
    if (length > maxBytes) return null;
    parts.push(part);
  }
  return Buffer.concat(parts);
}
