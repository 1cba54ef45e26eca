/** Attacks that an older version kept can still be ranked, and are nobody's announced test. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { attackSchema } from "../../../src/model/attack.ts";
import { openSqliteStore } from "../../../src/store/sqlite/store.ts";
import { triage } from "../../../src/triage/triage.ts";
import { tempFolder } from "../../helpers/temp.ts";
import { attacksOf, INTRUSION } from "../../triage/making.ts";

test("attacks kept before they said what names them are read as far as they go", (t) => {
  const store = openSqliteStore(tempFolder(t));
  t.after(() => store.close());
  const older = attacksOf(INTRUSION).map(({ shown, announced, case: tied, ...rest }) => ({
    ...rest,
    steps: rest.steps.map(({ record, ...step }) => step),
  }));
  store.addAttacks(older.map((attack) => ({ attack: attack as never, alertIds: [] })));
  const { attacks, campaigns } = triage([...store.attacks({})]);
  for (const attack of attacks) attackSchema.parse(attack);
  assert.equal(attacks.length, INTRUSION.length);
  assert.ok(attacks.every(({ announced }) => announced === null));
  assert.equal(campaigns.length, 1);
});
