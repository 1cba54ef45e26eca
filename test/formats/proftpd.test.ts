import { checkLines, type LineVector } from "./reading.ts";

const H = "Jun 21 16:47:48 h ";
const T = "192.0.2.66";

const vectors: readonly LineVector[] = [
  [
    `${H}proftpd[1]: ftp.example.org (c.example.net[${T}]) - USER anna: no such user found from c.example.net [${T}] to 203.0.113.1:21`,
    "login",
    "failure",
    null,
    "anna",
    T,
  ],
  [
    `${H}proftpd[1]: ftp.example.org (c.example.net[${T}]) - USER anna: Login successful.`,
    "login",
    "success",
    null,
    "anna",
    T,
  ],
  [
    `${H}proftpd[1]: ftp.example.org (c.example.net[${T}]) - FTP session opened.`,
    "connection",
    undefined,
    null,
    undefined,
    T,
  ],
  [
    `Jun 21 16:47:48 h proftpd[1] ftp.example.org (c.example.net[::ffff:${T}]): SECURITY VIOLATION: root login attempted.`,
    "login",
    "failure",
    null,
    undefined,
    T,
  ],
];

checkLines(vectors);
