/**
 * A flat Windows event as rules see it, before anybody reads it whole: the log source from three members, and of the
 * fields those that are asked for. Most events are left at that.
 * @module
 */
import type { Event } from "../../model/event.ts";
import { collectLeaves, type FieldBag, type FieldReader, type FieldValue } from "../../model/fields.ts";
import type { Logsource } from "../../model/logsource.ts";
import type { Glimpse } from "../format.ts";
import type { Members } from "../members.ts";
import { serviceOf, windowsSource } from "./channels.ts";
import { MADE, setFields, settableNames, verdictOf } from "./fill.ts";
import { readFlat } from "./shapes.ts";

/** See `JsonFormat.glance`. Events in other shapes, and keys that are spelt with spaces, have to be read. */
export function glanceAt(members: Members, whole: () => Event): Glimpse | null {
  const id = members.spaced ? undefined : members.field("EventID");
  const channel = members.field("Channel");
  if (typeof id !== "number" || !Number.isInteger(id) || typeof channel !== "string") return null;
  return new FlatGlimpse(members, id, channel, whole);
}

class FlatGlimpse implements Glimpse, FieldReader {
  readonly format = "windows";
  readonly time = null;
  readonly stands = true;
  readonly unicode: boolean;
  readonly logsource: Logsource;
  readonly #members: Members;
  readonly #id: number;
  readonly #whole: () => Event;
  readonly #service: string;
  readonly #settable: ReadonlySet<string>;
  #set: FieldBag | null = null;

  constructor(members: Members, id: number, channel: string, whole: () => Event) {
    this.unicode = members.unicode;
    this.#members = members;
    this.#id = id;
    this.#whole = whole;
    this.#service = serviceOf(channel) ?? "";
    this.#settable = settableNames(this.#service);
    const type = TYPED.get(id);
    const value = type === undefined ? "" : this.get(type);
    this.logsource = windowsSource(channel, id, typeof value === "string" ? value : "");
  }

  get fields(): FieldReader {
    return this;
  }

  get(field: string): FieldValue | undefined {
    if (!this.#settable.has(field)) return this.#members.field(field);
    if (GIVEN.has(field)) {
      const own = this.#members.field(field);
      if (own !== undefined) return own;
    }
    const set = this.#filled()[field];
    return set === undefined ? this.#members.field(field) : set;
  }

  texts(): Iterable<string> {
    return this.#whole().fields.texts();
  }

  /** Like those of the event: everything stands in the record, but for what was put together. */
  textsApart(): readonly string[] {
    if (!this.#mayMake()) return NONE;
    const texts: string[] = [];
    const set = this.#filled();
    for (const name of MADE) collectLeaves(set[name] ?? null, texts, 0);
    return texts;
  }

  /** Whether a value may be put together: the client, the outcome of a logon, the user of a process. */
  #mayMake(): boolean {
    if (!MAKES.has(this.#service)) return false;
    if (this.#service !== "security" || MADE_OF.has(this.#id)) return true;
    return CLIENTS.some((name) => this.#members.field(name) !== undefined);
  }

  /** The fields that are set beside the event's own. A client that two readers could see differently is nobody's: who reads the whole record tells. */
  #filled(): FieldBag {
    this.#set ??= this.#fill();
    return this.#set;
  }

  #fill(): FieldBag {
    const record = readFlat((name) => this.#members.field(name));
    if (record === null) return this.#whole().fields.set;
    const { fields } = record;
    const client = setFields(record, this.#service);
    fields["source.ip"] = null;
    fields["event.type"] = verdictOf(record, this.#service);
    return client === null ? fields : this.#whole().fields.set;
  }
}

const NONE: readonly string[] = Object.freeze([]);
/** Events whose type decides what they are, and where it stands: Sysmon's may stand in the message only. */
const TYPED: ReadonlyMap<number, string> = new Map([
  [12, "EventType"],
  [4657, "OperationType"],
]);
/** Set only where the event has none of its own. */
const GIVEN: ReadonlySet<string> = new Set(["EventID", "Channel", "Provider_Name", "Computer", "EventLog"]);
/** Services of whose events some values are put together. */
const MAKES: ReadonlySet<string> = new Set([
  "security",
  "windefend",
  "terminalservices-localsessionmanager",
  "terminalservices-remoteconnectionmanager",
]);
/** Events of security of which something is made in any case. */
const MADE_OF: ReadonlySet<number> = new Set([
  ...[4624, 4625, 4634, 4647, 4657, 4688, 4768, 4771, 4776],
  ...[5152, 5156, 5157],
]);
const CLIENTS: readonly string[] = ["IpAddress", "ClientAddress"];
