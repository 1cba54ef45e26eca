import assert from "node:assert/strict";
import { test } from "node:test";
import { traitsOf } from "../../src/detect/traits.ts";
import type { Event } from "../../src/model/event.ts";

const FIELDS = {
  "user_agent.original": "Own/1",
  "tls.client.ja3": "AA",
  "tls.client.ja4": "t13d1516h2_8daaf6152771_b186095e22b6",
  "tls.client.server_name": "Drop.Example",
  "tls.server.subject": "CN=drop",
  "tls.server.issuer": "CN=drop",
  "destination.ip": "203.0.113.9",
};

function traits(origin: string | null, fields: Readonly<Record<string, string>>): readonly string[] {
  const event = { origin, fields: { get: (name: string) => fields[name] } } as unknown as Event;
  return traitsOf(event, (value) => (typeof value === "string" ? [value] : []));
}

test("an own machine that connects to the outside names a domain and a certificate", () => {
  assert.deepEqual(traits("10.0.0.7", FIELDS), [
    "agent Own/1",
    "ja3 aa",
    "ja4 t13d1516h2_8daaf6152771_b186095e22b6",
    "domain drop.example",
    "certificate CN=drop, issued by CN=drop",
  ]);
  const fingerprint = { ...FIELDS, "tls.server.hash.sha1": "AB12" };
  assert.deepEqual(traits("10.0.0.7", fingerprint).slice(-1), ["certificate ab12"]);
});

test("who comes from outside meets our own names: they are no trait of his", () => {
  assert.deepEqual(traits("198.51.100.7", FIELDS), [
    "agent Own/1",
    "ja3 aa",
    "ja4 t13d1516h2_8daaf6152771_b186095e22b6",
  ]);
  assert.ok(
    !traits("10.0.0.7", { ...FIELDS, "destination.ip": "10.0.0.9" }).some((one) => one.startsWith("domain")),
  );
  assert.deepEqual(traits(null, {}), []);
});
