/**
 * Why a record or a chunk of an event log cannot be read.
 * @module
 */

/** Damage, with the place in the chunk where it shows. Caught where records are told apart; never leaves this folder. */
export class EvtxFault extends Error {
  readonly at: number;
  constructor(at: number, text: string) {
    super(text);
    this.at = at;
  }
}
