/**
 * What can go wrong when a port is to be listened on, in words.
 * @module
 */
import { readFileSync } from "node:fs";
import { errorText, type Problem, problem, systemCode, VigieError } from "../base/errors.ts";
import { readProblem } from "./problems.ts";

/** Where to listen. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** Files of a listener that speaks TLS. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
  /** Certificates of authorities; a client must show a certificate that one of them signed. */
  readonly clientCa: string | null;
}

/** What Node's TLS servers take. */
export interface TlsSettings {
  readonly cert: Buffer;
  readonly key: Buffer;
  readonly ca?: Buffer;
  readonly requestCert: boolean;
  readonly rejectUnauthorized: boolean;
  readonly minVersion: "TLSv1.2";
}

/**
 * Reads the files of a listener.
 * @throws VigieError when one is missing or may not be read
 */
export function tlsSettings(files: TlsFiles): TlsSettings {
  const asks = files.clientCa !== null;
  return {
    cert: readPem(files.cert, "the certificate"),
    key: readPem(files.key, "the private key"),
    ...(files.clientCa === null ? {} : { ca: readPem(files.clientCa, "the clients' authority") }),
    requestCert: asks,
    rejectUnauthorized: asks,
    minVersion: "TLSv1.2",
  };
}

function readPem(file: string, what: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    if (systemCode(error) !== "ENOENT") throw new VigieError(readProblem(file, error), { cause: error });
    const remedy = "make it, or correct the path in vigie.yaml";
    throw new VigieError(problem("not-found", { file }, `${what} is not there`, remedy), { cause: error });
  }
}

/** The certificate and key were read but TLS cannot use them. */
export function tlsProblem(files: TlsFiles, error: unknown): Problem {
  const text = `cannot be used for TLS: ${errorText(error)}`;
  return problem(
    "config",
    { file: files.cert },
    text,
    "certificate, key and authorities must be PEM and belong together",
  );
}

/** Why an address cannot be listened on. */
export function listenProblem({ host, port }: Endpoint, error: unknown): Problem {
  const file = host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
  const code = systemCode(error);
  if (code === "EADDRINUSE")
    return problem(
      "config",
      { file },
      "another program listens there already",
      "end it (ss -lntup shows it), or choose another port",
    );
  if (code === "EACCES")
    return problem(
      "unreadable",
      { file },
      "this user may not listen there",
      "choose a port above 1023, or give CAP_NET_BIND_SERVICE",
    );
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND")
    return problem(
      "config",
      { file },
      "this machine has no such address",
      "name one of its addresses, or 127.0.0.1",
    );
  return problem("config", { file }, `cannot be listened on: ${errorText(error)}`, "choose another address");
}
