/**
 * Who logs whole lines of another format through syslog: web servers, proxies, web application firewalls, sensors,
 * network devices and some applications whose own records are such. Under any other tag a message is that program's own words, which may repeat what a client sent, down
 * to a whole access line; so a text speaks for itself only under these tags, or under none.
 * @module
 */

const WEB =
  "nginx|openresty|tengine|angie|apache|apache2|apache24|httpd|caddy|traefik|haproxy|lighttpd|litespeed|lshttpd|openlitespeed|envoy|varnishncsa|hitch|squid|h2o|hiawatha|cherokee|iis";
const WAF = "modsec|modsecurity|mod_security|coraza|bunkerweb|naxsi|safeline|crowdsec|zoraxy";
const DEVICE =
  "CEF|LEEF|fortigate|fortios|fortinet|fgt|paloalto|palo-alto|pan-os|panos|checkpoint|asa|ftd|pix|filterlog|sonicwall|sophos|mikrotik|ubnt|juniper|srx|f5|bigip|tmm|imperva|incapsula|barracuda|citrix|netscaler|zscaler";
const SENSOR = "suricata|snort|zeek|bro|audit|auditd|audispd|audisp-syslog|tag_audit_log|laurel|audit2json";
const APPLICATION =
  "docker|containerd|podman|kube-apiserver|couchdb|mongod|grafana|grafana-server|navidrome|thehive|kibana|opensearch-dashboards|opensearch|cowrie|opencanaryd?|sftpgo|teleport|ntfy|audiobookshelf";

/** Tags may carry an instance or part behind a slash, a hyphen or an underscore: "httpd/backend1", "nginx_access". */
const TAG = new RegExp(`^(?:${WEB}|${WAF}|${DEVICE}|${SENSOR}|${APPLICATION})(?:[/_-][\\w.-]{1,32})?$`, "i");

/** Whether programs of this name are known to log lines of other formats. @example embeds("nginx") // true */
export function embeds(program: string): boolean {
  return program.length <= 128 && TAG.test(program);
}
