/**
 * The formats of web servers, sensors, devices, Windows and cloud services.
 * @module
 */
import { access } from "./access.ts";
import { apacheError, apacheErrorMessage } from "./apache-error.ts";
import { appAccess, dashboards } from "./app-access.ts";
import { asa, asaMessage } from "./asa.ts";
import { auditJson } from "./audit-json.ts";
import { auditd, laurel } from "./auditd.ts";
import { azure } from "./azure.ts";
import { caddy } from "./caddy.ts";
import { cef, cefMessage } from "./cef.ts";
import { cloudtrail } from "./cloudtrail.ts";
import { envoy } from "./envoy.ts";
import type { Format } from "./format.ts";
import { fortigate } from "./fortigate.ts";
import { genericJson } from "./generic-json.ts";
import { github } from "./github.ts";
import { googleCloud, googleWorkspace } from "./google-workspace.ts";
import { haproxy, haproxyLine } from "./haproxy.ts";
import { iis } from "./iis.ts";
import { kubernetes } from "./kubernetes.ts";
import { loadBalancer } from "./load-balancer.ts";
import { logfmt } from "./logfmt.ts";
import { m365 } from "./m365.ts";
import { modsecurity } from "./modsecurity.ts";
import { nginxError } from "./nginx-error.ts";
import { okta } from "./okta.ts";
import { panos } from "./panos.ts";
import { suricata } from "./suricata.ts";
import { table } from "./table.ts";
import { traefik } from "./traefik.ts";
import { windows } from "./windows.ts";
import { zeekJson, zeekLine } from "./zeek.ts";

/** Formats that read one kind of record each; at most one of them reads a record. */
export const otherFormats: readonly Format[] = [
  windows,
  suricata,
  zeekJson,
  caddy,
  traefik,
  envoy,
  modsecurity,
  m365,
  azure,
  googleWorkspace,
  googleCloud,
  cloudtrail,
  okta,
  github,
  kubernetes,
  laurel,
  ...auditJson,
  dashboards,
  access,
  appAccess,
  nginxError,
  apacheError,
  loadBalancer,
  haproxyLine,
  cef,
  fortigate,
  panos,
  asa,
  auditd,
  iis,
  zeekLine,
  haproxy,
  apacheErrorMessage,
  cefMessage,
  asaMessage,
];

/** Formats for records that none of the others reads, in this order. */
export const otherFallbacks: readonly Format[] = [genericJson, logfmt, table];
