/**
 * What a Windows event is, by channel and event id: the log sources of Sigma's taxonomy.
 * @module
 */
import { type Logsource, logsource } from "../../model/logsource.ts";

/** Sigma's service of each channel; channels are spelt in lower case, for collectors change their case. */
const SERVICES: Readonly<Record<string, string>> = {
  security: "security",
  application: "application",
  system: "system",
  "microsoft-windows-sysmon/operational": "sysmon",
  "microsoft-windows-powershell/operational": "powershell",
  "powershellcore/operational": "powershell",
  "windows powershell": "powershell-classic",
  "microsoft-windows-taskscheduler/operational": "taskscheduler",
  "microsoft-windows-wmi-activity/operational": "wmi",
  "dns server": "dns-server",
  "microsoft-windows-dns-server/audit": "dns-server-audit",
  "microsoft-windows-dns-server/analytical": "dns-server-analytic",
  "microsoft-windows-dns client events/operational": "dns-client",
  "microsoft-windows-dns-client/operational": "dns-client",
  "microsoft-windows-driverframeworks-usermode/operational": "driver-framework",
  "microsoft-windows-ntlm/operational": "ntlm",
  "microsoft-windows-dhcp-server/operational": "dhcp",
  "msexchange management": "msexchange-management",
  "microsoft-windows-applocker/msi and script": "applocker",
  "microsoft-windows-applocker/exe and dll": "applocker",
  "microsoft-windows-applocker/packaged app-deployment": "applocker",
  "microsoft-windows-applocker/packaged app-execution": "applocker",
  "microsoft-windows-printservice/admin": "printservice-admin",
  "microsoft-windows-printservice/operational": "printservice-operational",
  "microsoft-windows-codeintegrity/operational": "codeintegrity-operational",
  "microsoft-windows-smbclient/security": "smbclient-security",
  "microsoft-windows-smbclient/connectivity": "smbclient-connectivity",
  "microsoft-windows-smbserver/connectivity": "smbserver-connectivity",
  "microsoft-windows-windows firewall with advanced security/firewall": "firewall-as",
  "microsoft-windows-bits-client/operational": "bits-client",
  "microsoft-windows-windows defender/operational": "windefend",
  "microsoft-windows-terminalservices-localsessionmanager/operational":
    "terminalservices-localsessionmanager",
  "microsoft-windows-terminalservices-remoteconnectionmanager/operational":
    "terminalservices-remoteconnectionmanager",
  "openssh/operational": "openssh",
  "microsoft-windows-lsa/operational": "lsa-server",
  "microsoft-windows-capi2/operational": "capi2",
  "microsoft-windows-shell-core/operational": "shell-core",
  "microsoft-windows-security-mitigations/kernel mode": "security-mitigations",
  "microsoft-windows-security-mitigations/user mode": "security-mitigations",
  "microsoft-windows-bitlocker/bitlocker management": "bitlocker",
  "microsoft-windows-appxdeploymentserver/operational": "appxdeployment-server",
  "microsoft-windows-appxdeployment-server/operational": "appxdeployment-server",
  "microsoft-windows-appxpackaging/operational": "appxpackaging-om",
  "microsoft-windows-appmodel-runtime/admin": "appmodel-runtime",
  "microsoft-windows-diagnosis-scripted/operational": "diagnosis-scripted",
  "microsoft-iis-configuration/operational": "iis-configuration",
  "microsoft-windows-ldap-client/debug": "ldap",
  "microsoft-servicebus-client": "microsoft-servicebus-client",
  "microsoft-servicebus-client/operational": "microsoft-servicebus-client",
  "microsoft-windows-certificateservicesclient-lifecycle-system/operational":
    "certificateservicesclient-lifecycle-system",
  "microsoft-windows-vhdmp/operational": "vhdmp",
  "microsoft-windows-hyper-v-worker-admin": "hyper-v-worker",
  "microsoft-windows-sense/operational": "sense",
  "microsoft-windows-kernel-eventtracing": "kernel-event-tracing",
  "microsoft-windows-kernel-shimengine/operational": "kernel-shimengine",
  rpcfw: "rpc_firewall",
};

