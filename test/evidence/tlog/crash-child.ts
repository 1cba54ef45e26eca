/**
 * A process that appends until it is killed, and says what was acknowledged: `ack <first> <count>` per batch.
 *   node crash-child.ts FOLDER RUN SEED
 * @module
 */
import { writeSync } from "node:fs";
import { faultText } from "../../../src/evidence/tlog/fault.ts";
import { openLog } from "../../../src/evidence/tlog/writer.ts";
import { logKey, ORIGIN } from "./keys.ts";

const [folder = "", run = "", seed = "1"] = process.argv.slice(2);
let state = Number(seed);
const random = (below: number): number => {
  state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
  return (state >> 8) % below;
};

const log = openLog(folder, { origin: ORIGIN, signers: [logKey] });
if (!log.ok) {
  writeSync(2, `${faultText(log.error)}\n`);
  process.exit(1);
}
writeSync(1, "ready\n");
for (;;) {
  const count = 1 + random(random(4) === 0 ? 600 : 12);
  const first = log.value.size;
  const entries = Array.from({ length: count }, (_, i) => Buffer.from(`${first + i}:${run}`));
  const appended = log.value.append(entries);
  if (!appended.ok) {
    writeSync(2, `${faultText(appended.error)}\n`);
    process.exit(1);
  }
  writeSync(1, `ack ${appended.value} ${count}\n`);
}
