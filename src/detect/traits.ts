/**
 * What may tell one attacker from others, whatever his address: with which tool he came, what it was aimed at, which machine
 * he came from, and where those who are inside connect to. Field names are those of the Elastic Common Schema.
 * Who attacks chooses the texts and their lengths.
 * @module
 */
import { isPrivateAddress } from "../base/address.ts";
import type { Event } from "../model/event.ts";

const MAX_TRAIT = 200;
/** One for all: windows remember records for hours, and most have none. */
const NONE: readonly string[] = Object.freeze([]);

/** Of the client. JA3 and JA4 are digests of how it opens TLS. */
const CLIENT = [
  ["user_agent.original", "agent"],
  ["url.path", "path"],
  ["tls.client.ja3", "ja3"],
  ["tls.client.ja4", "ja4"],
  ["source.domain", "from"],
] as const;

/** Of the server. Of interest only where an own machine connects to the outside: all others meet our own names. */
const SERVER = [
  ["tls.client.server_name", "domain"],
  ["dns.question.name", "domain"],
  ["tls.server.hash.sha256", "certificate"],
  ["tls.server.hash.sha1", "certificate"],
] as const;

/** @param names the texts of a field */
export function traitsOf(
  event: Event,
  names: (value: ReturnType<Event["fields"]["get"]>) => readonly string[],
): readonly string[] {
  const traits: string[] = [];
  const add = (fields: typeof CLIENT | typeof SERVER): void => {
    for (const [field, kind] of fields) {
      const value = event.fields.get(field);
      const text = value === undefined ? undefined : names(value)[0];
      if (text !== undefined) traits.push(`${kind} ${cased(kind, text).slice(0, MAX_TRAIT)}`);
    }
  };
  add(CLIENT);
  if (isOutward(event)) {
    add(SERVER);
    const [subject, issuer] = ["tls.server.subject", "tls.server.issuer"].map(
      (field) => names(event.fields.get(field))[0],
    );
    // without a fingerprint, both names together: every Let's Encrypt certificate has the one issuer
    if (
      subject !== undefined &&
      issuer !== undefined &&
      !traits.some((one) => one.startsWith("certificate "))
    )
      traits.push(`certificate ${subject}, issued by ${issuer}`.slice(0, MAX_TRAIT));
  }
  return traits.length === 0 ? NONE : traits;
}

/** Names of machines and domains, and digests, come without regard to case. */
function cased(kind: string, text: string): string {
  return kind === "agent" || kind === "path" ? text : text.toLowerCase();
}

/** An own machine asks or connects. A name server asked from inside may answer for anybody outside. */
function isOutward({ origin, fields }: Event): boolean {
  if (origin === null || !isPrivateAddress(origin)) return false;
  if (fields.get("dns.question.name") !== undefined) return true;
  const target = fields.get("destination.ip");
  return typeof target === "string" && !isPrivateAddress(target);
}
