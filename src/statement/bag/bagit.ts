/**
 * BagIt (RFC 8493): a folder that `sha256sum -c manifest-sha256.txt` checks, with nothing to install. Written and checked
 * strictly: one digest, no fetch file, payload under `data/`.
 * @module
 */
import { compareText } from "../../base/text.ts";
import { digestHex } from "../../evidence/commitment.ts";
import { type Check, failed } from "../verify/check.ts";
import { checkListed, type Files, listedIn, textOf } from "../verify/files.ts";

const DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
const MANIFEST = "manifest-sha256.txt";
const TAG_MANIFEST = "tagmanifest-sha256.txt";
const PAYLOAD = "data/";

export type BagFiles = ReadonlyMap<string, Uint8Array>;

/**
 * The files of a bag.
 * @param payload by path below `data/`
 * @param tags further files beside it, by path
 * @param info lines of bag-info.txt, in their order
 */
export function bagOf(payload: BagFiles, tags: BagFiles, info: Readonly<Record<string, string>>): BagFiles {
  const data = new Map([...payload].map(([path, bytes]) => [`${PAYLOAD}${path}`, bytes] as const));
  const lines = { ...info, "Payload-Oxum": oxumOf(data) };
  const described = new Map<string, Uint8Array>([
    ["bagit.txt", Buffer.from(DECLARATION)],
    ["bag-info.txt", Buffer.from(infoText(lines))],
    [MANIFEST, Buffer.from(manifestOf(data))],
    ...tags,
  ]);
  return new Map([...described, [TAG_MANIFEST, Buffer.from(manifestOf(described))], ...data]);
}

/** One line each; a value of others cannot begin a line of its own. */
function infoText(info: Readonly<Record<string, string>>): string {
  return Object.entries(info)
    .map(([name, value]) => `${name}: ${value.replace(/\s+/g, " ")}\n`)
    .join("");
}

function oxumOf(data: BagFiles): string {
  let bytes = 0;
  for (const one of data.values()) bytes += one.length;
  return `${bytes}.${data.size}`;
}

function manifestOf(files: BagFiles): string {
  return [...files]
    .sort(([a], [b]) => compareText(a, b))
    .map(([path, bytes]) => `${digestHex(bytes)}  ${path}\n`)
    .join("");
}

/** Checks that a folder is a whole bag: every file is listed once with its digest, and nothing else lies in it. */
export function checkBag(files: Files): readonly Check[] {
  const payload = new Map([...files].filter(([path]) => path.startsWith(PAYLOAD)));
  const tags = new Map([...files].filter(([path]) => !path.startsWith(PAYLOAD) && path !== TAG_MANIFEST));
  const declared = textOf(files.get("bagit.txt")) === DECLARATION;
  const oxum = /^Payload-Oxum: (\S+)$/m.exec(textOf(files.get("bag-info.txt")) ?? "")?.[1];
  const manifest = textOf(files.get(MANIFEST)) ?? "";
  const tagManifest = textOf(files.get(TAG_MANIFEST)) ?? "";
  return [
    {
      name: "bag declaration",
      ok: declared,
      detail: declared ? "BagIt 1.0" : "bagit.txt is not that of BagIt 1.0",
    },
    checkListed("payload manifest", listedIn(manifest), payload),
    checkListed("tag manifest", listedIn(tagManifest), tags),
    ...[manifest, tagManifest]
      .filter((text) => !isCanonical(text))
      .map(() => failed("form of the manifests", "a line is none of sha256sum, or stands twice")),
    { name: "payload size", ok: oxum === oxumOf(payload), detail: oxum ?? "bag-info.txt does not say" },
  ];
}

/** Every line is one, and none is repeated: what is not read could not be checked. */
function isCanonical(manifest: string): boolean {
  const lines = manifest.split("\n");
  return lines.pop() === "" && listedIn(manifest).size === lines.length;
}

/** The payload by its own paths. */
export function payloadOf(files: Files): Files {
  return new Map(
    [...files].flatMap(([path, bytes]) =>
      path.startsWith(PAYLOAD) ? [[path.slice(PAYLOAD.length), bytes]] : [],
    ),
  );
}
