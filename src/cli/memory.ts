/**
 * Memory of commands that read millions of small records, once or for months.
 * @module
 */
import { setFlagsFromString } from "node:v8";

/**
 * Keeps V8's heap near to what lives in it. The young generation stays as small as it begins: names of a million cards
 * outlive it, and each time they do it grows, and the heap with it (163 MB instead of 291 for a million records, in the
 * same time: bench/ballots.ts). The old one is collected when it has doubled, and not when there is four times as much:
 * a watch runs beside what it guards (256 MB instead of 345 over a million lines, in the same time: bench/watch.ts), and
 * a scan in one thread takes 310 MB instead of 450 for 145 MB of events with 3,845 rules, in less time. Threads of a
 * detector would be slower by a third. To be called before anything large is read; it holds for the process, so it is for
 * commands and not for libraries.
 */
export function keepHeapSmall(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
  setFlagsFromString("--heap-growing-percent=100");
}
