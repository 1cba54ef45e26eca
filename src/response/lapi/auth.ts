/**
 * Who calls: a key in `X-Api-Key`, else a client certificate that the configured authority signed.
 * @module
 */
import type { IncomingMessage } from "node:http";
import { TLSSocket } from "node:tls";
import { parseAddress } from "../../base/address.ts";
import type { Bouncer, BouncerStore } from "../../store/bouncers.ts";
import { isBouncerName, keyHash } from "./keys.ts";

/** The bouncer that a request comes from, or null. */
export function authenticate(
  request: IncomingMessage,
  bouncers: BouncerStore,
  nowMs: number,
): Bouncer | null {
  const key = request.headers["x-api-key"];
  if (key !== undefined) {
    const hash = typeof key === "string" ? keyHash(key) : null;
    return hash === null ? null : bouncers.byKey(hash);
  }
  const name = certifiedName(request);
  return name === null ? null : bouncers.byCertificate(name, nowMs);
}

function certifiedName({ socket }: IncomingMessage): string | null {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return null;
  const name: unknown = socket.getPeerCertificate().subject?.CN; // an array when a certificate holds several
  return typeof name === "string" && isBouncerName(name) ? name : null;
}

/** The address that a request comes from, canonical; headers that claim another one are not believed. */
export function callerAddress({ socket }: IncomingMessage): string {
  return parseAddress(socket.remoteAddress ?? "") ?? "unknown";
}

/**
 * Type and version from a User-Agent, which a caller may set to anything.
 * @example agentOf("crowdsec-firewall-bouncer/v0.0.34") // { type: "crowdsec-firewall-bouncer", version: "v0.0.34" }
 */
export function agentOf(request: IncomingMessage): { readonly type: string; readonly version: string } {
  const text = (request.headers["user-agent"] ?? "").slice(0, 256).replace(/[^\x20-\x7e]/g, "?");
  const [type = "", version = "", ...more] = text.split("/");
  return more.length > 0 || version === "" ? { type: text, version: "N/A" } : { type, version };
}
