import { checkLines, type LineVector } from "./reading.ts";

const H = "Jun 21 16:47:48 h ";
const T = "192.0.2.66";

const vectors: readonly LineVector[] = [
  [
    `${H}charon[1]: 06[NET] <con1|62> received packet: from ${T}[500] to 203.0.113.1[500] (108 bytes)`,
    "connection",
    undefined,
    null,
    undefined,
    T,
  ],
  [
    `${H}charon[1]: 06[NET] <con1|62> sending packet: from 203.0.113.1[500] to ${T}[500] (92 bytes)`,
    "system",
    undefined,
    null,
    undefined,
    null,
  ],
  [
    `${H}charon[1]: 06[JOB] <con1|83> deleting half open IKE_SA with ${T} after timeout`,
    "connection",
    "failure",
    null,
    undefined,
    T,
  ],
  [
    `${H}charon[1]: 06[IKE] <con1|62> XAuth authentication of 'anna' failed`,
    "login",
    "failure",
    null,
    "anna",
    null,
  ],
  [
    `${H}charon[1]: 06[IKE] <con1|83> no EAP key found for hosts 'vpn.example.org' - 'anna'`,
    "login",
    "failure",
    null,
    "anna",
    null,
  ],
  [
    `${H}charon[1]: 06[IKE] <5> no IKE config found for 203.0.113.1...${T}, sending NO_PROPOSAL_CHOSEN`,
    "connection",
    "failure",
    null,
    undefined,
    T,
  ],
];

checkLines(vectors);
