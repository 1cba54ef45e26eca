/**
 * Refused logins of database servers: MySQL and MariaDB, SQL Server, MongoDB.
 * @module
 */
import { parseIso } from "../base/time.ts";
import type { FieldValue } from "../model/fields.ts";
import type { Format, JsonFormat, JsonObject, LineFormat, MessageFormat, ReadContext } from "./format.ts";
import { FAILED, IP, type Layout, logFormat, programFormat, readLayouts } from "./layout.ts";
import { reporter, type Sighting } from "./sighting.ts";
import { looseStamp, type Stamp } from "./stamp.ts";
import { peerAtLastColon } from "./text.ts";

const MYSQL_DENIED =
  "^(?:\\d{1,20} )?\\[(?:Warning|Note|ERROR)\\] (?:\\[MY-\\d{1,8}\\] \\[Server\\] )?Access denied for user '";

/**
 * The name is quoted without escaping, the host follows it and ends the line but for a fixed remark. The database is
 * the client's word as well: where it may have begun before the host, nobody is named.
 */
const MYSQL: readonly Layout[] = [
  {
    pattern: new RegExp(
      `${MYSQL_DENIED}(?<user>(?:(?! to database ').)*)'@'(?:${IP}|[^'\\s]{1,255})'(?: \\(using password: (?:YES|NO)\\))?(?: to database '[^']{0,64}')?$`,
    ),
    why: "access denied",
    ...FAILED,
  },
  {
    pattern: new RegExp(`${MYSQL_DENIED}.* to database '[^']{0,64}'@'[^'\\s]{1,255}'`),
    why: "access denied",
    ...FAILED,
  },
];

const mysqld: MessageFormat = {
  ...programFormat(
    { name: "mysqld", title: "MySQL and MariaDB, through syslog", services: ["mysql"] },
    /^(?:mysqld|mariadbd?|mysqld_safe)$/,
    MYSQL,
  ),
  read(message, context) {
    const own = mysqlStamp(message.text, context);
    const text = own === null ? message.text : message.text.slice(own.end);
    return MYSQL_FORMAT.read({ ...message, text }, context);
  },
};
const MYSQL_FORMAT = programFormat({ name: "mysqld", title: "", services: ["mysql"] }, /^mysqld$/, MYSQL);

const OLD = /^(\d\d)(\d\d)(\d\d) {1,2}(\d{1,2}:\d\d:\d\d) /;

/** `yymmdd h:mm:ss`, as servers before 5.7 wrote it, or one of the usual spellings. */
function mysqlStamp(line: string, context: ReadContext): Stamp | null {
  const old = OLD.exec(line.slice(0, 24));
  if (old === null) return looseStamp(line, context);
  const clock = (old[4] ?? "").padStart(8, "0");
  return {
    time: parseIso(`20${old[1]}-${old[2]}-${old[3]} ${clock}`, context.zoneMinutes),
    end: old[0].length,
  };
}

const reportMysql = reporter("mysqld-log", ["mysql"]);

const mysqldLog: LineFormat = {
  kind: "line",
  name: "mysqld-log",
  title: "MySQL and MariaDB error log",
  read(line, context) {
    const stamp = mysqlStamp(line, context);
    if (stamp === null) return null;
    const text = line.slice(stamp.end);
    const sighting = readLayouts(MYSQL, text);
    return sighting === null ? null : reportMysql(sighting, text, stamp.time);
  },
};

/** The name and the reason come before the client, which ends the line. */
const mssql: LineFormat = logFormat(
  { name: "mssql", title: "Microsoft SQL Server error log", services: ["mssql"], product: "windows" },
  [
    {
      pattern: new RegExp(`^Logon {1,12}Login failed for user '(?<user>[^']*)'.* \\[CLIENT: ${IP}\\]$`),
      why: "login failed",
      ...FAILED,
      mark: " [CLIENT: ",
      place: /(?<ip>[0-9A-Fa-f.:]{2,45})\]/y,
    },
  ],
);

const reportMongo = reporter("mongodb", ["mongodb"]);
const MONGO_FAILED = new Set([20249, 5286307]);

const mongodb: JsonFormat = {
  kind: "json",
  name: "mongodb",
  title: "MongoDB, structured log",
  read(object) {
    if (typeof object["c"] !== "string" || typeof object["msg"] !== "string" || !isObject(object["t"]))
      return null;
    const time = object["t"]["$date"];
    const attr = isObject(object["attr"]) ? object["attr"] : {};
    const sighting = readMongo(object, attr);
    return reportMongo(sighting, JSON.stringify(object), typeof time === "string" ? parseIso(time) : null);
  },
};

function isObject(value: FieldValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function readMongo(object: JsonObject, attr: JsonObject): Sighting {
  const remote = attr["remote"] ?? attr["client"];
  const peer = peerAtLastColon(typeof remote === "string" ? remote : undefined);
  const user = isObject(attr["user"]) ? attr["user"]["user"] : (attr["principalName"] ?? attr["user"]);
  const name = typeof user === "string" ? user : null;
  const failed = object["c"] === "ACCESS" && MONGO_FAILED.has(Number(object["id"]));
  if (failed && attr["error"] !== undefined && attr["error"] !== "OK") {
    return { why: "authentication failed", ...FAILED, peer, user: name };
  }
  if (
    object["c"] === "ACCESS" &&
    /^(?:Authentication succeeded|Successfully authenticated)$/.test(String(object["msg"]))
  ) {
    return { why: "authenticated", action: "login", outcome: "success", peer, user: name };
  }
  if (object["c"] === "NETWORK") return { why: "connection", action: "connection", peer };
  return { why: "MongoDB message", action: "system", peer };
}

const MONGO_LINE: readonly Layout[] = [
  {
    pattern: new RegExp(
      `^(?:[A-Z] +[A-Z]+ +)?\\[conn\\d{1,12}\\] end connection ${IP}:(?<port>\\d{1,5}) \\(`,
    ),
    why: "end of connection",
    action: "connection",
  },
  {
    pattern: new RegExp(
      `^(?:[A-Z] +[A-Z]+ +)?\\[(?:conn\\d{1,12}|initandlisten|listener)\\] connection accepted from ${IP}:(?<port>\\d{1,5}) #`,
    ),
    why: "connection",
    action: "connection",
  },
  {
    pattern:
      /^(?:[A-Z] +[A-Z]+ +)?\[conn\d{1,12}\] (?:Failed to authenticate|SASL|SCRAM-SHA-\d{1,3} authentication failed for) /,
    why: "authentication failed",
    ...FAILED,
    mark: " from client ",
    place: /(?<ip>[0-9A-Fa-f.:]{2,45}):(?<port>\d{1,5}) ; /y,
  },
];

const mongodbLog: LineFormat = logFormat(
  { name: "mongodb-log", title: "MongoDB before 4.4, text log", services: ["mongodb"] },
  MONGO_LINE,
);

/** The formats of this file. */
export const databases: readonly Format[] = [mysqld, mysqldLog, mssql, mongodb, mongodbLog];
