/**
 * Logs over HTTP: lines or JSON (`/v1/ingest`), Elasticsearch's _bulk, OTLP/HTTP logs. A request is answered with
 * success only when everything in it is committed.
 * @module
 */
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { VigieError } from "../base/errors.ts";
import { type HttpSource, sourceOf } from "./http-auth.ts";
import { decodeBody, LineList, type Lines, linesOf, MAX_BODY_BYTES } from "./http-body.ts";
import { type BulkItem, bulkAnswer, parseBulk } from "./http-bulk.ts";
import { elasticRoutes } from "./http-elastic.ts";
import { otlpLines } from "./http-otlp.ts";
import { later, RequestRefused, refusalOf, refuse, tooMuch } from "./http-refusal.ts";
import { Lane } from "./lane.ts";
import { type Endpoint, listenProblem, type TlsFiles, tlsProblem, tlsSettings } from "./listening.ts";
import type { IntakeContext } from "./live.ts";
import { Recent } from "./recent.ts";
import type { Listener } from "./syslog.ts";

export interface HttpOptions {
  readonly endpoint: Endpoint;
  readonly tls: TlsFiles | null;
  readonly sources: readonly HttpSource[];
  /** Bytes that may wait to be committed before senders are told to come back later. */
  readonly maxWaitingBytes?: number;
}

const MAX_WAITING_BYTES = 64 * 1024 * 1024;
const MAX_CONNECTIONS = 512;
const REQUEST_MS = 120_000;
/** What is under way when the watch is stopped has so long to be committed. */
const LAST_MS = 5000;
const MAX_KEY_CHARS = 256;

interface Sender {
  readonly source: HttpSource;
  readonly lane: Lane;
  readonly recent: Recent;
}

/**
 * A listener for HTTP. Each source's id is "http:NAME".
 * @example listenHttp({ endpoint: { host: "127.0.0.1", port: 9280 }, tls: null, sources })
 */
export function listenHttp(options: HttpOptions): Listener {
  return new HttpIntake(options);
}

class HttpIntake implements Listener {
  readonly #options: HttpOptions;
  readonly #abort = new AbortController();
  readonly #senders = new Map<HttpSource, Sender>();
  readonly #requests = new WeakMap<FastifyRequest, { readonly sender: Sender; readonly bytes: number }>();
  #app: FastifyInstance | null = null;
  /** Bytes of the requests that are not answered yet. */
  #waiting = 0;

  constructor(options: HttpOptions) {
    this.#options = options;
  }

