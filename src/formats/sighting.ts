/**
 * What one line of a service says, and the event made of it: every service of a host reports in the same fields.
 * @module
 */
import type { DeviceVerdict, Event } from "../model/event.ts";
import { type FieldValue, shapedBag } from "../model/fields.ts";
import { type Logsource, logsource } from "../model/logsource.ts";
import { toEvent } from "./format.ts";
import { NOBODY, type Peer } from "./text.ts";

/** What one line says. */
export interface Sighting {
  /** What was recognised, for a person: "failed password". */
  readonly why: string;
  /** A word of `event.action`, see docs/fields.md. */
  readonly action: "login" | "logout" | "connection" | "mail" | "sudo" | "system" | "malware" | "request";
  readonly outcome?: "success" | "failure" | undefined;
  readonly peer?: Peer | undefined;
  /** As the client or the server wrote it: never a source of blame. */
  readonly user?: string | null | undefined;
  readonly verdict?: DeviceVerdict | undefined;
  /** The time where it does not stand at the beginning of the line, as written. */
  readonly timeText?: string | undefined;
  readonly fields?: { readonly [name: string]: FieldValue | undefined } | undefined;
}

/** Makes events of sightings; `text` is the message in which rules search. */
export type Reporter = (sighting: Sighting, text: string, time: number | null) => Event;

const CATEGORY: { readonly [action: string]: readonly string[] } = {
  login: ["authentication"],
  logout: ["authentication"],
  mail: ["mail"],
  malware: ["antivirus"],
};

/**
 * The reporter of a format.
 * @param services Sigma's names of the service, besides `syslog`
 * @example reporter("sshd", ["auth", "sshd"])
 */
export function reporter(
  format: string,
  services: readonly string[],
  options: { readonly product?: string; readonly category?: string } = {},
): Reporter {
  const cache = new Map<string, Logsource>();
  const sourceOf = (action: string): Logsource => {
    const known = cache.get(action);
    if (known !== undefined) return known;
    const category = options.category === undefined ? (CATEGORY[action] ?? []) : [options.category];
    const product = options.product ?? "linux";
    const made = logsource({ category, product, service: [...services, "syslog"] });
    cache.set(action, made);
    return made;
  };
  return (sighting, text, time) => {
    const peer = sighting.peer ?? NOBODY;
    return toEvent({
      format,
      why: sighting.why,
      time,
      origin: peer.ip,
      logsource: sourceOf(sighting.action),
      verdict: sighting.verdict ?? null,
      fields: fieldsOf(sighting, peer, text),
    });
  };
}

function fieldsOf(sighting: Sighting, peer: Peer, text: string): Event["fields"]["set"] {
  const fields = shapedBag();
  fields["event.action"] = sighting.action;
  if (sighting.outcome !== undefined) fields["event.outcome"] = sighting.outcome;
  if (sighting.user !== undefined && sighting.user !== null) fields["user.name"] = sighting.user;
  if (peer.port !== null) fields["source.port"] = peer.port;
  if (peer.ambiguous) fields["event.reason"] = "ambiguous origin";
  fields["message"] = text;
  if (sighting.fields !== undefined) Object.assign(fields, sighting.fields);
  return fields;
}

/** The program's line that no reading knows: kept as it is, naming nobody. */
export function otherLine(program: string): Sighting {
  return { why: `other message of ${program}`, action: "system" };
}
