/**
 * A worker thread: one kernel, chunks in, answers out, in order.
 * @module
 */
import { parentPort, workerData } from "node:worker_threads";
import type { Answer } from "./detector.ts";
import { type KernelSetup, makeKernel } from "./setup.ts";
import type { ChunkTask } from "./task.ts";

const kernel = makeKernel(workerData as KernelSetup);

parentPort?.on("message", (task: ChunkTask) => parentPort?.postMessage(answer(task)));

function answer(task: ChunkTask): Answer {
  try {
    return { result: kernel.run(task) };
  } catch (error) {
    return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
