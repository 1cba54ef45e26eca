/**
 * Access lines of AWS load balancers (application and classic): words and quoted texts in a fixed order; the client and
 * the numbers come first, the client's text after.
 * @module
 */
import { parseHostPort } from "../base/address.ts";
import { parseIso } from "../base/time.ts";
import type { Event } from "../model/event.ts";
import { type Logsource, logsource } from "../model/logsource.ts";
import type { LineFormat } from "./format.ts";
import { toEvent } from "./format.ts";
import { parseRequestLine, webFields } from "./web.ts";

const ALB: Logsource = logsource({ category: "webserver", product: "aws", service: "elb" });

const HEAD =
  /^(?:(https?|h2|grpcs|wss?) )?(\d{4}-\d\d-\d\dT[\d:.]{8,16}Z) ([A-Za-z0-9/_.-]{1,255}) ([^ ]{7,66}) ([^ ]{1,66}) (-?[\d.]+) (-?[\d.]+) (-?[\d.]+) (-|\d{1,3}) (-|\d{1,3}) (\d{1,18}) (\d{1,18}) "/;

/** Reads AWS load balancer access lines. */
export const loadBalancer: LineFormat = {
  name: "aws-load-balancer",
  title: "AWS application or classic load balancer access line",
  kind: "line",
  read: readLoadBalancer,
};

function readLoadBalancer(line: string): Event | null {
  const head = HEAD.exec(line);
  if (head === null) return null;
  const client = parseHostPort(head[4] ?? "");
  const time = parseIso(head[2] ?? "");
  const rest = line.slice(head[0].length);
  const end = rest.indexOf('" "');
  const agentEnd = end < 0 ? -1 : rest.indexOf('" ', end + 3);
  if (client === null || time === null || end < 0) return null;
  const request = parseRequestLine(rest.slice(0, end));
  const url = splitUrl(request.target);
  const agent = rest.slice(end + 3, agentEnd < 0 ? rest.lastIndexOf('"') : agentEnd);
  const fields = webFields({
    ip: client.ip,
    method: request.method,
    target: url.target,
    version: request.version,
    status: head[9] === "-" ? null : Number(head[9]),
    bytes: Number(head[12]),
    referrer: null,
    agent: agent === "-" || agent === "" ? null : agent,
    user: null,
    host: url.host,
  });
  fields["source.port"] = client.port;
  return toEvent({
    format: "aws-load-balancer",
    why: "load balancer access line",
    time,
    origin: client.ip,
    logsource: ALB,
    fields,
  });
}

/** A load balancer logs the whole address: the path begins behind the host. */
function splitUrl(url: string): { readonly host: string | null; readonly target: string } {
  const scheme = url.indexOf("://");
  if (scheme < 0 || scheme > 5) return { host: null, target: url };
  const slash = url.indexOf("/", scheme + 3);
  const authority = slash < 0 ? url.slice(scheme + 3) : url.slice(scheme + 3, slash);
  return { host: authority.replace(/:\d{1,5}$/, ""), target: slash < 0 ? "/" : url.slice(slash) };
}