/** Sysmon's event ids. */
const SYSMON: Readonly<Record<number, readonly string[]>> = {
  1: ["process_creation"],
  2: ["file_change"],
  3: ["network_connection"],
  4: ["sysmon_status"],
  5: ["process_termination"],
  6: ["driver_load"],
  7: ["image_load"],
  8: ["create_remote_thread"],
  9: ["raw_access_thread"],
  10: ["process_access"],
  11: ["file_event"],
  12: ["registry_add", "registry_delete", "registry_event"],
  13: ["registry_set", "registry_event"],
  14: ["registry_rename", "registry_event"],
  15: ["create_stream_hash"],
  16: ["sysmon_status"],
  17: ["pipe_created"],
  18: ["pipe_created"],
  19: ["wmi_event"],
  20: ["wmi_event"],
  21: ["wmi_event"],
  22: ["dns_query"],
  23: ["file_delete"],
  24: ["clipboard_capture"],
  25: ["process_tampering"],
  26: ["file_delete_detected", "file_delete"],
  27: ["file_block_executable"],
  28: ["file_block_shredding"],
  29: ["file_executable_detected"],
  255: ["sysmon_error"],
};

/** The same happenings without Sysmon, and those that only other channels tell. */
const CATEGORIES: Readonly<Record<string, Readonly<Record<number, readonly string[]>>>> = {
  sysmon: SYSMON,
  security: {
    4624: ["authentication"],
    4625: ["authentication"],
    4768: ["authentication"],
    4771: ["authentication"],
    4776: ["authentication"],
    4657: ["registry_set", "registry_event"],
    4688: ["process_creation"],
    4689: ["process_termination"],
  },
  powershell: { 4103: ["ps_module"], 4104: ["ps_script"] },
  "powershell-classic": {
    400: ["ps_classic_start"],
    600: ["ps_classic_provider_start"],
    800: ["ps_classic_script"],
  },
  "terminalservices-remoteconnectionmanager": { 1149: ["authentication"] },
  windefend: { 1116: ["antivirus"], 1117: ["antivirus"], 1006: ["antivirus"], 1007: ["antivirus"] },
};

const REGISTRY_ADD: readonly string[] = ["registry_add", "registry_event"];
const REGISTRY_DELETE: readonly string[] = ["registry_delete", "registry_event"];

interface Channel {
  readonly service: string;
  readonly plain: Logsource;
  readonly byId: ReadonlyMap<number, Logsource>;
}

const UNKNOWN: Logsource = logsource({ product: "windows" });
const channels: ReadonlyMap<string, Channel> = new Map(
  Object.entries(SERVICES).map(([channel, service]) => [channel, toChannel(service)]),
);
const ADDED: Logsource = sysmonSource(REGISTRY_ADD);
const DELETED: Logsource = sysmonSource(REGISTRY_DELETE);
const DELETED_AUDIT: Logsource = logsource({
  category: REGISTRY_DELETE,
  product: "windows",
  service: "security",
});

function sysmonSource(category: readonly string[]): Logsource {
  return logsource({ category, product: "windows", service: "sysmon" });
}

function toChannel(service: string): Channel {
  if (service === "rpc_firewall") return rpcFirewall();
  const categories = Object.entries(CATEGORIES[service] ?? {});
  return {
    service,
    plain: logsource({ product: "windows", service }),
    byId: new Map(
      categories.map(([id, category]) => [Number(id), logsource({ category, product: "windows", service })]),
    ),
  };
}

function rpcFirewall(): Channel {
  const plain = logsource({ category: "application", product: ["rpc_firewall", "windows"] });
  return { service: "rpc_firewall", plain, byId: new Map() };
}

const LINUX_SYSMON = "linux-sysmon/operational";
const linuxSources: ReadonlyMap<number, Logsource> = new Map(
  Object.entries(SYSMON).map(([id, category]) => [
    Number(id),
    logsource({ category, product: "linux", service: "sysmon" }),
  ]),
);
const LINUX: Logsource = logsource({ product: "linux", service: "sysmon" });

/** The log sources of an event. `type` is Sysmon's EventType, or the operation of a 4657. */
export function windowsSource(channel: string, id: number, type: string): Logsource {
  const name = channel.toLowerCase();
  const known = channels.get(name);
  if (known === undefined) return name === LINUX_SYSMON ? (linuxSources.get(id) ?? LINUX) : UNKNOWN;
  if (id === 12 && known.service === "sysmon") {
    if (type === "CreateKey") return ADDED;
    if (type.startsWith("Delete")) return DELETED;
  }
  if (id === 4657 && type === "%%1906") return DELETED_AUDIT;
  return known.byId.get(id) ?? known.plain;
}

/** Sigma's service of a channel, or null. @example serviceOf("Security") // "security" */
export function serviceOf(channel: string): string | null {
  return channels.get(channel.toLowerCase())?.service ?? null;
}