  async start(context: IntakeContext): Promise<void> {
    for (const source of this.#options.sources) {
      const id = `http:${source.name}`;
      const lane = new Lane(context, { id, name: id, ...source.traits }, this.#abort.signal);
      this.#senders.set(source, { source, lane, recent: new Recent() });
    }
    const app = this.#build();
    this.#app = app;
    const { host, port } = this.#options.endpoint;
    try {
      await app.listen({ host, port });
    } catch (error) {
      throw new VigieError(listenProblem(this.#options.endpoint, error), { cause: error });
    }
  }

  /** The port in use, for a listener on port 0. */
  get port(): number {
    const address = this.#app?.server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  async stop(): Promise<void> {
    const timer = setTimeout(() => this.#abort.abort(), LAST_MS);
    await this.#app?.close();
    for (const { lane } of this.#senders.values()) await lane.idle();
    clearTimeout(timer);
    this.#abort.abort();
  }

  #build(): FastifyInstance {
    const app = this.#makeServer();
    app.server.maxConnections = MAX_CONNECTIONS;
    app.removeAllContentTypeParsers();
    app.addContentTypeParser(
      "*",
      { parseAs: "buffer", bodyLimit: MAX_BODY_BYTES },
      async (_request: FastifyRequest, body: Buffer) => body,
    );
    app.addHook("onRequest", async (request, reply) => this.#admit(request, reply));
    app.addHook("onResponse", async (request) => this.#release(request));
    app.addHook("onRequestAbort", async (request) => this.#release(request));
    app.setErrorHandler((error: unknown, _request, reply) => refuse(reply, refusalOf(error)));
    app.setNotFoundHandler((_request, reply) =>
      refuse(reply, {
        status: 404,
        reason: "send lines to /v1/ingest, Elasticsearch batches to /_bulk, OTLP logs to /v1/logs",
      }),
    );
    elasticRoutes(app);
    app.post("/v1/ingest", (request, reply) => this.#ingest(request, reply));
    for (const url of ["/_bulk", "/:index/_bulk"]) {
      app.route({ method: ["POST", "PUT"], url, handler: (request, reply) => this.#bulk(request, reply) });
    }
    app.post("/v1/logs", (request, reply) => this.#otlp(request, reply));
    return app;
  }

  #makeServer(): FastifyInstance {
    const { tls } = this.#options;
    const common = {
      bodyLimit: MAX_BODY_BYTES,
      requestTimeout: REQUEST_MS,
      forceCloseConnections: "idle" as const,
    };
    if (tls === null) return Fastify(common);
    const settings = tlsSettings(tls);
    try {
      return Fastify({ ...common, https: settings }) as unknown as FastifyInstance;
    } catch (error) {
      throw new VigieError(tlsProblem(tls, error), { cause: error });
    }
  }

  /** Before a body is read: who it is, and whether there is room for what comes. */
  #admit(request: FastifyRequest, reply: FastifyReply): FastifyReply | undefined {
    const source = sourceOf(request.headers.authorization, this.#options.sources);
    const sender = source === null ? undefined : this.#senders.get(source);
    if (sender === undefined) {
      reply.header("WWW-Authenticate", 'Bearer realm="vigie"');
      return refuse(reply, {
        status: 401,
        reason: "no source of vigie.yaml has this token; send it as Authorization: Bearer TOKEN",
      });
    }
    const hasBody = request.headers["transfer-encoding"] !== undefined;
    const announced = Number(request.headers["content-length"] ?? (hasBody ? MAX_BODY_BYTES : 0));
    const limit = this.#options.maxWaitingBytes ?? MAX_WAITING_BYTES;
    if (this.#waiting > 0 && this.#waiting + announced > limit) return tooMuch(reply);
    this.#waiting += announced;
    this.#requests.set(request, { sender, bytes: announced });
    return undefined;
  }

  #release(request: FastifyRequest): void {
    this.#waiting -= this.#requests.get(request)?.bytes ?? 0;
    this.#requests.delete(request);
  }

  async #ingest(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { sender, body } = await this.#bodyOf(request);
    const key = request.headers["idempotency-key"];
    const named = typeof key === "string" && key !== "" ? key.slice(0, MAX_KEY_CHARS) : null;
    const before = named === null ? null : sender.recent.get("request", named);
    if (before !== null) return (await before) ? reply.send({ accepted: 0, duplicate: true }) : later(reply);
    const lines = linesOf(body);
    const committed = this.#keep(sender, lines);
    if (named !== null) sender.recent.set("request", named, committed);
    return (await committed) ? reply.send({ accepted: lines.count, cut: lines.cut }) : later(reply);
  }

  async #bulk(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const started = performance.now();
    const { sender, body } = await this.#bodyOf(request);
    const index = (request.params as { readonly index?: string }).index ?? null;
    const items = parseBulk(body, index);
    if (!items.ok) return refuse(reply, items.error);
    if (!(await this.#keepItems(sender, items.value))) return later(reply);
    return reply.send(bulkAnswer(items.value, Math.round(performance.now() - started)));
  }

  /** An item with an id that was sent lately is acknowledged but not taken again. */
  #keepItems(sender: Sender, items: readonly BulkItem[]): Promise<boolean> {
    const lines = new LineList();
    const others: Promise<boolean>[] = [];
    let finish = (_committed: Promise<boolean>): void => {};
    const committed = new Promise<boolean>((resolve) => {
      finish = resolve;
    });
    for (const { id, index, document } of items) {
      if (document === null || document.length === 0) continue;
      const before = id === null ? null : sender.recent.get(index, id);
      if (before !== null) {
        if (before !== committed) others.push(before);
        continue;
      }
      if (id !== null) sender.recent.set(index, id, committed);
      lines.add(document);
    }
    finish(this.#keep(sender, lines));
    return Promise.all([committed, ...others]).then((all) => all.every((done) => done));
  }

  async #otlp(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    if (request.headers["content-type"]?.includes("protobuf") === true) {
      return refuse(reply, {
        status: 415,
        reason: "protobuf is not read; set the exporter's encoding to json (otlphttp: encoding: json)",
      });
    }
    const { sender, body } = await this.#bodyOf(request);
    const records = otlpLines(body);
    if (!records.ok) return refuse(reply, records.error);
    const lines = new LineList();
    for (const record of records.value) lines.add(record);
    return (await this.#keep(sender, lines)) ? reply.send({ partialSuccess: {} }) : later(reply);
  }

  async #bodyOf(request: FastifyRequest): Promise<{ sender: Sender; body: Buffer }> {
    const admitted = this.#requests.get(request);
    if (admitted === undefined) throw new RequestRefused({ status: 503, reason: "the request was given up" });
    const raw = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const body = await decodeBody(raw, request.headers["content-encoding"]);
    if (!body.ok) throw new RequestRefused(body.error);
    return { sender: admitted.sender, body: body.value };
  }

  /** @returns whether all of it is committed */
  async #keep({ lane }: Sender, lines: Lines): Promise<boolean> {
    const all = lines.pieces.map((bytes, i) => lane.add(bytes, i === 0 ? lines.cut : 0));
    return (await Promise.all(all)).every((done) => done);
  }
}
