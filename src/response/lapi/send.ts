/**
 * Answers. Always plain JSON, never compressed (bouncers cannot read that), never HTML; long ones are written while the
 * client takes them, so that an answer of any length needs the memory of one page.
 * @module
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { setImmediate as turn } from "node:timers/promises";

const JSON_HEADERS = {
  "Content-Type": "application/json",
  "Cache-Control": "no-store",
  "X-Content-Type-Options": "nosniff",
} as const;

/** A refusal or failure, in the shape that bouncers know. */
export function sendMessage(response: ServerResponse, status: number, message: string): void {
  sendText(response, status, JSON.stringify({ message }));
}

/** A short answer; an empty text is an empty body. */
export function sendText(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, {
    ...(text === "" ? {} : JSON_HEADERS),
    ...headers,
    "Content-Length": Buffer.byteLength(text),
    ...(hasUnreadBody(response.req) ? { Connection: "close" } : {}),
  });
  response.end(response.req.method === "HEAD" ? undefined : text);
}

/** A body that nobody reads ends with the connection. */
function hasUnreadBody({ complete, headers }: IncomingMessage): boolean {
  const announced = Number(headers["content-length"] ?? 0) > 0 || headers["transfer-encoding"] !== undefined;
  return announced && !complete;
}

/**
 * Writes an answer piece by piece. The first piece is made before anything is sent: what fails there is still told as a
 * failure. What fails later breaks the connection, so that half an answer never looks like a whole one.
 * @returns whether all of it was written
 */
export async function sendPieces(
  response: ServerResponse,
  pieces: Generator<string, void>,
): Promise<boolean> {
  const first = pieces.next();
  let piece = first.done === true ? "" : first.value;
  const second = pieces.next(); // the first page: reading it shows that the store answers
  response.writeHead(200, JSON_HEADERS);
  try {
    for (let next = second; ; next = pieces.next()) {
      if (piece !== "" && !response.write(piece)) await drained(response);
      if (response.destroyed) return false;
      if (next.done === true) break;
      piece = next.value;
      await turn();
    }
    return await ended(response);
  } catch (error) {
    response.destroy();
    throw error;
  }
}

/** Until there is room again, or nobody listens any more. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((done) => {
    const end = (): void => {
      response.off("drain", end).off("close", end);
      done();
    };
    if (response.destroyed) done();
    else response.on("drain", end).on("close", end);
  });
}

function ended(response: ServerResponse): Promise<boolean> {
  return new Promise((done) => {
    response.once("finish", () => done(true));
    response.once("close", () => done(response.writableFinished)); // first only when the connection broke
    response.end();
  });
}
