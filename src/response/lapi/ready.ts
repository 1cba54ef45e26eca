/**
 * Ready configurations for bouncers: what `vigie bouncers add` prints, complete but for what only the operator knows.
 * @module
 */
import type { BouncerKind } from "../../store/bouncers.ts";

/** A file to write, or a part of one. */
export interface ReadyFile {
  readonly file: string;
  readonly text: string;
}

/**
 * @param url of the API, with a slash at its end
 * @param key the new key; letters, digits, `-` and `_` only, so that no format needs quotes
 * @example readyFiles("nginx", "http://127.0.0.1:8741/", "mGk...")
 */
export function readyFiles(kind: BouncerKind, url: string, key: string): readonly ReadyFile[] {
  switch (kind) {
    case "nftables":
    case "iptables":
      return [
        { file: "/etc/crowdsec/bouncers/crowdsec-firewall-bouncer.yaml", text: firewall(kind, url, key) },
      ];
    case "nginx":
      return [{ file: "/etc/crowdsec/bouncers/crowdsec-nginx-bouncer.conf", text: nginx(url, key) }];
    case "traefik":
      return traefik(url, key);
    default:
      return [];
  }
}

function firewall(mode: "nftables" | "iptables", url: string, key: string): string {
  return `mode: ${mode}
pid_dir: /var/run/
update_frequency: 10s
daemonize: true
log_mode: file
log_dir: /var/log/
log_level: info
api_url: ${url}
api_key: ${key}
disable_ipv6: false
deny_action: DROP
deny_log: false
supported_decisions_types: [ban]
blacklists_ipv4: crowdsec-blacklists
blacklists_ipv6: crowdsec6-blacklists
ipset_type: nethash
iptables_chains: [INPUT]
nftables:
  ipv4: {enabled: true, set-only: false, table: crowdsec, chain: crowdsec-chain}
  ipv6: {enabled: true, set-only: false, table: crowdsec6, chain: crowdsec6-chain}
pf: {anchor_name: ""}
prometheus: {enabled: false, listen_addr: 127.0.0.1, listen_port: 60601}
`;
}

function nginx(url: string, key: string): string {
  return `ENABLED=true
API_URL=${url.replace(/\/$/, "")}
API_KEY=${key}
MODE=stream
UPDATE_FREQUENCY=10
REQUEST_TIMEOUT=3000
BOUNCING_ON_TYPE=ban
FALLBACK_REMEDIATION=ban
RET_CODE=403
CACHE_EXPIRATION=1
`;
}

function traefik(url: string, key: string): readonly ReadyFile[] {
  const { protocol, host } = new URL(url);
  return [
    {
      file: "traefik.yml (static; give the newest version of the plugin)",
      text: `experimental:
  plugins:
    bouncer:
      moduleName: github.com/maxlerebourg/crowdsec-bouncer-traefik-plugin
      version: vX.Y.Z
`,
    },
    {
      file: "dynamic.yml",
      text: `http:
  middlewares:
    vigie:
      plugin:
        bouncer:
          enabled: true
          crowdsecMode: stream
          updateIntervalSeconds: 10
          crowdsecLapiScheme: ${protocol.replace(":", "")}
          crowdsecLapiHost: ${host}
          crowdsecLapiKey: ${key}
`,
    },
  ];
}
