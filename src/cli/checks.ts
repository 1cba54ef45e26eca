/**
 * Prints a list of named checks; 0 only when all of them held.
 * @module
 */
import { terminalText } from "../base/text.ts";
import type { Check } from "../statement/verify/check.ts";
import { ExitError, exit } from "./exit.ts";
import type { Output } from "./output.ts";

/** @throws ExitError 4 when a check did not hold, or when there was none */
export async function printChecks(checks: readonly Check[], output: Output): Promise<void> {
  const { color } = output;
  for (const { name, ok, detail } of checks) {
    if (output.json) await output.object({ kind: "check", name, ok, detail });
    else
      await output.line(
        `${ok ? color.green("ok    ") : color.red("FAILED")} ${terminalText(name)}  ${color.dim(terminalText(detail, 300))}`,
      );
  }
  const failed = checks.filter((check) => !check.ok).length;
  if (!output.json)
    await output.line(output.messages.verify.outcome(String(checks.length - failed), String(checks.length)));
  if (failed > 0 || checks.length === 0) throw new ExitError(exit.check);
}
