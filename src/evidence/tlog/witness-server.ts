/**
 * The witness on the network: `POST <prefix>/add-checkpoint` (C2SP tlog-witness, "HTTP Interface").
 * @module
 */
import type { Result } from "../../base/result.ts";
import type { Fault } from "./fault.ts";
import { answer, type ListenOptions, listen, type RunningServer, readBody } from "./http.ts";
import type { Witness } from "./witness.ts";
import { MAX_REQUEST_BYTES } from "./witness-request.ts";

const TEXT = "text/plain; charset=utf-8";

/**
 * Serves a witness. Errors: `unreadable` when the address cannot be bound.
 * @example const server = await serveWitness(witness, { port: 8080 })
 */
export function serveWitness(
  witness: Witness,
  options: ListenOptions = {},
): Promise<Result<RunningServer, Fault>> {
  return listen(async (path, request, response) => {
    if (path !== "add-checkpoint") return answer(response, 404, TEXT, "not found\n");
    if (request.method !== "POST") {
      response.setHeader("Allow", "POST");
      return answer(response, 405, TEXT, "only POST\n");
    }
    const body = await readBody(request, MAX_REQUEST_BYTES);
    if (body === null) {
      response.setHeader("Connection", "close");
      return answer(response, 413, TEXT, "too large\n");
    }
    const { status, contentType, body: text } = await witness.addCheckpoint(body);
    return answer(response, status, contentType, text);
  }, options);
}
