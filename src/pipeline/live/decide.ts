/**
 * What the watch decides about alerts: the block policy asked with what the pipeline knows, inside the transaction that
 * keeps the alerts.
 * @module
 */
import type { BehaviourSource } from "../../response/behaviour.ts";
import { type AlertFacts, decide } from "../../response/decide.ts";
import { historyOf } from "../../response/history.ts";
import type { SafetyKeeper } from "../../response/keeper.ts";
import type { BlockPolicy } from "../../response/policy.ts";
import type { RuleSet } from "../../sigma/index.ts";
import type { Store } from "../../store/store.ts";
import type { Decide } from "./options.ts";

/** A rule that carries this tag rests on an indicator that others share: what it finds is only proposed. */
const SHARED_INDICATOR = "vigie.shared-indicator";

const NO_SOURCE: BehaviourSource = { category: null, product: null, service: null };

/**
 * The policy as a function of the watch.
 * @example const watch = new Watch({ ...options, decide: deciderOf(policy, keeper, store, rules.set) })
 */
export function deciderOf(policy: BlockPolicy, keeper: SafetyKeeper, store: Store, rules: RuleSet): Decide {
  const history = historyOf(store.decisions);
  return (alerts, nowMs) => {
    if (alerts.length === 0) return { decisions: [], refusals: [] };
    const facts = alerts.map(
      ({ alert, spoofable }): AlertFacts => ({
        alert,
        eventMs: alert.time === null ? null : Date.parse(alert.time),
        logsource: logsourceOf(alert.rule.id, rules),
        spoofable,
        shared: alert.rule.tags.includes(SHARED_INDICATOR),
      }),
    );
    return decide(facts, policy, keeper.current(nowMs), history, nowMs);
  };
}

/** The log source of a rule; of a correlation, that of the first rule it stands on. */
function logsourceOf(id: string, rules: RuleSet): BehaviourSource {
  let item = rules.byKey.get(id);
  while (item?.kind === "correlation") item = rules.byKey.get(item.rules[0] ?? "");
  return item?.logsource ?? NO_SOURCE;
}
