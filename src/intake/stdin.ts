/**
 * Standard input, followed until it ends. It cannot be read again: what was not committed when Vigie is killed is lost,
 * unless the sender keeps it.
 * @module
 */

import type { Readable } from "node:stream";
import { errorText } from "../base/errors.ts";
import { tellSource } from "./handover.ts";
import type { Intake, IntakeContext, LiveSource } from "./live.ts";
import { deliverLines } from "./stream-lines.ts";
import type { SourceTraits } from "./tail.ts";

/**
 * An intake for a stream of lines, "stdin".
 * @example fromStdin(traits, process.stdin)
 */
export function fromStdin(traits: SourceTraits, stream: Readable = process.stdin): Intake {
  const abort = new AbortController();
  let running: Promise<void> = Promise.resolve();
  return {
    start(context: IntakeContext): Promise<void> {
      const source: LiveSource = { id: "stdin", name: "stdin", ...traits };
      running = deliverLines(stream, source, context, abort.signal)
        .then(() => {
          if (!abort.signal.aborted) tellSource(context, source, "info", "has ended");
        })
        .catch((error: unknown) => {
          if (!abort.signal.aborted) tellSource(context, source, "error", errorText(error));
        });
      return Promise.resolve();
    },
    async stop(): Promise<void> {
      abort.abort();
      stream.destroy();
      await running;
    },
  };
}
