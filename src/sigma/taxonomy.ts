/**
 * Fields that records of a log source have, by Sigma's names (Sigma specification, taxonomy appendix; Sysmon's and Windows' own
 * schemas for what it leaves to them). Used to find misspelt fields; a field that is missing here is still matched.
 * @module
 */

const PROCESS =
  "ProcessGuid ProcessId Image FileVersion Description Product Company OriginalFileName CommandLine CurrentDirectory User LogonGuid LogonId TerminalSessionId IntegrityLevel Hashes md5 sha1 sha256 Imphash ParentProcessGuid ParentProcessId ParentImage ParentCommandLine ParentUser";
const EVENT = "EventID Provider_Name Channel Computer UtcTime RuleName Level Keywords Task Opcode";
const FILE = "TargetFilename CreationUtcTime Hashes md5 sha1 sha256 Imphash IsExecutable Archived";
const REGISTRY = "EventType TargetObject Details NewName";
const WEB =
  "date time c-ip cs-username s-ip s-port cs-method cs-uri-stem cs-uri-query cs-uri sc-status sc-bytes cs-bytes time-taken cs-version cs-host cs-user-agent cs-cookie cs-referer cs-content-type";

/** By category; Windows' categories carry the fields of the process as well. */
const FIELDS: Readonly<Record<string, string>> = {
  process_creation: PROCESS,
  process_termination: PROCESS,
  process_access:
    "SourceProcessGUID SourceProcessId SourceThreadId SourceImage TargetProcessGUID TargetProcessId TargetImage GrantedAccess CallTrace SourceUser TargetUser SourceCommandLine",
  process_tampering: `${PROCESS} Type`,
  create_remote_thread:
    "SourceProcessGuid SourceProcessId SourceImage TargetProcessGuid TargetProcessId TargetImage NewThreadId StartAddress StartModule StartFunction SourceUser TargetUser SourceParentImage SourceCommandLine TargetParentProcessId",
  file_event: `${PROCESS} ${FILE}`,
  file_change: `${PROCESS} ${FILE} PreviousCreationUtcTime`,
  file_delete: `${PROCESS} ${FILE}`,
  file_rename: `${PROCESS} ${FILE} SourceFilename`,
  file_access: `${PROCESS} ${FILE} FileName`,
  file_executable_detected: `${PROCESS} ${FILE}`,
  create_stream_hash: `${PROCESS} ${FILE} Hash Contents`,
  registry_event: `${PROCESS} ${REGISTRY}`,
  registry_set: `${PROCESS} ${REGISTRY}`,
  registry_add: `${PROCESS} ${REGISTRY}`,
  registry_delete: `${PROCESS} ${REGISTRY}`,
  image_load: `${PROCESS} ImageLoaded Signed Signature SignatureStatus`,
  driver_load: `${PROCESS} ImageLoaded Signed Signature SignatureStatus`,
  network_connection: `${PROCESS} Protocol Initiated SourceIsIpv6 SourceIp SourceHostname SourcePort SourcePortName DestinationIsIpv6 DestinationIp DestinationHostname DestinationPort DestinationPortName`,
  dns_query: `${PROCESS} QueryName QueryStatus QueryResults record_type answer`,
  pipe_created: `${PROCESS} EventType PipeName`,
  wmi_event: `${PROCESS} EventType Operation EventNamespace Name Query Type Destination Consumer Filter`,
  ps_script: "ScriptBlockText ScriptBlockId MessageNumber MessageTotal Path",
  ps_module: "Payload ContextInfo UserData",
  ps_classic_start: "Data HostName HostApplication EngineVersion HostVersion",
  webserver: WEB,
  proxy: `${WEB} c-uri c-uri-extension c-uri-query c-uri-stem c-useragent r-dns dst_ip src_ip`,
  dns: "query record_type answer parent_domain id",
  firewall: "src_ip src_port dst_ip dst_port username action blocked",
  antivirus: "Signature Filename Hashes md5 sha1 sha256 User Action",
};

const known = new Map<string, ReadonlySet<string>>();

/** The fields of a category; null for one whose fields are not listed. @example fieldsOf("dns")?.has("query") // true */
export function fieldsOf(category: string): ReadonlySet<string> | null {
  const listed = FIELDS[category];
  if (listed === undefined) return null;
  let fields = known.get(category);
  if (fields === undefined) {
    fields = new Set(`${listed} ${EVENT}`.split(" "));
    known.set(category, fields);
  }
  return fields;
}
