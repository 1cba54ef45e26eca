import assert from "node:assert/strict";
import { test } from "node:test";
import { azure } from "../../src/formats/azure.ts";
import { cloudtrail } from "../../src/formats/cloudtrail.ts";
import { googleCloud, googleWorkspace } from "../../src/formats/google-workspace.ts";
import { kubernetes } from "../../src/formats/kubernetes.ts";
import { context, readObject } from "./context-other.ts";

const V = "192.0.2.66";

test("Entra sign-ins answer under both spellings", () => {
  const diagnostic = readObject(azure, {
    time: "2025-06-21T16:47:48Z",
    resourceId: "/tenants/x",
    operationName: "Sign-in activity",
    category: "SignInLogs",
    resultType: "50057",
    resultDescription: "User account is disabled.",
    callerIpAddress: V,
    properties: {
      userPrincipalName: "jane",
      ipAddress: V,
      authenticationRequirement: "singleFactorAuthentication",
      networkLocationDetails: [],
    },
  });
  assert.equal(diagnostic.fields.get("ResultType"), 50057);
  assert.equal(diagnostic.fields.get("ResultDescription"), "User account is disabled.");
  assert.equal(diagnostic.fields.get("AuthenticationRequirement"), "singleFactorAuthentication");
  assert.equal(diagnostic.fields.get("NetworkLocationDetails"), "[]");
  assert.equal(diagnostic.fields.get("event.outcome"), "failure");
  assert.equal(diagnostic.origin, V);
  const graph = readObject(azure, {
    createdDateTime: "2025-06-21T16:47:48Z",
    appDisplayName: "x",
    userPrincipalName: "jane",
    ipAddress: V,
    status: { errorCode: 0 },
  });
  assert.equal(graph.fields.get("event.outcome"), "success");
  assert.deepEqual(graph.logsource.service, ["signinlogs"]);
});

test("Azure activity and audit", () => {
  const activity = readObject(azure, {
    time: "2025-06-21T16:47:48Z",
    resourceId: "/SUBSCRIPTIONS/X",
    operationName: "MICROSOFT.AUTHORIZATION/ELEVATEACCESS/ACTION",
    category: "Administrative",
    callerIpAddress: V,
  });
  assert.deepEqual(activity.logsource.service, ["activitylogs"]);
  assert.equal(activity.fields.get("operationName"), "MICROSOFT.AUTHORIZATION/ELEVATEACCESS/ACTION");
  const audit = readObject(azure, {
    activityDateTime: "2025-06-21T16:47:48Z",
    activityDisplayName: "Add owner to application",
    category: "ApplicationManagement",
    initiatedBy: { user: { userPrincipalName: "jane", ipAddress: V } },
  });
  assert.deepEqual(audit.logsource.service, ["auditlogs"]);
  assert.equal(audit.fields.get("properties.message"), "Add owner to application");
  assert.equal(audit.origin, V);
});

test("a service of AWS is no address", () => {
  const record = {
    eventVersion: "1.08",
    eventTime: "2025-06-21T16:47:48Z",
    eventSource: "s3.amazonaws.com",
    eventName: "GetObject",
    awsRegion: "eu-west-3",
    userIdentity: { type: "AssumedRole" },
  };
  assert.equal(
    readObject(cloudtrail, { ...record, sourceIPAddress: "cloudfront.amazonaws.com" }).origin,
    null,
  );
  assert.equal(readObject(cloudtrail, { ...record, sourceIPAddress: V }).origin, V);
  assert.equal(readObject(cloudtrail, record).fields.get("userIdentity.type"), "AssumedRole");
});

test("Google's fields under the names of public rules", () => {
  const entry = readObject(googleCloud, {
    timestamp: "2025-06-21T16:47:48Z",
    protoPayload: {
      serviceName: "accesscontextmanager.googleapis.com",
      methodName: "m",
      authorizationInfo: [{ permission: "accesscontextmanager.accessPolicies.delete", granted: true }],
      requestMetadata: { callerIp: V },
    },
  });
  assert.equal(entry.fields.get("gcp.audit.method_name"), "m");
  assert.deepEqual(entry.fields.get("data.protoPayload.authorizationInfo.permission"), [
    "accesscontextmanager.accessPolicies.delete",
  ]);
  const activity = readObject(googleWorkspace, {
    id: { time: "2025-06-21T16:47:48.000Z", applicationName: "admin" },
    ipAddress: V,
    events: [{ name: "CHANGE_APPLICATION_SETTING", parameters: [{ name: "SETTING_NAME", value: "2sv" }] }],
  });
  assert.equal(activity.fields.get("eventService"), "admin.googleapis.com");
  assert.deepEqual(activity.fields.get("eventName"), ["CHANGE_APPLICATION_SETTING"]);
  assert.equal(activity.fields.get("setting_name"), "2sv");
});

test("Kubernetes: only the connection, unless it is a trusted proxy", () => {
  const event = {
    kind: "Event",
    apiVersion: "audit.k8s.io/v1",
    verb: "create",
    sourceIPs: ["198.51.100.9", "10.0.0.1"],
  };
  assert.equal(readObject(kubernetes, event).origin, "10.0.0.1");
  assert.equal(readObject(kubernetes, event, context({ trusted: ["10.0.0.0/8"] })).origin, "198.51.100.9");
});
