/**
 * The output of containers: the lines that a CRI runtime writes (`time stdout F text`) and Docker's JSON files.
 * @module
 */
import { parseIso } from "../base/time.ts";
import type { Carrier, Message } from "./format.ts";

const CARRIER = "container";
const CRI =
  /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)) (?:stdout|stderr) ([FP])(?: |$)/;

export const container: Carrier = {
  kind: "carrier",
  name: CARRIER,
  title: "container output (CRI text, Docker JSON)",
  unwrapLine(line): Message | null {
    if (!line.slice(20, 48).includes(" std")) return null; // where the stream's name can stand
    const m = CRI.exec(line.length > 64 ? line.slice(0, 64) : line);
    return m === null ? null : output(parseIso(m[1] ?? ""), line.slice(m[0].length));
  },
  unwrapJson(object): Message | null {
    const { log, stream, time } = object;
    if (typeof log !== "string" || typeof time !== "string") return null;
    if (stream !== "stdout" && stream !== "stderr") return null;
    return output(parseIso(time), log.replace(/\r?\n$/, ""));
  },
};

function output(time: number | null, text: string): Message {
  return { carrier: CARRIER, time, host: null, program: null, pid: null, text };
}
