/**
 * What firewalls, gateways and sensors share: the words by which they say that they let pass or refused.
 * @module
 */
import type { DeviceVerdict } from "../model/event.ts";

const DENIED: ReadonlySet<string> = new Set(
  [
    "deny denied drop dropped block blocked reject rejected reset reset-both reset-client reset-server prevent prevented",
    "block-url block-ip block-override block-continue drop-all-packets drop-packet sinkhole quarantine quarantined discard",
    "refused dropped_packet blocked-url drop-icmp ip-conn server-deny-block clear_session clear-session denied-by-policy",
  ]
    .join(" ")
    .split(" "),
);

const ALLOWED: ReadonlySet<string> = new Set(
  "allow allowed accept accepted permit permitted pass passed passthrough close timeout monitor detect detected alert client-rst server-rst start".split(
    " ",
  ),
);

/** What a device's word for its action says; null for words that say neither. @example verdictOfAction("Deny") // "denied" */
export function verdictOfAction(action: string | null | undefined): DeviceVerdict | null {
  if (action === null || action === undefined) return null;
  const word = action.trim().toLowerCase();
  if (DENIED.has(word)) return "denied";
  return ALLOWED.has(word) ? "allowed" : null;
}
