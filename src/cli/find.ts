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
  const things = thingsOf(store, id.toLowerCase(), output);
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

/** What has this id now; an attack that was joined to another, or parted, is found by its old id as well. */
function thingsOf(store: Store, id: string, output: Output): readonly Thing[] {
  const things = store.find(id);
  if (things.length > 0 || id.length < 6) return things;
  const successors = store.successions.of(id);
  if (successors.length > 0) output.remark(output.messages.show.became(id, successors.join(", ")));
  return successors.flatMap((successor) => store.find(successor));
}
