/**
 * A read-only server of a log's folder (C2SP tlog-tiles, "APIs"). Any web server does the same; this one also keeps
 * back what no checkpoint names, so that nothing unfinished is ever cached.
 * @module
 */
import { readFile } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { join } from "node:path";
import { systemCode } from "../../base/errors.ts";
import type { Result } from "../../base/result.ts";
import type { Fault } from "./fault.ts";
import { answer, type ListenOptions, listen, type RunningServer } from "./http.ts";
import { LogFolder } from "./reader.ts";
import { levelCount, parseTilePath, TILE_WIDTH, type Tile, tilePath } from "./tile.ts";

const TEXT = "text/plain; charset=utf-8";
const BYTES = "application/octet-stream";
const FOR_EVER = "public, max-age=31536000, immutable";
const BRIEF = "public, max-age=2";

/**
 * Serves a log's folder. Errors: `unreadable` when the address cannot be bound.
 * @example const server = await serveLog("/srv/log", { port: 8080, prefix: "/log" })
 */
export function serveLog(folder: string, options: ListenOptions = {}): Promise<Result<RunningServer, Fault>> {
  return listen(async (path, request, response) => {
    if (request.method !== "GET" && request.method !== "HEAD") {
      response.setHeader("Allow", "GET, HEAD");
      return answer(response, 405, TEXT, "only GET\n");
    }
    response.setHeader("Access-Control-Allow-Origin", "*"); // everything here is public
    if (path === "checkpoint") return sendFile(response, join(folder, path), TEXT, BRIEF);
    const tile = parseTilePath(path);
    if (tile === null || !isCommitted(folder, tile)) return notFound(response);
    // The path is spelled anew from numbers: nothing that was sent reaches the file system.
    return sendFile(response, join(folder, tilePath(tile)), BYTES, FOR_EVER);
  }, options);
}

/** Whether the newest checkpoint covers all of a tile. */
function isCommitted(folder: string, { level, index, width }: Tile): boolean {
  const checkpoint = new LogFolder(folder).checkpoint();
  if (!checkpoint.ok) return false;
  return index * TILE_WIDTH + width <= levelCount(level === "entries" ? 0 : level, checkpoint.value.size);
}

async function sendFile(response: ServerResponse, path: string, type: string, cache: string): Promise<void> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    const code = systemCode(error);
    if (code === "ENOENT" || code === "ENOTDIR") return notFound(response);
    throw error;
  }
  response.setHeader("Cache-Control", cache);
  answer(response, 200, type, bytes);
}

function notFound(response: ServerResponse): void {
  response.setHeader("Cache-Control", "no-store");
  answer(response, 404, TEXT, "not found\n");
}
