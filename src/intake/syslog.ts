/**
 * Syslog from the network. Messages are passed on as they came, one to a line; the formats read them.
 * @module
 */
import type { AddressRange } from "../base/address.ts";
import type { Endpoint, TlsFiles } from "./listening.ts";
import type { Intake } from "./live.ts";
import { TcpIntake } from "./syslog-tcp.ts";
import { UdpIntake } from "./syslog-udp.ts";
import type { SourceTraits } from "./tail.ts";

export interface SyslogOptions {
  readonly protocol: "udp" | "tcp" | "tls";
  readonly endpoint: Endpoint;
  /** Required for tls. */
  readonly tls: TlsFiles | null;
  readonly traits: SourceTraits;
  /** Ranges from which messages are taken; empty for any. */
  readonly allowed: readonly AddressRange[];
  /** Bytes of one message; what is longer is cut. */
  readonly maxMessageBytes?: number;
  readonly maxConnections?: number;
  /** Part of the ids of its senders, where there are several listeners of one protocol: "@127.0.0.1:5514". */
  readonly mark?: string;
  readonly idleMs?: number;
}

/** A running listener knows its port. */
export interface Listener extends Intake {
  readonly port: number;
}

/**
 * A listener for syslog. Every sender is a source: "syslog-udp:ADDRESS", "syslog-tcp:ADDRESS", "syslog-tls:NAME" (the
 * common name of the client's certificate, or its address where none is asked for).
 * @example listenSyslog({ protocol: "tcp", endpoint: { host: "127.0.0.1", port: 5514 }, tls: null, traits, allowed: [] })
 */
export function listenSyslog(options: SyslogOptions): Listener {
  return options.protocol === "udp" ? new UdpIntake(options) : new TcpIntake(options);
}
