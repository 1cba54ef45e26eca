/**
 * A rehearsed election: logs of four bodies with attacks in them, and the truth beside.
 * @module
 */
import { playCampaigns } from "./campaigns.ts";
import { playNoise } from "./noise.ts";
import { playOrdinary } from "./ordinary.ts";
import { Random } from "./random.ts";
import { Stage, type Truth } from "./stage.ts";

export interface Rehearsal {
  /** Text by path: "body/kind/name.log". */
  readonly files: ReadonlyMap<string, string>;
  readonly truth: Truth;
}

/**
 * @param seed the same seed gives the same bytes
 * @example rehearse(2017).files.get("commission/web/access.log")
 */
export function rehearse(seed: number): Rehearsal {
  const stage = new Stage(new Random(seed));
  playOrdinary(stage);
  playNoise(stage);
  playCampaigns(stage);
  return { files: stage.files(), truth: stage.truth(seed) };
}
