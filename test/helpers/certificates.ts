/** Certificates for tests, made by openssl. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { put } from "./temp.ts";

export function hasOpenssl(): boolean {
  return spawnSync("openssl", ["version"]).status === 0;
}

/** An authority and certificates that it signed, in a folder. */
export function makeCertificates(folder: string, authority: string, names: readonly string[]): void {
  const openssl = (...args: readonly string[]): void => {
    const { status, stderr } = spawnSync("openssl", args, { cwd: folder, encoding: "utf8" });
    assert.equal(status, 0, stderr);
  };
  const fresh = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  openssl(
    "req",
    "-x509",
    ...fresh,
    "-days",
    "2",
    "-subj",
    `/CN=${authority}`,
    "-keyout",
    `${authority}.key`,
    "-out",
    `${authority}.pem`,
  );
  for (const name of names) {
    openssl("req", ...fresh, "-subj", `/CN=${name}`, "-keyout", `${name}.key`, "-out", `${name}.csr`);
    put(folder, "ext", "subjectAltName=IP:127.0.0.1\n");
    openssl(
      "x509",
      "-req",
      "-in",
      `${name}.csr`,
      "-CA",
      `${authority}.pem`,
      "-CAkey",
      `${authority}.key`,
      "-CAcreateserial",
      "-days",
      "2",
      "-extfile",
      "ext",
      "-out",
      `${name}.pem`,
    );
  }
}
