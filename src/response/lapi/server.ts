/**
 * The decision API: the part of CrowdSec's local API that bouncers use, so that the enforcement people run already obeys
 * Vigie. It serves what the store holds and decides nothing.
 *
 * Bouncers open the firewall when their first question is answered with an error or with anything but JSON: every answer is
 * JSON, from the first second on.
 * @module
 */

import type { IncomingMessage, ServerResponse } from "node:http";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { errorText } from "../../base/errors.ts";
import type { Bouncer, BouncerClient } from "../../store/bouncers.ts";
import type { Store } from "../../store/store.ts";
import { agentOf, authenticate, callerAddress } from "./auth.ts";
import { readBody } from "./body.ts";
import { Limiter, Remarks } from "./limiter.ts";
import { type ApiAddress, type ApiTls, buildServer, listenOn } from "./listen.ts";
import { livePieces } from "./live.ts";
import { readMetrics } from "./metrics.ts";
import { isWhole, readLiveQuery, readStreamQuery } from "./query.ts";
import { sendMessage, sendPieces, sendText } from "./send.ts";
import { MAX_NEW, PAGE, type Pull, streamPieces } from "./stream.ts";

export interface DecisionApiOptions {
  readonly address: ApiAddress;
  readonly store: Pick<Store, "changes" | "bouncers">;
  /** Milliseconds since 1970. It may be set back: nothing is lost then. */
  readonly clock: () => number;
  readonly tls?: ApiTls | null;
  /** Told of refusals and failures, a few each minute. */
  readonly onRemark?: (text: string) => void;
  /** The most decisions served as `new`; for tests. */
  readonly maxNew?: number;
}

/** An API that listens. */
export interface DecisionApi {
  readonly address: ApiAddress;
  /** What bouncers are configured with. */
  readonly url: string;
  /** Ends it; answers under way break off and are asked for again. */
  stop(): Promise<void>;
}

/** Reports of counters are a few kilobytes long. */
const MAX_BODY = 2 * 1024 * 1024;
/** A bouncer in live mode asks once for each visitor that it does not know. */
const PER_SECOND = 500;
const BURST = 2000;
/** A pull reads and writes as much as some hundreds of questions. */
const PULL_COST = 50;

const METHODS: Readonly<Record<string, string>> = {
  "/v1/decisions": "GET, HEAD",
  "/v1/decisions/stream": "GET, HEAD",
  "/v1/usage-metrics": "POST",
  "/health": "GET",
};

/**
 * Starts the decision API.
 * @throws VigieError when the address cannot be had, or a certificate not be used
 * @example const api = await startDecisionApi({ address: { host: "127.0.0.1", port: 8741 }, store, clock: Date.now })
 */
export async function startDecisionApi(options: DecisionApiOptions): Promise<DecisionApi> {
  const { address, tls = null } = options;
  const app = buildServer(tls);
  const api = new Api(options);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", (_request, _payload, done) => done(null)); // bodies are read where one is expected
  app.setErrorHandler((error, request, reply) => api.failed(error, request, reply));
  app.setNotFoundHandler((request, reply) => notFound(request, reply));
  addRoutes(app, api);
  const port = await listenOn(app, address);
  const host = address.host.includes(":") ? `[${address.host}]` : address.host;
  return {
    address: { host: address.host, port },
    url: `${tls === null ? "http" : "https"}://${host}:${port}/`,
    stop: () => app.close(),
  };
}

function addRoutes(app: FastifyInstance, api: Api): void {
  app.get("/health", (_request, reply) => plainly(reply, (raw) => sendText(raw, 200, '{"status":"up"}')));
  app.route({
    method: ["GET", "HEAD"],
    url: "/v1/decisions",
    handler: (request, reply) => api.answer(request, reply, (call) => api.decisions(call)),
  });
  app.route({
    method: ["GET", "HEAD"],
    url: "/v1/decisions/stream",
    handler: (request, reply) => api.answer(request, reply, (call) => api.stream(call), PULL_COST),
  });
  app.post("/v1/usage-metrics", (request, reply) => api.answer(request, reply, (call) => api.metrics(call)));
}

function plainly(reply: FastifyReply, send: (raw: ServerResponse) => void): void {
  reply.hijack();
  send(reply.raw);
}

/** Unknown paths get 404, known ones 405; both without a body. */
function notFound(request: FastifyRequest, reply: FastifyReply): void {
  const allow = METHODS[request.url.split("?")[0] ?? ""];
  plainly(reply, (raw) =>
    allow === undefined ? sendText(raw, 404, "") : sendText(raw, 405, "", { Allow: allow }),
  );
}

/** A request of a bouncer that is known. */
interface Call {
  readonly bouncer: Bouncer;
  readonly raw: IncomingMessage;
  readonly response: ServerResponse;
  readonly query: URLSearchParams;
  /** When the request began. */
  readonly nowMs: number;
}

class Api {
  readonly #store: DecisionApiOptions["store"];
  readonly #clock: () => number;
  readonly #limiter = new Limiter(PER_SECOND, BURST);
  readonly #remarks: Remarks;
  readonly #maxNew: number;

