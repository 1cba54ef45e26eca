/**
 * What shippers ask Elasticsearch for before they send: who it is, its licence, and whether templates, policies and
 * streams exist. There are none here; the answers let Filebeat, Logstash, Vector, Fluent Bit and rsyslog go on.
 * @module
 */
import type { FastifyInstance, FastifyReply } from "fastify";

/** A version whose clients check for the product's header and speak the same _bulk. */
const VERSION = "8.13.0";

const ABOUT = {
  name: "vigie",
  cluster_name: "vigie",
  cluster_uuid: "vigie",
  version: {
    number: VERSION,
    build_flavor: "default",
    build_type: "tar",
    lucene_version: "9.10.0",
    minimum_wire_compatibility_version: "7.17.0",
    minimum_index_compatibility_version: "7.0.0",
  },
  tagline: "You Know, for Search",
};
const LICENSE = { uid: "vigie", type: "basic", mode: "basic", status: "active" };
const XPACK = {
  license: LICENSE,
  features: { ilm: { available: true, enabled: true }, security: { available: true, enabled: true } },
};
const HEALTH = {
  cluster_name: "vigie",
  status: "green",
  timed_out: false,
  number_of_nodes: 1,
  number_of_data_nodes: 1,
};
const ACKNOWLEDGED = { acknowledged: true };

/** Things a shipper looks for by name and sets up where they are missing. */
const NAMED = [
  "_ilm/policy",
  "_index_template",
  "_component_template",
  "_template",
  "_ingest/pipeline",
  "_data_stream",
  "_alias",
];

/** Adds the routes; all of them need a token, as every route does. */
export function elasticRoutes(app: FastifyInstance): void {
  app.addHook("onSend", async (_request, reply) => {
    reply.header("X-Elastic-Product", "Elasticsearch");
  });
  const answer = (path: string, body: unknown): void => {
    app.route({ method: ["GET", "HEAD"], url: path, handler: () => body });
  };
  answer("/", ABOUT);
  answer("/_license", { license: LICENSE });
  answer("/_xpack", XPACK);
  answer("/_xpack/license", { license: LICENSE });
  answer("/_cluster/health", HEALTH);
  answer("/_nodes", { nodes: { vigie: { name: "vigie", version: VERSION, roles: ["data", "ingest"] } } });
  answer("/_nodes/http", { nodes: {} });
  app.get("/_cat/health", (_request, reply) =>
    plain(reply, "0 00:00:00 vigie green 1 1 0 0 0 0 0 0 - 100.0%\n"),
  );
  for (const path of NAMED) {
    // present: nothing has to be set up
    answer(`/${path}/:name`, {});
    app.put(`/${path}/:name`, () => ACKNOWLEDGED);
  }
}

function plain(reply: FastifyReply, text: string): FastifyReply {
  return reply.type("text/plain").send(text);
}
