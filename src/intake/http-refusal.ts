/**
 * What a sender is told when a request is not taken.
 * @module
 */
import type { FastifyReply } from "fastify";
import { MAX_BODY_BYTES, type Refusal } from "./http-body.ts";

const RETRY_AFTER_S = 2;

/** Thrown where a handler cannot go on. */
export class RequestRefused extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.reason);
    this.refusal = refusal;
  }
}

export function refusalOf(error: unknown): Refusal {
  if (error instanceof RequestRefused) return error.refusal;
  const status = error instanceof Error && "statusCode" in error ? Number(error.statusCode) : 500;
  if (status === 413)
    return { status, reason: `the body is larger than ${MAX_BODY_BYTES} bytes; send smaller batches` };
  return {
    status,
    reason:
      status < 500 && error instanceof Error
        ? error.message
        : "the request could not be taken; send it again",
  };
}

/** In the shape of Elasticsearch's errors, which shippers print. */
export function refuse(reply: FastifyReply, { status, reason }: Refusal): FastifyReply {
  return reply.code(status).send({ error: { type: "vigie", reason }, status });
}

export function tooMuch(reply: FastifyReply): FastifyReply {
  reply.header("Retry-After", String(RETRY_AFTER_S));
  return refuse(reply, { status: 429, reason: "too much is waiting to be kept; send it again later" });
}

export function later(reply: FastifyReply): FastifyReply {
  reply.header("Retry-After", String(RETRY_AFTER_S));
  return refuse(reply, { status: 503, reason: "could not be kept; send it again later" });
}
