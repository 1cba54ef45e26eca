/**
 * What a failure of the operating system or of a decoder means to the user.
 * @module
 */
import { errorText, type Problem, problem, systemCode, VigieError } from "../base/errors.ts";

/** @param file the place, as shown */
export function readProblem(file: string, error: unknown): Problem {
  if (error instanceof VigieError) return error.problem;
  const code = systemCode(error);
  const place = { file };
  if (code === "ENOENT")
    return problem("not-found", place, "there is no such file or folder", "check the path");
  if (code === "EACCES" || code === "EPERM") {
    return problem(
      "unreadable",
      place,
      "may not be read by this user",
      "run Vigie as a user who may read it (group adm)",
    );
  }
  if (code === "Z_BUF_ERROR") {
    return problem(
      "corrupt",
      place,
      "ends in the middle of its compressed data; what came before was read",
      "fetch it again whole",
    );
  }
  if (code?.startsWith("Z_") === true || code?.startsWith("ZSTD") === true) {
    return problem(
      "corrupt",
      place,
      "is damaged; what came before the damage was read",
      "fetch it again from its source",
    );
  }
  const reason = errorText(error);
  return problem("unreadable", place, `cannot be read: ${reason}`, "look at it with other tools");
}
