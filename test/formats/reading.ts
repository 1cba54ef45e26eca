/**
 * What the tests of formats share: reading one line through a registry with a fixed clock.
 * @module
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { ReadContext } from "../../src/formats/format.ts";
import { systemFallbacks, systemFormats } from "../../src/formats/list-system.ts";
import { Preamble } from "../../src/formats/preamble.ts";
import { Registry } from "../../src/formats/registry.ts";
import type { Event } from "../../src/model/event.ts";

/** 1 July 2025: years are put on year-less times by this clock. */
const REFERENCE_MS: number = Date.UTC(2025, 6, 1);

/** A context without header lines or trusted proxies. */
export function readContext(): ReadContext {
  return { referenceMs: REFERENCE_MS, zoneMinutes: 0, trustedProxies: [], preamble: new Preamble() };
}

/** The event of one line by the formats of hosts and services; null when none reads it. */
export function readSystemLine(line: string): Event | null {
  const registry = new Registry(systemFormats, systemFallbacks);
  const reading = registry.read(line, readContext());
  return reading.kind === "event" ? reading.event : null;
}

/** The shared names of an event that tests compare. */
export function summary(line: string): {
  readonly format: string | null;
  readonly origin: string | null;
  readonly action: unknown;
  readonly outcome: unknown;
  readonly user: unknown;
} {
  const event = readSystemLine(line);
  return {
    format: event?.format ?? null,
    origin: event?.origin ?? null,
    action: event?.fields.get("event.action"),
    outcome: event?.fields.get("event.outcome"),
    user: event?.fields.get("user.name"),
  };
}

/** A line and what reading it gives: [line, action, outcome, verdict, user, origin]. */
export type LineVector = readonly [
  line: string,
  action: string,
  outcome: string | undefined,
  verdict: string | null,
  user: string | undefined,
  origin: string | null,
];

/** One test a vector, named after its line. */
export function checkLines(vectors: readonly LineVector[]): void {
  for (const [line, action, outcome, verdict, user, origin] of vectors) {
    test(line, () => {
      const { format: _, ...rest } = summary(line);
      assert.deepEqual(
        { ...rest, verdict: readSystemLine(line)?.verdict },
        { origin, action, outcome, user, verdict },
      );
    });
  }
}
