/**
 * What is wrong with records: the same words for every system.
 * @module
 */
import { problem, VigieError } from "../../../base/errors.ts";

/** @param line null where the file has no lines @throws VigieError always */
export function damaged(
  file: string,
  line: number | null,
  text: string,
  remedy = "export the records again",
): never {
  throw new VigieError(problem("data-invalid", line === null ? { file } : { file, line }, text, remedy));
}
