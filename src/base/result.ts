/**
 * Expected failures are values; exceptions are for bugs.
 * @module
 */

/** Either a value or an expected failure. */
export type Result<T, E> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: E };

/** Wraps a value. @example ok(1) // { ok: true, value: 1 } */
export function ok<T>(value: T): Result<T, never> {
  return { ok: true, value };
}

/** Wraps an expected failure. @example err("missing") // { ok: false, error: "missing" } */
export function err<E>(error: E): Result<never, E> {
  return { ok: false, error };
}