  constructor({ store, clock, onRemark = () => {}, maxNew = MAX_NEW }: DecisionApiOptions) {
    this.#store = store;
    this.#clock = clock;
    this.#remarks = new Remarks(onRemark);
    this.#maxNew = maxNew;
  }

  /** Lets in who is known and does not ask too often. */
  async answer(
    request: FastifyRequest,
    reply: FastifyReply,
    action: (call: Call) => Promise<void> | void,
    cost = 1,
  ): Promise<void> {
    reply.hijack();
    const { raw } = request;
    const response = reply.raw;
    try {
      const nowMs = this.#clock();
      const bouncer = authenticate(raw, this.#store.bouncers, nowMs);
      if (bouncer === null) {
        this.#remarks.say(`a bouncer at ${callerAddress(raw)} was refused: unknown key or certificate`);
        return sendMessage(response, 403, "access forbidden");
      }
      if (!this.#limiter.take(bouncer.name, cost, performance.now())) {
        this.#remarks.say(`bouncer ${bouncer.name} asks too often`);
        return sendMessage(response, 429, "too many requests");
      }
      const query = new URLSearchParams((raw.url ?? "").split("?").slice(1).join("?"));
      await action({ bouncer, raw, response, query, nowMs });
    } catch (error) {
      this.#fail(error, response);
    }
  }

  async decisions({ raw, response, bouncer, query, nowMs }: Call): Promise<void> {
    const asked = readLiveQuery(query);
    if (!asked.ok) return sendMessage(response, 400, asked.error);
    if (raw.method === "HEAD") return sendText(response, 200, "");
    this.#settle(nowMs);
    this.#note(() => this.#store.bouncers.asked(this.#clientOf(bouncer, raw, nowMs), nowMs));
    await sendPieces(response, livePieces(this.#store.changes, asked.value, nowMs));
  }

  async stream({ raw, response, bouncer, query: words, nowMs }: Call): Promise<void> {
    if (raw.method === "HEAD") return sendText(response, 200, "");
    const query = readStreamQuery(words, bouncer.kind !== "nftables");
    const upTo = this.#settle(nowMs);
    const client = this.#clientOf(bouncer, raw, nowMs);
    if (query.startup) this.#note(() => this.#store.bouncers.restarted(client));
    const after = query.startup ? 0 : client.cursor;
    const pull: Pull = {
      changes: this.#store.changes,
      query,
      span: { after, upTo },
      nowMs,
      maxNew: this.#maxNew,
      page: PAGE,
      omitted: 0,
    };
    if (!(await sendPieces(response, streamPieces(pull)))) return; // asked for again
    const whole = isWhole(query.filter) && pull.omitted === 0;
    const omitted = pull.omitted + (after === 0 ? 0 : client.omitted);
    const ranges = query.filter.scopes.has("Range");
    this.#note(() => this.#store.bouncers.pulled(client, { timeMs: nowMs, upTo, ranges, whole, omitted }));
  }

  async metrics({ raw, response, bouncer, nowMs }: Call): Promise<void> {
    const body = await readBody(raw, MAX_BODY);
    if (!body.ok) return sendMessage(response, body.error, "the body cannot be read");
    const reports = readMetrics(body.value.toString("utf8"), nowMs);
    if (!reports.ok) return sendMessage(response, reports.error.status, reports.error.message);
    const client = this.#clientOf(bouncer, raw, nowMs);
    for (const report of reports.value) this.#store.bouncers.report(client, report);
    sendText(response, 201, "");
  }

  /** @throws VigieError of the store */
  #clientOf(bouncer: Bouncer, raw: IncomingMessage, nowMs: number): BouncerClient {
    return this.#store.bouncers.client(bouncer, callerAddress(raw), agentOf(raw), nowMs);
  }

  /** A store that is busy must not keep bouncers waiting: ends that have no number yet are told the next time. */
  #settle(nowMs: number): number {
    this.#note(() => this.#store.changes.settle(nowMs));
    return this.#store.changes.latest();
  }

  /** What only remembers must not spoil an answer; what is not remembered is told again. */
  #note(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#remarks.say(`the store could not be written: ${errorText(error)}`);
    }
  }

  failed(error: unknown, _request: FastifyRequest, reply: FastifyReply): void {
    reply.hijack();
    this.#fail(error, reply.raw);
  }

  #fail(error: unknown, response: ServerResponse): void {
    const status = statusOf(error);
    if (status >= 500) this.#remarks.say(`a bouncer could not be answered: ${errorText(error)}`);
    sendMessage(response, status, status >= 500 ? "the decisions cannot be read just now" : "bad request");
  }
}

/** The framework's own refusals (a path that cannot be decoded) are the client's fault. */
function statusOf(error: unknown): number {
  const status = error instanceof Error && "statusCode" in error ? Number(error.statusCode) : 500;
  return status >= 400 && status < 500 ? status : 500;
}
