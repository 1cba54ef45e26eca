/**
 * What this machine itself tells about addresses that must not be blocked: its own, its gateways and resolvers, and
 * from where people are signed in. Linux; elsewhere the sources are missing, which counts as not readable.
 * @module
 */
import { readFileSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { systemCode } from "../base/errors.ts";
import { readSessions } from "./sessions.ts";

export interface MachineFacts {
  readonly own: readonly string[];
  readonly gateways: readonly string[];
  readonly resolvers: readonly string[];
  /** Addresses from which somebody is signed in. */
  readonly sessions: readonly string[];
  /** What could not be read, for a person. */
  readonly unread: readonly string[];
}

/**
 * Reads everything anew.
 * @param root folder before /proc, /etc, /run and /var: tests bring their own
 * @param own addresses of the machine's interfaces
 */
export function readMachine(root = "/", own: readonly string[] = ownAddresses()): MachineFacts {
  const unread: string[] = [];
  const text = (path: string, whenMissing: string | null): string => {
    try {
      return readFileSync(join(root, path), "latin1");
    } catch (error) {
      if (systemCode(error) === "ENOENT" && whenMissing !== null) return whenMissing;
      unread.push(`/${path} cannot be read (${systemCode(error) ?? String(error)})`);
      return "";
    }
  };
  const gateways = [
    ...gateways4(text("proc/net/route", null)),
    ...gateways6(text("proc/net/ipv6_route", "")), // not there where IPv6 is off
  ];
  // the first may name only a local forwarder; the second holds what that one asks (systemd-resolved)
  const resolvers = ["etc/resolv.conf", "run/systemd/resolve/resolv.conf"].flatMap((path) =>
    resolversOf(text(path, "")),
  );
  const sessions = readSessions(root);
  return { own, gateways, resolvers, sessions: sessions.addresses, unread: [...unread, ...sessions.unread] };
}

/** Addresses of all interfaces of this machine (or of this network namespace). */
function ownAddresses(): readonly string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .map(({ address }) => address);
}

/** Gateways of /proc/net/route: hexadecimal numbers in the machine's own byte order. */
export function gateways4(text: string): readonly string[] {
  const fields = text.split("\n").map((line) => line.trim().split(/\s+/)[2] ?? "");
  return fields.filter((hex) => /^[0-9A-F]{8}$/i.test(hex) && hex !== "00000000").map(address4);
}

/** @param hex eight digits, a number of the machine's own byte order */
function address4(hex: string): string {
  const bytes = [...Buffer.from(hex, "hex")];
  const isLittle = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
  return (isLittle ? bytes.reverse() : bytes).join(".");
}

/** Next hops of /proc/net/ipv6_route: 32 hexadecimal digits in network order, the fifth field. */
export function gateways6(text: string): readonly string[] {
  const fields = text.split("\n").map((line) => line.trim().split(/\s+/)[4] ?? "");
  return fields
    .filter((hex) => /^[0-9a-f]{32}$/i.test(hex) && /[^0]/.test(hex))
    .map((hex) => hex.replace(/(.{4})(?=.)/g, "$1:"));
}

/** Name servers of resolv.conf(5). */
export function resolversOf(text: string): readonly string[] {
  return [...text.matchAll(/^[ \t]*nameserver[ \t]+([0-9a-fA-F:.]+)/gm)].map((match) => match[1] ?? "");
}
