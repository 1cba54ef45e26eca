import assert from "node:assert/strict";
import { test } from "node:test";
import { behaviourOf } from "../../src/response/behaviour.ts";

const none = { category: null, product: null, service: null };

test("service from the log source, deed from the tags", () => {
  const cases: readonly (readonly [
    readonly string[],
    Partial<typeof none> | Record<string, string>,
    string,
  ])[] = [
    [
      ["attack.credential-access", "attack.t1110.001"],
      { product: "linux", service: "sshd" },
      "ssh:bruteforce",
    ],
    [
      ["attack.initial-access", "attack.t1078", "attack.t1110"],
      { category: "authentication" },
      "generic:bruteforce",
    ],
    [["attack.reconnaissance", "attack.t1595.002"], { category: "webserver" }, "http:scan"],
    [["attack.initial-access", "attack.t1190"], { category: "webserver" }, "http:exploit"],
    [["attack.impact", "attack.t1499.003"], { category: "webserver" }, "http:dos"],
    [["attack.collection", "attack.t1213"], { category: "webserver" }, "http:crawl"],
    [["attack.initial-access", "attack.t1566.001"], { category: "mail" }, "smtp:spam"],
    [["attack.reconnaissance"], { category: "firewall" }, "generic:scan"],
    [["attack.collection", "attack.t1114.003"], { product: "m365" }, "cloud:unusual-activity"],
    [
      ["attack.stealth", "attack.t1070.002"],
      { product: "linux", service: "auditd" },
      "linux:post-exploitation",
    ],
    [
      ["attack.initial-access", "attack.t1078.004"],
      { product: "aws", service: "cloudtrail" },
      "cloud:unusual-activity",
    ],
    [[], {}, "generic:unusual-activity"],
    [["attack.t1110"], { service: "__proto__" }, "generic:bruteforce"],
  ];
  for (const [tags, source, wanted] of cases) assert.equal(behaviourOf(tags, { ...none, ...source }), wanted);
});
