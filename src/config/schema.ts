/**
 * vigie.yaml: its shape.
 * @module
 */
import * as z from "zod";
import { parseHostPort, parseRange } from "../base/address.ts";
import { parseDuration } from "../base/time.ts";
import { type Level, levels } from "../model/alert.ts";

/** Logs of one body or kind; the first entry whose pattern fits a file is taken. */
export interface SourceConfig {
  /** A path or glob, relative to the folder of vigie.yaml. */
  readonly path: string;
  readonly body?: string | undefined;
  readonly format?: string | undefined;
  readonly utc_offset?: string | undefined;
  /** In a watch, silence longer than this is an alarm. */
  readonly silence?: string | undefined;
}

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
interface ListenConfig {
  readonly syslog: readonly SyslogConfig[];
  readonly http?: HttpConfig | undefined;
  readonly journald: readonly JournaldConfig[];
}

export interface Config {
  /** The body whose logs these are where no source says otherwise. */
  readonly body: string;
  /** The offset of times that state no zone, such as "+02:00". */
  readonly utc_offset: string;
  /** Rules besides the built-in pack, relative to the folder of vigie.yaml. */
  readonly rules: readonly string[];
  readonly builtin_rules: boolean;
  /** The counting window. */
  readonly gap: string;
  /** How long raw bytes and what was found in them are kept; `vigie erase --expired` deletes what is older. */
  readonly retention: string;
  /** The mildest level that is reported. */
  readonly level: Level;
  /** Values of `%placeholders%` in rules that use the `expand` modifier. */
  readonly placeholders: Readonly<Record<string, readonly string[]>>;
  /** Ranges of the reverse proxies whose forwarded-for header is believed. */
  readonly trusted_proxies: readonly string[];
  readonly sources: readonly SourceConfig[];
  readonly listen: ListenConfig;
}

const offset = z.string().regex(/^[+-]\d\d:[0-5]\d$/, 'expected an offset such as "+02:00"');
const duration = z
  .string()
  .refine((text) => parseDuration(text) !== null, "expected a duration such as 30m, 4h or 1d");
const range = z
  .string()
  .refine((text) => parseRange(text) !== null, "expected an address or a range such as 192.0.2.0/24");
const name = z.string().min(1).max(200);
const traits = {
  body: name.optional(),
  format: name.optional(),
  utc_offset: offset.optional(),
  silence: duration.optional(),
};
const path = z.string().min(1);
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

export const configSchema: z.ZodType<Config> = z.strictObject({
  body: name.default("default"),
  utc_offset: offset.default("+00:00"),
  rules: z.array(z.string().min(1)).default([]),
  builtin_rules: z.boolean().default(true),
  gap: duration.default("30m"),
  retention: duration.default("365d"),
  level: z.enum(levels).default("informational"),
  placeholders: z.record(z.string(), z.array(z.string())).default({}),
  trusted_proxies: z.array(range).default([]),
  sources: z
    .array(
      z.strictObject({
        path: z.string().min(1),
        body: name.optional(),
        format: name.optional(),
        utc_offset: offset.optional(),
        silence: duration.optional(),
      }),
    )
    .default([]),
  listen: z
    .strictObject({
      syslog: z.array(syslog).default([]),
      http: http.optional(),
      journald: z
        .array(z.strictObject({ units: z.array(name).default([]), directory: path.optional(), ...traits }))
        .default([]),
    })
    .default({ syslog: [], journald: [] }),
});
