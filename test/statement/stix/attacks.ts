/** Attacks of every kind, whose raw parts all say "secret": nothing of them may leave. */
import * as fc from "fast-check";
import { parseAddress } from "../../../src/base/address.ts";
import type { Attack } from "../../../src/model/attack.ts";
import { makeAttack } from "../../helpers/make.ts";

const time = fc
  .date({ min: new Date("2017-01-01"), max: new Date("2030-01-01"), noInvalidDate: true })
  .map((date) => date.toISOString());
export const attack: fc.Arbitrary<Attack> = fc
  .record({
    id: fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: 64, maxLength: 64 }),
    body: fc.constantFrom("secret-party", "ministry"),
    origin: fc.option(
      fc.oneof(fc.ipV4(), fc.ipV6()).map((ip) => ({ ip: parseAddress(ip) ?? "192.0.2.1" })),
      { nil: null },
    ),
    times: fc.tuple(time, time),
    alerts: fc.integer({ min: 1, max: 2_000_000_000 }),
    techniques: fc.uniqueArray(fc.constantFrom("T1110", "T1110.003", "T1190", "T1595"), { maxLength: 3 }),
    outcome: fc.constantFrom("observed", "succeeded", "blocked_by_device"),
    class: fc.constantFrom("noise", "opportunistic", "elaborate"),
  })
  .map(({ times, class: verdict, ...rest }) => {
    const [first = "", last = ""] = [...times].sort();
    return makeAttack(1, {
      ...rest,
      first,
      last,
      rules: ["secret-rule"],
      entities: { user: ["secret-user"], host: ["secret-host"] },
      traits: ["secret-tool"],
      verdict: { class: verdict, directed: false, objective: "unknown", score: 0.5, reasons: [] },
      thread: rest.origin === null ? "user:secret-user" : `ip:${rest.origin.ip}`,
    });
  });
