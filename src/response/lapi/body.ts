/**
 * Reading a request's body, plain or gzip. It is sent by a client that showed a key; both its sent and its unpacked size
 * are bounded, so that a small bomb stays small.
 * @module
 */
import type { IncomingMessage } from "node:http";
import { createGunzip } from "node:zlib";
import { err, ok, type Result } from "../../base/result.ts";

/** Why a body was not read: the status to answer with. */
export type BodyFault = 400 | 413 | 415;

/**
 * @param maxBytes bound on the bytes sent, and on the bytes unpacked
 * @throws when the connection breaks
 */
export async function readBody(
  request: IncomingMessage,
  maxBytes: number,
): Promise<Result<Buffer, BodyFault>> {
  const encoding = (request.headers["content-encoding"] ?? "identity").toLowerCase();
  if (encoding !== "identity" && encoding !== "gzip") return err(415);
  if (Number(request.headers["content-length"] ?? 0) > maxBytes) return err(413);
  const sent = await gather(request, maxBytes);
  if (sent === null) return err(413);
  return encoding === "gzip" ? unpack(sent, maxBytes) : ok(sent);
}

async function unpack(packed: Buffer, maxBytes: number): Promise<Result<Buffer, BodyFault>> {
  const gunzip = createGunzip();
  gunzip.end(packed);
  try {
    const plain = await gather(gunzip, maxBytes);
    return plain === null ? err(413) : ok(plain);
  } catch {
    return err(400); // no gzip, or cut short
  } finally {
    gunzip.destroy();
  }
}

/** Everything a stream gives, or null when it is more than the bound. */
async function gather(stream: AsyncIterable<unknown>, maxBytes: number): Promise<Buffer | null> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of stream as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > maxBytes) return null;
    parts.push(part);
  }
  return Buffer.concat(parts);
}
