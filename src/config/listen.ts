/**
 * `listen:` in vigie.yaml: what a watch takes besides files.
 * @module
 */
import * as z from "zod";
import { parseHostPort } from "../base/address.ts";
import { duration, name, offset, path, range } from "./parts.ts";

/** What every live source may say of itself. */
interface LiveTraits {
  readonly body?: string | undefined;
  readonly format?: string | undefined;
  readonly utc_offset?: string | undefined;
  readonly silence?: string | undefined;
}

export interface SyslogConfig extends LiveTraits {
  readonly protocol: "udp" | "tcp" | "tls";
  /** "ADDRESS:PORT"; IPv6 in brackets. */
  readonly address: string;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  /** Clients must show a certificate of this authority, whose common name then names the source. */
  readonly client_ca?: string | undefined;
  /** Ranges from which messages are taken; none for any. */
  readonly senders: readonly string[];
}

interface HttpSourceConfig extends LiveTraits {
  readonly name: string;
  /** SHA-256 of the token, hexadecimal. */
  readonly token_sha256: string;
}

export interface HttpConfig {
  readonly address: string;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  readonly client_ca?: string | undefined;
  readonly sources: readonly HttpSourceConfig[];
}

interface JournaldConfig extends LiveTraits {
  readonly units: readonly string[];
  /** A folder of journal files; this machine's journal where it is not given. */
  readonly directory?: string | undefined;
}

/** What a watch takes besides files. */
export interface ListenConfig {
  readonly syslog: readonly SyslogConfig[];
  readonly http?: HttpConfig | undefined;
  readonly journald: readonly JournaldConfig[];
}

const traits = {
  body: name.optional(),
  format: name.optional(),
  utc_offset: offset.optional(),
  silence: duration.optional(),
};
const address = z
  .string()
  .refine((text) => parseEndpoint(text) !== null, 'expected an address and port such as "127.0.0.1:5514"');
const tlsFiles = { cert: path.optional(), key: path.optional(), client_ca: path.optional() };

const syslog = z
  .strictObject({
    protocol: z.enum(["udp", "tcp", "tls"]),
    address,
    ...tlsFiles,
    ...traits,
    senders: z.array(range).default([]),
  })
  .superRefine((entry, context) => {
    if (entry.protocol === "tls") return requirePair(entry, context);
    for (const key of ["cert", "key", "client_ca"] as const) {
      if (entry[key] !== undefined)
        context.addIssue({
          code: "custom",
          path: [key],
          message: `belongs to protocol: tls, not to ${entry.protocol}`,
        });
    }
  });

const http = z
  .strictObject({
    address,
    ...tlsFiles,
    sources: z
      .array(
        z.strictObject({
          name: z.string().regex(/^[\w.@-]{1,100}$/, "expected letters, digits and . _ @ - only"),
          token_sha256: z
            .string()
            .regex(/^[0-9a-f]{64}$/, "expected the SHA-256 of the token: printf %s TOKEN | sha256sum"),
          ...traits,
        }),
      )
      .min(1, "expected at least one source with its token"),
  })
  .superRefine((entry, context) => {
    if (entry.cert !== undefined || entry.key !== undefined || entry.client_ca !== undefined)
      requirePair(entry, context);
    for (const key of ["name", "token_sha256"] as const) {
      const seen = new Set<string>();
      for (const [i, source] of entry.sources.entries()) {
        if (seen.has(source[key]))
          context.addIssue({
            code: "custom",
            path: ["sources", i, key],
            message: "another source has the same",
          });
        seen.add(source[key]);
      }
    }
  });

interface TlsEntry {
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}

function requirePair(entry: TlsEntry, context: z.core.$RefinementCtx): void {
  for (const key of ["cert", "key"] as const) {
    if (entry[key] === undefined)
      context.addIssue({ code: "custom", path: [], message: `TLS needs cert and key; ${key} is missing` });
  }
}

/**
 * Reads `ADDRESS:PORT`, IPv6 in brackets; null when it is none. Port 0 takes any free port.
 * @example parseEndpoint("[::1]:5514") // { host: "::1", port: 5514 }
 */
export function parseEndpoint(text: string): { readonly host: string; readonly port: number } | null {
  const found = parseHostPort(text);
  return found === null || found.port === null ? null : { host: found.ip, port: found.port };
}

export const listenSchema: z.ZodType<ListenConfig> = z
  .strictObject({
    syslog: z.array(syslog).default([]),
    http: http.optional(),
    journald: z
      .array(z.strictObject({ units: z.array(name).default([]), directory: path.optional(), ...traits }))
      .default([]),
  })
  .default({ syslog: [], journald: [] });
