/** Certificates for tests, made by openssl; valid for a day. */
import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";

export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
}

export function hasOpenssl(): boolean {
  return spawnSync("openssl", ["version"]).status === 0;
}

/** An authority: `name.pem` and `name.key` in the folder. */
export function authority(folder: string, name: string): CertificateFiles {
  return make(folder, name, []);
}

/** A certificate for a common name, also valid for 127.0.0.1, signed by an authority; its files are called like it. */
export function certificate(folder: string, by: CertificateFiles, commonName: string): CertificateFiles {
  const signed = ["-CA", by.cert, "-CAkey", by.key, "-addext", "subjectAltName=IP:127.0.0.1"];
  return make(folder, commonName, signed);
}

/** An authority, and certificates that it signed. */
export function makeCertificates(folder: string, name: string, commonNames: readonly string[]): void {
  const by = authority(folder, name);
  for (const commonName of commonNames) certificate(folder, by, commonName);
}

function make(folder: string, name: string, more: readonly string[]): CertificateFiles {
  const files = { cert: join(folder, `${name}.pem`), key: join(folder, `${name}.key`) };
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", files.key];
  const request = ["-x509", ...key, "-out", files.cert, "-subj", `/CN=${name}`, "-days", "1", ...more];
  execFileSync("openssl", ["req", ...request], { stdio: "ignore" });
  return files;
}
