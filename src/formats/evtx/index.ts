/**
 * Windows event logs in binary form (`.evtx`): bytes -> records as JSON.
 * @example
 * import { readEvtx } from "vigie/evtx";
 * const { records, loss } = readEvtx(readFileSync("Security.evtx"));
 * @module
 */
export type { EvtxLoss, EvtxRecord } from "./chunk.ts";
export { EvtxReader, readEvtx } from "./file.ts";
export type { EvtxJson } from "./render.ts";
export type { EvtxValue } from "./value.ts";
