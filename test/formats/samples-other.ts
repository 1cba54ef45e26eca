/**
 * One or more lines of every format of list-other.ts, with the address that may be named. Own lines, after the
 * documentation of each format, with documentation addresses (RFC 5737, RFC 3849).
 */

export interface Sample {
  readonly format: string;
  readonly line: string;
  readonly origin: string | null;
}

const V = "192.0.2.66";
const json = (format: string, object: object, origin: string | null): Sample => ({
  format,
  line: JSON.stringify(object),
  origin,
});

const AUDIT_TIME = "2025-06-21T16:47:48";

export const otherSamples: readonly Sample[] = [
  { format: "web-access", line: `${V} - - [21/Jun/2025:16:47:10 +0000] "GET / HTTP/1.1" 200 5`, origin: V },
  {
    format: "web-access",
    line: `${V} - j.doe [21/Jun/2025:16:47:10 +0200] "POST /wp-login.php HTTP/1.1" 302 - "https://example.org/" "Mozilla/5.0 (X11)"`,
    origin: V,
  },
  {
    format: "web-access",
    line: `www.example.org:443 2001:db8::7 - - [21/Jun/2025:16:47:10 +0200] "GET /?a=%2e%2e HTTP/2.0" 404 162 "-" "curl/8.5.0"`,
    origin: "2001:db8::7",
  },
  {
    format: "web-access",
    line: `${V} - - [21/Jun/2025:16:47:10 +0000] "GET /d/ HTTP/2.0" 401 17 "-" "Mozilla/5.0" 72 "front@file" "http://10.0.0.9:80" 3ms`,
    origin: V,
  },
  {
    format: "nginx-error",
    line: `2025/06/21 16:47:48 [error] 31#31: *7 access forbidden by rule, client: ${V}, server: example.org, request: "GET /.git/config HTTP/1.1", host: "example.org"`,
    origin: V,
  },
  {
    format: "apache-error",
    line: `[Sat Jun 21 16:47:48.123456 2025] [authz_core:error] [pid 71:tid 1403] [client ${V}:51380] AH01630: client denied by server configuration: /srv/www/private`,
    origin: V,
  },
  {
    format: "apache-error",
    line: `[Sat Jun 21 16:47:48 2025] [error] [client ${V}] File does not exist: /srv/www/[client 198.51.100.9] x`,
    origin: V,
  },
  json(
    "modsecurity",
    {
      transaction: {
        client_ip: V,
        time_stamp: "Sat Jun 21 16:47:48 2025",
        client_port: 51000,
        request: { method: "GET", http_version: 1.1, uri: "/?q=1%27", headers: { Host: "example.org" } },
        response: { http_code: 403, headers: {} },
        messages: [{ message: "SQL Injection", details: { ruleId: "942100", severity: "2" } }],
      },
    },
    V,
  ),
  json(
    "caddy",
    {
      level: "info",
      ts: 1750524468.5,
      logger: "http.log.access",
      msg: "handled request",
      request: {
        remote_ip: V,
        remote_port: "40000",
        proto: "HTTP/2.0",
        method: "GET",
        host: "example.org",
        uri: "/a?b=c",
        headers: { "User-Agent": ["curl/8"], "X-Forwarded-For": ["198.51.100.9"] },
      },
      size: 12,
      status: 404,
    },
    V,
  ),
  json(
    "traefik",
    {
      ClientAddr: `${V}:40000`,
      ClientHost: "198.51.100.9",
      RequestMethod: "GET",
      RequestPath: "/x",
      RequestProtocol: "HTTP/1.1",
      DownstreamStatus: 200,
      time: "2025-06-21T16:47:48Z",
    },
    V,
  ),
  json(
    "envoy",
    {
      start_time: "2025-06-21T16:47:48.120Z",
      method: "GET",
      path: "/x",
      response_code: 200,
      downstream_remote_address: `${V}:5000`,
      "user-agent": "zgrab",
      x_forwarded_for: "198.51.100.9",
    },
    V,
  ),
  {
    format: "haproxy",
    line: `${V}:58430 [21/Jun/2025:16:47:48.608] main app/app1 0/0/1/2/3 401 248 - - ---- 1/1/0/0/0 0/0 {example.org|198.51.100.9} "GET / HTTP/1.1"`,
    origin: V,
  },
  {
    format: "haproxy",
    line: `${V}:58430 [21/Jun/2025:16:47:48.608] imap imap/m1 0/0/5 210 -- 1/1/0/0/0 0/0`,
    origin: V,
  },
  {
    format: "aws-load-balancer",
    line: `https 2025-06-21T16:47:48.186641Z app/x/490d68edf046 ${V}:44740 10.0.0.1:80 0.086 0.048 0.037 200 200 0 57 "GET https://www.example.org:443/robots.txt HTTP/1.1" "curl/7.46.0" ECDHE TLSv1.2 arn:aws:x "Root=1" "www.example.org" "-" 1 2025-06-21T16:47:48.0Z "forward" "-" "-" "10.0.0.1:80" "200" "-" "-"`,
    origin: V,
  },
  json(
    "windows",
    {
      Event: {
        "#attributes": { xmlns: "http://schemas.microsoft.com/win/2004/08/events/event" },
        System: {
          Provider: { "#attributes": { Name: "Microsoft-Windows-Security-Auditing" } },
          EventID: 4625,
          TimeCreated: { "#attributes": { SystemTime: "2025-06-21T16:47:48.117530Z" } },
          Channel: "Security",
          Computer: "dc1.example.org",
        },
        EventData: { TargetUserName: "admin", IpAddress: V, IpPort: "49152", LogonType: 3 },
      },
    },
    V,
  ),
  json(
    "windows",
    {
      EventID: 1,
      Channel: "Microsoft-Windows-Sysmon/Operational",
      SourceName: "Microsoft-Windows-Sysmon",
      Hostname: "pc1",
      "@timestamp": "2025-06-21T16:47:48Z",
      Image: "C:\\Windows\\System32\\cmd.exe",
      Hashes: "SHA1=AA,MD5=BB,SHA256=CC,IMPHASH=DD",
    },
    null,
  ),
  json(
    "windows",
    {
      "@timestamp": "2025-06-21T16:47:48Z",
      message: "An account was successfully logged on.",
      winlog: {
        channel: "Security",
        event_id: "4624",
        computer_name: "pc1",
        provider_name: "Microsoft-Windows-Security-Auditing",
        event_data: { TargetUserName: "x", IpAddress: "::1" },
      },
    },
    null,
  ),
  json(
    "suricata",
    {
      timestamp: "2025-06-21T16:47:48.123456+0200",
      flow_id: 1,
      event_type: "alert",
      src_ip: "203.0.113.5",
      src_port: 80,
      dest_ip: V,
      dest_port: 51000,
      proto: "TCP",
      alert: {
        action: "allowed",
        signature_id: 2100498,
        signature: "GPL ATTACK_RESPONSE id check",
        severity: 2,
      },
      direction: "to_client",
    },
    V,
  ),
  json(
    "zeek",
    {
      _path: "conn",
      ts: 1750524468.1,
      uid: "C1",
      "id.orig_h": V,
      "id.orig_p": 4000,
      "id.resp_h": "203.0.113.5",
      "id.resp_p": 22,
      proto: "tcp",
      conn_state: "S0",
    },
    V,
  ),
  {
    format: "cef",
    line: `CEF:0|Fortinet|Fortigate|v7|0001|traffic forward|5|src=${V} spt=4000 dst=203.0.113.5 dpt=443 act=deny msg=one \\= two rt=1750524468000`,
    origin: V,
  },
  {
    format: "cef",
    line: `LEEF:2.0|Vendor|Sensor|1.0|login|^|src=${V}^usrName=x y^devTime=2025-06-21T16:47:48Z`,
    origin: V,
  },
  {
    format: "fortigate",
    line: `date=2025-06-21 time=16:47:48 devname="FGT" devid="FG100" tz="+0200" logid="0000000013" type="traffic" subtype="forward" srcip=${V} srcport=4000 dstip=203.0.113.5 dstport=22 action="deny"`,
    origin: V,
  },
  {
    format: "panos",
    line: `1,2025/06/21 16:47:48,0164010,TRAFFIC,drop,2561,2025/06/21 16:47:48,${V},203.0.113.5,0.0.0.0,0.0.0.0,rule,,,ssh,vsys1,Untrust,DMZ,ae1,,log,2025/06/21 16:47:48,0,1,40000,22,0,0,0x0,tcp,deny,60`,
    origin: V,
  },
  {
    format: "cisco-asa",
    line: `%ASA-4-106023: Deny tcp src outside:${V}/1234 dst inside:203.0.113.5/22 by access-group "acl" [0x0, 0x0]`,
    origin: V,
  },
  {
    format: "auditd",
    line: `type=USER_LOGIN msg=audit(1750524468.117:42): pid=7 uid=0 auid=4294967295 ses=1 msg='op=login acct="root" exe="/usr/sbin/sshd" hostname=? addr=${V} terminal=sshd res=failed'`,
    origin: V,
  },
  {
    format: "auditd",
    line: 'type=EXECVE msg=audit(1750524468.117:43): argc=3 a0="sh" a1="-c" a2=6361742022612062222E747874',
    origin: null,
  },
  json(
    "laurel",
    { ID: "1750524468.117:44", SYSCALL: { exe: "/bin/sh" }, EXECVE: { ARGV: ["sh", "-c", "id"] } },
    null,
  ),
  json(
    "m365",
    {
      CreationTime: AUDIT_TIME,
      Id: "1",
      Operation: "UserLoginFailed",
      RecordType: 15,
      Workload: "AzureActiveDirectory",
      UserId: "a@example.org",
      ClientIP: `${V}:1234`,
      ActorIpAddress: V,
    },
    V,
  ),
  json(
    "m365",
    {
      CreationDate: `${AUDIT_TIME}Z`,
      AuditData: JSON.stringify({
        CreationTime: AUDIT_TIME,
        Operation: "New-InboxRule",
        Workload: "Exchange",
        ClientIP: "[2001:db8::7]:443",
        Parameters: [{ Name: "ForwardTo", Value: "x@example.net" }],
      }),
    },
    "2001:db8::7",
  ),
  json(
    "azure",
    {
      time: "2025-06-21T16:47:48Z",
      resourceId: "/tenants/x",
      operationName: "Sign-in activity",
      category: "SignInLogs",
      resultType: "50126",
      callerIpAddress: V,
      properties: {
        createdDateTime: "2025-06-21T16:47:48Z",
        userPrincipalName: "a@example.org",
        ipAddress: V,
      },
    },
    V,
  ),
  json(
    "google-workspace",
    {
      kind: "admin#reports#activity",
      id: { time: "2025-06-21T16:47:48.000Z", applicationName: "login" },
      actor: { email: "a@example.org" },
      ipAddress: V,
      events: [{ type: "login", name: "login_failure", parameters: [{ name: "login_type", value: "saml" }] }],
    },
    V,
  ),
  json(
    "google-cloud",
    {
      timestamp: "2025-06-21T16:47:48Z",
      protoPayload: {
        serviceName: "compute.googleapis.com",
        methodName: "v1.compute.firewalls.insert",
        requestMetadata: { callerIp: V },
      },
    },
    V,
  ),
  json(
    "cloudtrail",
    {
      eventVersion: "1.08",
      eventTime: "2025-06-21T16:47:48Z",
      eventSource: "signin.amazonaws.com",
      eventName: "ConsoleLogin",
      awsRegion: "eu-west-3",
      sourceIPAddress: V,
      userIdentity: { type: "IAMUser", userName: "x" },
      responseElements: { ConsoleLogin: "Failure" },
    },
    V,
  ),
  json(
    "okta",
    {
      eventType: "user.session.start",
      published: "2025-06-21T16:47:48.000Z",
      actor: { alternateId: "a@example.org" },
      client: { ipAddress: V },
      outcome: { result: "FAILURE", reason: "INVALID_CREDENTIALS" },
    },
    V,
  ),
  json(
    "github",
    {
      action: "repo.destroy",
      actor: "octo",
      actor_ip: V,
      "@timestamp": 1750524468000,
      _document_id: "d",
      org: "o",
    },
    V,
  ),
  json(
    "kubernetes",
    {
      kind: "Event",
      apiVersion: "audit.k8s.io/v1",
      verb: "create",
      stage: "ResponseComplete",
      sourceIPs: ["198.51.100.9", V],
      objectRef: { resource: "pods", subresource: "exec" },
      requestReceivedTimestamp: "2025-06-21T16:47:48.000000Z",
    },
    V,
  ),
  {
    format: "app-access",
    line: `[notice] 2025-06-21T16:47:48.579985Z node@host <0.17.12> e1fed412f8 example.org ${V} undefined GET /x 404 ok 1`,
    origin: V,
  },
  {
    format: "app-access",
    line: `2025/06/21 16:47:48 [2025-06-21 16:47:48.417] [router:root] [origin:example.org] [client: ${V}] [useragent: a] [client: 198.51.100.9] b] GET /x 404`,
    origin: V,
  },
  json(
    "dashboards",
    {
      type: "response",
      "@timestamp": "2025-06-21T16:47:48Z",
      method: "post",
      statusCode: 401,
      req: { url: "/auth/login", method: "post", headers: { host: "example.org" }, remoteAddress: V },
    },
    V,
  ),
  json(
    "opencanary",
    {
      logtype: 4002,
      node_id: "canary",
      dst_port: 22,
      src_host: V,
      utc_time: "2025-06-21 16:47:48.1",
      logdata: { USERNAME: "r" },
    },
    V,
  ),
  json(
    "duo",
    {
      event_type: "authentication",
      txid: "t",
      result: "denied",
      timestamp: 1750524468,
      access_device: { ip: V },
      user: { name: "x" },
    },
    V,
  ),
  json(
    "onelogin",
    { event_type_id: 6, account_id: 1, ipaddr: V, event_timestamp: "2025-06-21 16:47:48 UTC" },
    V,
  ),
  json(
    "bitbucket",
    {
      auditType: { action: "User login failed", category: "Authentication" },
      source: V,
      timestamp: 1750524468000,
    },
    V,
  ),
];

/** Records that only the generic readers read. */
export const genericSamples: readonly Sample[] = [
  json(
    "json",
    { time: "2025-06-21T16:47:48Z", level: "warn", message: "Failed login for x", remote_addr: V },
    V,
  ),
  json("json", { time: "2025-06-21T16:47:48Z", message: "two", ip: V, client_ip: "198.51.100.9" }, null),
  {
    format: "logfmt",
    line: `t=2025-06-21T16:47:48+02:00 level=error uname= msg="Invalid username or password" remote_addr=${V}`,
    origin: V,
  },
];
