/**
 * `GET /health` and `GET /metrics`, on loopback unless vigie.yaml says otherwise. Read only; anybody who reaches the port
 * may ask, and learns counts and names of sources, never what logs hold.
 *
 * A page in a browser on this machine could ask too, under a name that its attacker makes point here: only requests
 * that name an address or "localhost" are answered.
 * @module
 */
import { isIP } from "node:net";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { buildServer, listenOn } from "../response/lapi/listen.ts";
import { judge } from "./judge.ts";
import { EXPOSITION_TYPE, metricsPage } from "./metrics.ts";
import type { WatchState } from "./state.ts";

export interface HealthOptions {
  readonly address: { readonly host: string; readonly port: number };
  readonly state: WatchState;
  readonly clock?: () => number;
}

export interface HealthServer {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * @throws VigieError when the address cannot be had
 * @example const server = await startHealth({ address: { host: "127.0.0.1", port: 8742 }, state })
 */
export async function startHealth({
  address,
  state,
  clock = Date.now,
}: HealthOptions): Promise<HealthServer> {
  const app: FastifyInstance = buildServer(null);
  app.addHook("onRequest", async (request, reply) => {
    if (!isOwnName(request.headers.host ?? "", address.host))
      await reply.code(421).type("text/plain").send("ask by address\n");
  });
  app.setErrorHandler((_error, _request, reply) =>
    reply.code(503).type("text/plain").send("the store cannot be read just now\n"),
  );
  app.get("/health", (_request: FastifyRequest, reply: FastifyReply) => {
    const health = judge(state, clock());
    return reply
      .code(health.status === "ok" ? 200 : 503)
      .header("Cache-Control", "no-store")
      .type("application/json")
      .send(JSON.stringify(health));
  });
  app.get("/metrics", (_request: FastifyRequest, reply: FastifyReply) =>
    reply.type(EXPOSITION_TYPE).send(metricsPage(state, clock())),
  );
  const port = await listenOn(app, address, "health.address");
  const host = address.host.includes(":") ? `[${address.host}]` : address.host;
  return { url: `http://${host}:${port}/health`, stop: () => app.close() };
}

/** The header `Host`: an address, "localhost", or the name that vigie.yaml gives. */
function isOwnName(header: string, configured: string): boolean {
  const host = header.replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1");
  return isIP(host) !== 0 || host === "localhost" || host === configured;
}
