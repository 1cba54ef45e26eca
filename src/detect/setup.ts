/**
 * What a thread needs to start detecting, as plain data.
 * @module
 */
import { compile, neededFields, type RuleSet } from "../sigma/index.ts";
import { Kernel } from "./kernel.ts";
import type { KernelOptions } from "./task.ts";

export interface KernelSetup {
  readonly rules: RuleSet;
  readonly options: KernelOptions;
}

/** Compiles the rules for this thread. */
export function makeKernel(setup: KernelSetup): Kernel {
  return new Kernel(compile(setup.rules), neededFields(setup.rules), setup.options);
}
