/**
 * `api:` in vigie.yaml: where bouncers fetch decisions. Without it nothing listens.
 * @module
 */
import { resolve } from "node:path";
import * as z from "zod";

export interface ApiConfig {
  /** PORT or HOST:PORT. */
  readonly address: string;
  /** PEM files, relative to the folder of vigie.yaml. */
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  /** The authority whose client certificates are accepted instead of keys. */
  readonly client_ca?: string | undefined;
}

/** Loopback, and none of the ports that programs commonly take; CrowdSec's own 8080 is often taken. */
const DEFAULT_API_ADDRESS = "127.0.0.1:8741";

/** Reads `PORT`, `HOST:PORT` or `[V6]:PORT`. @example readAddress("8741") // { host: "127.0.0.1", port: 8741 } */
export function readAddress(text: string): { readonly host: string; readonly port: number } | null {
  const match = /^(?:([A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\]):)?(\d{1,5})$/.exec(text);
  const port = Number(match?.[2]);
  if (match === null || port > 65_535) return null;
  return { host: match[1]?.replace(/^\[(.*)\]$/, "$1") ?? "127.0.0.1", port };
}

const file = z.string().min(1);

export const apiSchema: z.ZodType<ApiConfig> = z
  .strictObject({
    address: z
      .string()
      .refine((text) => readAddress(text) !== null, "expected PORT or HOST:PORT, such as 127.0.0.1:8741")
      .default(DEFAULT_API_ADDRESS),
    cert: file.optional(),
    key: file.optional(),
    client_ca: file.optional(),
  })
  .refine(({ cert, key }) => (cert === undefined) === (key === undefined), "cert and key go together")
  .refine(
    ({ cert, client_ca }) => client_ca === undefined || cert !== undefined,
    "client_ca needs cert and key",
  );

/** What starts the API: its address, and the files for TLS with whole paths. */
export interface ApiSettings {
  readonly address: { readonly host: string; readonly port: number };
  readonly tls: { readonly cert: string; readonly key: string; readonly clientCa: string | null } | null;
}

/** @param folder the folder of vigie.yaml @example apiSettings(loaded.config.api ?? defaults, loaded.folder) */
export function apiSettings({ address, cert, key, client_ca }: ApiConfig, folder: string): ApiSettings {
  const read = readAddress(address) ?? { host: "127.0.0.1", port: 0 }; // the schema lets nothing else through
  if (cert === undefined || key === undefined) return { address: read, tls: null };
  const clientCa = client_ca === undefined ? null : resolve(folder, client_ca);
  return { address: read, tls: { cert: resolve(folder, cert), key: resolve(folder, key), clientCa } };
}
