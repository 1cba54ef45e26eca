/**
 * A commented vigie.yaml for what was found.
 * @module
 */
import type { Messages } from "../../base/messages/index.ts";
import type { FoundService, Machine } from "./detect.ts";

/**
 * The text of vigie.yaml.
 * @param body whose logs these are
 * @example yamlOf(detect("/"), "commission", messagesOf("fr"))
 */
export function yamlOf({ found }: Machine, body: string, { init: m }: Messages): string {
  const units = found.flatMap((one) => one.units);
  const parts = [
    [...comment(m.head)],
    [...comment(m.body), `body: ${quoted(body)}`],
    [...comment(m.offset), `utc_offset: "+00:00"`],
    sourcesOf(found, m),
    ...(units.length === 0 ? [] : [journalOf(units, m)]),
    [...comment(m.block), "block:", "  mode: dry_run", "  duration: 4h", "  allow: [] # - 192.0.2.0/24"],
    [...comment(m.proxies), "# trusted_proxies: [192.0.2.10]"],
    [...comment(m.api), "# api: {}"],
    [
      ...comment(m.notify),
      "# notify:",
      "#   - type: webhook",
      "#     url: https://desk.party.example/vigie",
      "#     secret_env: VIGIE_WEBHOOK_SECRET",
      "#   - type: mail",
      "#     host: mail.party.example",
      "#     user: vigie",
      "#     password_env: VIGIE_MAIL_PASSWORD",
      "#     from: vigie@party.example",
      "#     to: [duty@party.example]",
      "#   - type: syslog",
      '#     address: "192.0.2.9:514"',
    ],
    [...comment(m.health), 'health: { address: "127.0.0.1:8742" }'],
    [...comment(m.retention), "retention: 365d"],
  ];
  return `${parts.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function sourcesOf(found: readonly FoundService[], m: Messages["init"]): readonly string[] {
  // two services may share a log: it is followed once
  const patterns = new Map<string, string[]>();
  const unread = new Set<string>();
  for (const { service, logs } of found)
    for (const { pattern, unreadable } of logs) {
      patterns.set(pattern, [...(patterns.get(pattern) ?? []), service]);
      if (unreadable.length > 0) unread.add(pattern);
    }
  if (patterns.size === 0) return [...comment(m.noSources), "sources: []"];
  const entries = [...patterns].map(([pattern, names]) => {
    const note = unread.has(pattern) ? ` (${m.unread})` : "";
    return `  - path: ${quoted(pattern)} # ${names.join(", ")}${note}`;
  });
  return [...comment(m.sources), "sources:", ...entries];
}

function journalOf(units: readonly string[], m: Messages["init"]): readonly string[] {
  const list = units.map(quoted).join(", ");
  return [...comment(m.journal), "listen:", "  journald:", `    - units: [${list}]`];
}

function comment(text: string): readonly string[] {
  return text.split("\n").map((line) => `# ${line}`);
}

/** A YAML scalar: JSON's strings are YAML's. */
function quoted(text: string): string {
  return JSON.stringify(text);
}
