/**
 * Signer keys at rest: in a file that nobody else on the machine can read, or in an environment variable.
 * One key a line; empty lines and lines that start with # are skipped. The first keys sign in their order, so a
 * rotation is one line more, later one line less (docs/tlog.md).
 * @module
 */
import { closeSync, fstatSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { systemCode } from "../../base/errors.ts";
import { err, ok, type Result } from "../../base/result.ts";
import { syncFolder, writeSynced } from "./durable.ts";
import { type Fault, fault } from "./fault.ts";
import { parseSignerKey, type SignerKey } from "./vkey.ts";

const MAX_KEY_FILE_BYTES = 65_536;
const OTHERS = 0o077;

/**
 * Reads signer keys from a text. Errors: `bad-key` with the line; never the text itself.
 * @example parseSignerKeys(process.env["VIGIE_LOG_KEY"] ?? "")
 */
export function parseSignerKeys(text: string): Result<readonly SignerKey[], Fault> {
  const signers: SignerKey[] = [];
  for (const [at, line] of text.split("\n").entries()) {
    const word = line.trim();
    if (word === "" || word.startsWith("#")) continue;
    const signer = parseSignerKey(word);
    if (!signer.ok) return err(fault("bad-key", signer.error.text, { line: at + 1, column: 1 }));
    signers.push(signer.value);
  }
  return signers.length > 0 ? ok(signers) : err(fault("bad-key", "there is no signer key"));
}

/**
 * Reads signer keys from a file. Errors: `insecure-key` when it is not a file of this user that only this user can
 * read (not checked on Windows, which has no such rights), `missing`, `unreadable`, `bad-key`.
 * @example readKeyFile("/etc/vigie/log.key")
 */
export function readKeyFile(path: string): Result<readonly SignerKey[], Fault> {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch (error) {
    const code = systemCode(error);
    const kind = code === "ENOENT" ? "missing" : "unreadable";
    return err(fault(kind, `the key file ${path}: ${code ?? String(error)}`));
  }
  try {
    const wrong = checkRights(file, path); // of the open file: the name may be pointed elsewhere meanwhile
    return wrong === null ? parseSignerKeys(readFileSync(file, "utf8")) : err(wrong);
  } catch (error) {
    return err(fault("unreadable", `the key file ${path}: ${systemCode(error) ?? String(error)}`));
  } finally {
    closeSync(file);
  }
}

function checkRights(file: number, path: string): Fault | null {
  const { mode, uid, size } = fstatSync(file);
  if ((mode & 0o170000) !== 0o100000) return fault("insecure-key", `${path} is no regular file`);
  if (size > MAX_KEY_FILE_BYTES) return fault("bad-key", `${path} is too large for a key file`);
  const user = process.getuid?.();
  if (user === undefined) return null;
  if (uid !== user && user !== 0) return fault("insecure-key", `${path} belongs to another user`);
  if ((mode & OTHERS) === 0) return null;
  return fault("insecure-key", `others can reach ${path}: chmod 600 it, and replace the key if they did`);
}

/**
 * Writes a new key file with rights for its owner alone; an existing one is never replaced.
 * Errors: `unreadable` (EEXIST when there is one).
 */
export function writeKeyFile(path: string, keys: Iterable<string>): Result<null, Fault> {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeSynced(path, Buffer.from(`${[...keys].join("\n")}\n`), 0o600);
    syncFolder(dirname(path));
    return ok(null);
  } catch (error) {
    return err(fault("unreadable", `the key file ${path}: ${systemCode(error) ?? String(error)}`));
  }
}
