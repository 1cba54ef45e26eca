/**
 * Runs kernels: in this thread, or in several.
 * @module
 */
import { type ResourceLimits, Worker } from "node:worker_threads";
import { type KernelSetup, makeKernel } from "./setup.ts";
import type { ChunkResult, ChunkTask } from "./task.ts";

/** Takes chunks, gives results; however many threads there are, each result depends on its chunk alone. */
export interface Detector {
  /** Chunks that can be under way at a time without any thread waiting. */
  readonly ahead: number;
  /** Resolves when there is room for another chunk. */
  ready(): Promise<void>;
  run(task: ChunkTask): Promise<ChunkResult>;
  close(): Promise<void>;
}

/** What a thread makes of a record is gone with it: a young generation that grows keeps garbage (0.98 GB instead of 0.76 for two threads with 3,845 rules). */
const SMALL: ResourceLimits = { maxYoungGenerationSizeMb: 24 };

/** @param threads 1 runs in this thread @param limits of the memory of each thread */
export function startDetector(setup: KernelSetup, threads: number, limits: ResourceLimits = SMALL): Detector {
  return threads <= 1 ? new InlineDetector(setup) : new ThreadedDetector(setup, threads, limits);
}

class InlineDetector implements Detector {
  readonly ahead = 0;
  readonly #kernel: ReturnType<typeof makeKernel>;
  constructor(setup: KernelSetup) {
    this.#kernel = makeKernel(setup);
  }
  async ready(): Promise<void> {}
  async run(task: ChunkTask): Promise<ChunkResult> {
    return this.#kernel.run(task);
  }
  async close(): Promise<void> {}
}

/** Chunks that may wait in front of each thread; one keeps it busy while the next is read. */
const AHEAD = 2;

interface Waiting {
  readonly done: (result: ChunkResult) => void;
  readonly failed: (error: Error) => void;
}

/** Answer of a thread: the result, or the message of a bug. */
export type Answer = { readonly result: ChunkResult } | { readonly error: string };

class Thread {
  readonly worker: Worker;
  readonly waiting: Waiting[] = [];
  /** Why the thread ended before its time; nothing that is sent to it would ever be answered. */
  #failure: Error | null = null;

  get isGone(): boolean {
    return this.#failure !== null;
  }

  constructor(setup: KernelSetup, resourceLimits: ResourceLimits, onRoom: () => void) {
    const file = import.meta.url.endsWith(".ts") ? "./worker.ts" : "./worker.js";
    this.worker = new Worker(new URL(file, import.meta.url), { workerData: setup, resourceLimits });
    this.worker.on("message", (answer: Answer) => {
      const next = this.waiting.shift();
      if ("result" in answer) next?.done(answer.result);
      else next?.failed(new Error(answer.error));
      onRoom();
    });
    this.worker.on("error", (error) => {
      this.#failure = error;
      for (const waiting of this.waiting.splice(0)) waiting.failed(error);
      onRoom();
    });
  }

  send(task: ChunkTask): Promise<ChunkResult> {
    if (this.#failure !== null) return Promise.reject(this.#failure);
    // a copy of the very bytes, so that moving them to the thread moves nothing else of the buffer they lie in
    const bytes = new Uint8Array(task.chunk.bytes);
    const moved: ChunkTask = { ...task, chunk: { ...task.chunk, bytes } };
    return new Promise((done, failed) => {
      this.waiting.push({ done, failed });
      this.worker.postMessage(moved, [bytes.buffer as ArrayBuffer]);
    });
  }
}

class ThreadedDetector implements Detector {
  readonly ahead: number;
  readonly #threads: Thread[];
  readonly #start: () => Thread;
  #roomWanted: (() => void) | null = null;

  constructor(setup: KernelSetup, threads: number, limits: ResourceLimits) {
    const onRoom = (): void => {
      this.#roomWanted?.();
      this.#roomWanted = null;
    };
    this.#start = () => new Thread(setup, limits, onRoom);
    this.#threads = Array.from({ length: threads }, this.#start);
    this.ahead = AHEAD * threads;
  }

  async ready(): Promise<void> {
    while (this.#idlest().waiting.length >= AHEAD) {
      await new Promise<void>((done) => {
        this.#roomWanted = done;
      });
    }
  }

  run(task: ChunkTask): Promise<ChunkResult> {
    this.#replaceGone();
    return this.#idlest().send(task);
  }

  /** A thread that ran out of memory answers nothing any more: a watch must not wait for it forever. */
  #replaceGone(): void {
    for (const [i, thread] of this.#threads.entries()) {
      if (!thread.isGone) continue;
      void thread.worker.terminate();
      this.#threads[i] = this.#start();
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.worker.terminate()));
  }

  #idlest(): Thread {
    return this.#threads.reduce((best, thread) =>
      thread.waiting.length < best.waiting.length ? thread : best,
    );
  }
}
