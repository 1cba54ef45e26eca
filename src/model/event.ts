/**
 * An event: the fields of one record, read by a format.
 * @module
 */
import type { Fields } from "./fields.ts";
import type { Logsource } from "./logsource.ts";

/** What a device says that it did with the traffic or message. */
export type DeviceVerdict = "allowed" | "denied";

export interface Event {
  /** Name of the format that read the record, such as "sshd". */
  readonly format: string;
  /** Why this format was chosen, for a person: "syslog program sshd". */
  readonly why: string;
  /** The event's own time in milliseconds since 1970 (UTC), or null when the record states none. */
  readonly time: number | null;
  /** Canonical address of the client as the server wrote it; null when unknown or when two readings differ. */
  readonly origin: string | null;
  readonly logsource: Logsource;
  /** Only a device's own words: a firewall that dropped, a gateway that rejected. */
  readonly verdict: DeviceVerdict | null;
  /**
   * Fields in Sigma's taxonomy for the log source, plus the names every event shares (docs/fields.md):
   * `source.ip` (= origin, set by the registry), `user.name`, `host.name`, `event.action`, `event.outcome`
   * (success|failure), `event.type` (allowed|denied, set by the registry from `verdict`).
   */
  readonly fields: Fields;
}
