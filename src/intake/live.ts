/**
 * Live sources: bytes that keep coming, and the promise that nothing is lost or doubled.
 *
 * An intake hands over a piece (whole records of one source) together with the cursor from which reading goes on behind
 * it, and waits. The pipeline keeps cursor, bytes and everything found in them in one transaction; only then does the
 * promise resolve, and only then may the intake acknowledge to its sender and hand over the source's next piece.
 * After a restart the intake is given the cursors that were kept: what was not committed is read or sent again.
 * @module
 */

/** What a cursor is: plain JSON, understood by its intake alone. */
export type Cursor = { readonly [key: string]: string | number | boolean | null };

/** One feed of raw data of one body. */
export interface LiveSource {
  /** Unique and lasting: "file:/var/log/auth.log", "syslog-tcp:192.0.2.9", "http:token-name". */
  readonly id: string;
  /** What people call it, and what evidence names as its file: a path, or "syslog-tcp:192.0.2.9". */
  readonly name: string;
  readonly body: string;
  /** Read every record by this format; null to recognise. */
  readonly format: string | null;
  /** Offset of times that state no zone, in minutes. */
  readonly zoneMinutes: number;
  /** Anybody could have sent it under another's address (unauthenticated UDP): it never leads to a block. */
  readonly spoofable: boolean;
  /** Silence longer than this is an alarm; null for a source that may be silent. */
  readonly silenceMs: number | null;
}

/** Whole records of one source. */
export interface Piece {
  readonly source: LiveSource;
  /** Lines, each ended by a line feed; at most {@link MAX_PIECE_BYTES}, except for a single longer record. */
  readonly bytes: Uint8Array;
  /** Where reading goes on after these bytes; null when the source cannot be read again. */
  readonly cursor: Cursor | null;
  /** More is at hand right now: the source is behind. */
  readonly behind: boolean;
  /** Records that the intake knows to be lost since the last piece (UDP): counted, never hidden. */
  readonly lost: number;
}

/** A piece is not larger than a chunk. */
export const MAX_PIECE_BYTES: number = 1024 * 1024;

/** Takes a piece; resolves when it is committed, rejects when it could not be: the intake then tries it again later. */
type Deliver = (piece: Piece) => Promise<void>;

/** How an intake gets what was kept, and gives what it reads. */
export interface IntakeContext {
  readonly deliver: Deliver;
  /** The cursor that was committed last for a source, or null. */
  cursorOf(sourceId: string): Cursor | null;
  /** Something went wrong with a source, or is well again; told to people, never thrown. */
  tell(event: IntakeEvent): void;
}

export interface IntakeEvent {
  readonly source: string;
  readonly level: "info" | "warning" | "error";
  /** What happened and what can be done, in one sentence. */
  readonly text: string;
}

/** A running intake: a followed file, a listener. */
export interface Intake {
  /** Resolves once it listens or reads; a rejection is a VigieError that names place and remedy. */
  start(context: IntakeContext): Promise<void>;
  /** Stops taking; resolves when every piece under way is committed or given up. */
  stop(): Promise<void>;
}
