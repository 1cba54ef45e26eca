/**
 * Which source an HTTP request speaks for: its token alone says so, whatever the payload claims.
 * Only the digests of tokens are configured, so that whoever reads vigie.yaml cannot send.
 * @module
 */
import { createHash, timingSafeEqual } from "node:crypto";
import type { SourceTraits } from "./tail.ts";

/** A source that may send over HTTP. */
export interface HttpSource {
  /** Unique among them; its id is "http:NAME". */
  readonly name: string;
  /** SHA-256 of the token, hexadecimal. */
  readonly tokenSha256: string;
  readonly traits: SourceTraits;
}

const MAX_HEADER_CHARS = 4096;

/**
 * The source of a request, or null. Takes `Bearer TOKEN`, `ApiKey TOKEN`, `ApiKey base64(ID:TOKEN)` and Basic, whose
 * password is the token: one of these every shipper can send.
 */
export function sourceOf(header: string | undefined, sources: readonly HttpSource[]): HttpSource | null {
  if (header === undefined || header.length > MAX_HEADER_CHARS) return null;
  let found: HttpSource | null = null;
  for (const token of tokensOf(header)) {
    const digest = createHash("sha256").update(token).digest();
    // every digest is compared, each in constant time: how long it takes tells nothing
    for (const source of sources) {
      const known = Buffer.from(source.tokenSha256, "hex");
      if (known.length === digest.length && timingSafeEqual(known, digest)) found ??= source;
    }
  }
  return found;
}

function tokensOf(header: string): readonly string[] {
  const [, scheme = "", value = ""] = /^(\w+) +(\S+)$/.exec(header.trim()) ?? [];
  if (value === "") return [];
  const kind = scheme.toLowerCase();
  if (kind === "bearer") return [value];
  const inner = Buffer.from(value, "base64").toString("utf8");
  const secret = inner.includes(":") ? [inner.slice(inner.indexOf(":") + 1)] : [];
  if (kind === "basic") return secret;
  return kind === "apikey" ? [value, ...secret] : [];
}
