/**
 * Nothing that a client writes can become the origin: for every format and every place where the client's text goes.
 * Cases follow knowledge of real injections (user names holding ` from <ip> port <n> ssh2`, `rhost=`, `rip=`, `[ip]`).
 * @module
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createRegistry } from "../../src/formats/index.ts";
import { CLIENT, hostileText, templates, VICTIM } from "./hostile.ts";
import { readContext } from "./reading.ts";

/** Lines that name nobody whatever the name is. */
const NAMELESS: ReadonlySet<string> = new Set([
  "another program",
  "sshd change of user, old",
  "sshd input",
  "pam ruser, no host",
  "postfix header",
  "dovecot worker, other reason",
  "another program, whole",
  "apache application",
  "exim subject",
]);

function originOf(line: string): string | null {
  const reading = createRegistry().read(line, readContext());
  return reading.kind === "event" ? reading.event.origin : null;
}

for (const [name, template] of Object.entries(templates)) {
  test(`${name}: a harmless name leaves the client`, () => {
    assert.equal(originOf(template("anna")), NAMELESS.has(name) ? null : CLIENT);
  });

  test(`${name}: a hostile name names the client or nobody`, () => {
    fc.assert(
      fc.property(hostileText, (x) => {
        const origin = originOf(template(x));
        assert.ok(origin === null || origin === CLIENT, `${origin} from ${template(x)}`);
        assert.notEqual(origin, VICTIM);
      }),
      { numRuns: 400 },
    );
  });

  test(`${name}: a long hostile name is read in linear time`, () => {
    for (const unit of [
      "x",
      " ",
      ` from ${VICTIM} port 1 ssh2`,
      ` rhost=${VICTIM}`,
      "'. Reason: ",
      ") [",
      "> to <",
    ]) {
      const small = millisecondsOf(template(unit.repeat(Math.ceil(10_000 / unit.length))));
      const large = millisecondsOf(template(unit.repeat(Math.ceil(1_000_000 / unit.length))));
      assert.ok(small < 250, `10,000 characters of ${JSON.stringify(unit)}: ${small} ms`);
      assert.ok(large < 2_500, `1,000,000 characters of ${JSON.stringify(unit)}: ${large} ms`);
    }
  });
}

function millisecondsOf(line: string): number {
  const registry = createRegistry();
  const start = performance.now();
  registry.read(line, readContext());
  return performance.now() - start;
}
