/** Certificates for tests, made with openssl; valid for a day. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";

export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
}

const openssl = (...args: string[]): void => {
  execFileSync("openssl", args, { stdio: "ignore" });
};
const EC: readonly string[] = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];

/** An authority of that name. */
export function authority(folder: string, name: string): CertificateFiles {
  const files = filesOf(folder, name);
  openssl(
    "req",
    "-x509",
    ...EC,
    "-keyout",
    files.key,
    "-out",
    files.cert,
    "-subj",
    `/CN=${name}`,
    "-days",
    "1",
  );
  return files;
}

/** A certificate for a common name, also valid for 127.0.0.1, signed by an authority. */
export function certificate(folder: string, by: CertificateFiles, commonName: string): CertificateFiles {
  const files = filesOf(folder, `${commonName}-${serial++}`);
  const signed = ["-CA", by.cert, "-CAkey", by.key, "-addext", "subjectAltName=IP:127.0.0.1"];
  openssl(
    "req",
    "-x509",
    ...EC,
    "-keyout",
    files.key,
    "-out",
    files.cert,
    "-subj",
    `/CN=${commonName}`,
    "-days",
    "1",
    ...signed,
  );
  return files;
}

let serial = 0;

function filesOf(folder: string, name: string): CertificateFiles {
  return { cert: join(folder, `${name}.pem`), key: join(folder, `${name}.key`) };
}
