/**
 * The one thing an id stands for.
 * @module
 */
import { problem } from "../base/errors.ts";
import { idOf, type Store, type Thing } from "../store/store.ts";
import { ExitError, exit } from "./exit.ts";
import type { Output } from "./output.ts";

/** @throws ExitError 2 when nothing, or more than one thing, has this id */
export function findOne(store: Store, id: string, output: Output): Thing {
  const things = store.find(id.toLowerCase());
  const [first] = things;
  const { show } = output.messages;
  if (first === undefined) {
    output.problem(problem("not-found", { file: id }, show.notFound, show.notFoundRemedy));
    throw new ExitError(exit.usage);
  }
  if (things.length > 1) {
    const ids = things.map(idOf);
    output.problem(problem("usage", { file: id }, `${show.ambiguous} ${ids.join(", ")}`, "type more of it"));
    throw new ExitError(exit.usage);
  }
  return first;
}
