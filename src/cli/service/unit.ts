/**
 * The unit of systemd: the watch as a user of its own, that may read logs, write its store and nothing else.
 * systemd.exec(5), systemd.service(5).
 * @module
 */

export interface UnitOptions {
  /** Absolute path of node, and of bin/vigie. */
  readonly node: string;
  readonly vigie: string;
  readonly config: string;
  readonly user: string;
  /** Groups that may read logs, of those that this machine has: a unit with an unknown group does not start. */
  readonly groups: readonly string[];
  readonly block: boolean;
  /** The firewall of this machine needs a capability that nothing else does. */
  readonly nftables: boolean;
}

export const STORE_FOLDER = "/var/lib/vigie";
const ENVIRONMENT_FILE = "/etc/vigie/environment";

/** Groups that own logs: Debian's, and the journal's. */
export const LOG_GROUPS: readonly string[] = ["adm", "systemd-journal"];

/** @example unitText({ node: "/usr/bin/node", vigie: "/usr/lib/vigie/bin/vigie", config: "/etc/vigie/vigie.yaml", ... }) */
export function unitText(options: UnitOptions): string {
  const { node, vigie, config, user, groups, block, nftables } = options;
  const words = [node, vigie, "watch", "--config", config, "--store", STORE_FOLDER];
  if (block) words.push("--block");
  if (nftables) words.push("--enforce", "nftables");
  const capabilities = nftables ? "CAP_NET_ADMIN" : "";
  return `# Written by vigie service install. Your own changes: systemctl edit vigie
[Unit]
Description=Vigie: watches logs, decides and seals
After=network-online.target nss-lookup.target
Wants=network-online.target

[Service]
Type=exec
ExecStart=${words.map(unitWord).join(" ")}
EnvironmentFile=-${ENVIRONMENT_FILE}
User=${user}
Group=${user}
${groups.length === 0 ? "" : `SupplementaryGroups=${groups.join(" ")}\n`}StateDirectory=vigie
StateDirectoryMode=0700
UMask=0077
Restart=on-failure
RestartSec=5
# a stop commits what is under way and closes what is open
TimeoutStopSec=60
MemoryMax=1G
TasksMax=256
LimitNOFILE=16384

# Rights: none that the watch can do without
NoNewPrivileges=yes
CapabilityBoundingSet=${capabilities}
AmbientCapabilities=${capabilities}
ProtectSystem=strict
ProtectHome=${isBelowHome(options) ? "read-only" : "yes"}
PrivateTmp=yes
PrivateDevices=yes
DevicePolicy=closed
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
RemoveIPC=yes
KeyringMode=private
# netlink: the addresses of this machine are never blocked, and have to be known for that
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged
SystemCallErrorNumber=EPERM
# Left out on purpose: MemoryDenyWriteExecute (node compiles while it runs), ProtectProc (who is signed in has to be
# known, so that nobody is locked out), IPAddressDeny (bouncers and receivers of notices may be elsewhere)

[Install]
WantedBy=multi-user.target
`;
}

/** For systemd-sysusers: a user without a password, a shell or a home. */
export function sysusersText(user: string): string {
  return `# Written by vigie service install\nu ${user} - "Vigie" ${STORE_FOLDER}\n`;
}

/** A program or a configuration in somebody's home must stay readable. */
function isBelowHome({ node, vigie, config }: UnitOptions): boolean {
  return [node, vigie, config].some((path) => /^\/(home|root|run\/user)\//.test(path));
}

/** One word of a command line, whatever its path holds: quotes, specifiers and variables mean themselves. */
function unitWord(word: string): string {
  const escaped = word.replace(/[\\"]/g, "\\$&").replace(/%/g, "%%").replace(/\$/g, "$$$$");
  return /^[A-Za-z0-9_./:=@%$-]+$/.test(escaped) ? escaped : `"${escaped}"`;
}
