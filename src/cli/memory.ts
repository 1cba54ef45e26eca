/**
 * Memory of commands that read millions of small records, once or for months.
 * @module
 */
import { setFlagsFromString } from "node:v8";

/**
 * Keeps V8's young generation as small as it begins. Names of a million cards outlive it, and each time they do it grows,
 * and the heap with it: 163 MB instead of 291 for a million records, in the same time (bench/ballots.ts). A watch
 * runs beside what it guards: some 90 MB less, for a twentieth of the time or more (bench/watch.ts). To be called
 * before anything large is read; it holds for the process, so it is for commands and not for libraries.
 */
export function keepYoungSmall(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
}
