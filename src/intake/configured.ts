/**
 * The intakes that vigie.yaml asks for.
 * @module
 */
import { isAbsolute, resolve } from "node:path";
import { type AddressRange, parseRange } from "../base/address.ts";
import { problem, VigieError } from "../base/errors.ts";
import { parseDuration, zoneOffset } from "../base/time.ts";
import { type HttpConfig, parseEndpoint, type SyslogConfig } from "../config/listen.ts";
import { type LoadedConfig, sourceConfigOf } from "../config/load.ts";
import { listenHttp } from "./http.ts";
import { followJournal } from "./journald.ts";
import type { Endpoint, TlsFiles } from "./listening.ts";
import type { Intake } from "./live.ts";
import { listenSyslog } from "./syslog.ts";
import { follow, type SourceTraits } from "./tail.ts";

/**
 * All intakes of a configuration, not yet started: every `sources[].path` is followed, and what `listen` names is
 * listened to. Paths are relative to the configuration's folder.
 * @example for (const intake of intakesOf(loaded)) await intake.start(context)
 */
export function intakesOf(loaded: LoadedConfig): readonly Intake[] {
  const { sources, listen } = loaded.config;
  const inFolder = (path: string): string => (isAbsolute(path) ? path : resolve(loaded.folder, path));
  const traits = (entry: TraitsConfig): SourceTraits => traitsOf(entry, loaded);
  const files = sources.map((entry) =>
    // a file that two entries fit belongs to the first one
    follow({
      pattern: inFolder(entry.path),
      traitsOf: (file) => {
        const first = sourceConfigOf(loaded, file);
        return first === null || first === entry ? traits(entry) : null;
      },
    }),
  );
  const syslog = listen.syslog.map((entry) =>
    listenSyslog({
      protocol: entry.protocol,
      endpoint: endpointOf(entry.address),
      tls: entry.protocol === "tls" ? tlsOf(entry, inFolder) : null,
      traits: traits(entry),
      allowed: entry.senders.map(rangeOf),
      ...(listen.syslog.filter(({ protocol }) => protocol === entry.protocol).length > 1
        ? { mark: `@${entry.address}` } // one sender may send to two bodies
        : {}),
    }),
  );
  const http = listen.http === undefined ? [] : [httpOf(listen.http, inFolder, traits)];
  const journals = listen.journald.map((entry) =>
    followJournal({
      traits: traits(entry),
      units: entry.units,
      directory: entry.directory === undefined ? null : inFolder(entry.directory),
    }),
  );
  return [...files, ...syslog, ...http, ...journals];
}

interface TraitsConfig {
  readonly body?: string | undefined;
  readonly format?: string | undefined;
  readonly utc_offset?: string | undefined;
  readonly silence?: string | undefined;
}

/** What an entry says of its source; what it leaves out is the configuration's. */
function traitsOf(entry: TraitsConfig, { config }: LoadedConfig): SourceTraits {
  return {
    body: entry.body ?? config.body,
    format: entry.format ?? null,
    zoneMinutes: zoneOffset(entry.utc_offset ?? config.utc_offset),
    spoofable: false,
    silenceMs: entry.silence === undefined ? null : parseDuration(entry.silence),
  };
}

function httpOf(
  { address, sources, ...tls }: HttpConfig,
  inFolder: (path: string) => string,
  traits: (entry: TraitsConfig) => SourceTraits,
): Intake {
  return listenHttp({
    endpoint: endpointOf(address),
    tls: tls.cert === undefined ? null : tlsOf(tls, inFolder),
    sources: sources.map((entry) => ({
      name: entry.name,
      tokenSha256: entry.token_sha256,
      traits: traits(entry),
    })),
  });
}

function tlsOf(
  { cert, key, client_ca }: Pick<SyslogConfig, "cert" | "key" | "client_ca">,
  inFolder: (path: string) => string,
): TlsFiles {
  return {
    cert: inFolder(cert ?? ""),
    key: inFolder(key ?? ""),
    clientCa: client_ca === undefined ? null : inFolder(client_ca),
  };
}

/** The schema has checked it; a configuration made otherwise is told so. */
function endpointOf(text: string): Endpoint {
  const endpoint = parseEndpoint(text);
  if (endpoint === null) throw unexpected(text, 'name an address and port such as "127.0.0.1:5514"');
  return endpoint;
}

function rangeOf(text: string): AddressRange {
  const range = parseRange(text);
  if (range === null) throw unexpected(text, "name an address or a range such as 192.0.2.0/24");
  return range;
}

function unexpected(text: string, remedy: string): VigieError {
  return new VigieError(problem("config", { file: text }, "cannot be used", remedy));
}
