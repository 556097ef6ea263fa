import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * What the SHA256SUMS of a folder lists, in the form that `sha256sum --check` reads.
 * @param {string} folder
 * @returns {{ file: string, digest: string }[]} files as paths in the folder
 */
export function readChecksums(folder) {
  const lines = readFileSync(join(folder, "SHA256SUMS"), "utf8").split("\n");
  return lines.flatMap((line) => {
    const [, digest, file] = /^([0-9a-f]{64}) {2}(.+)$/.exec(line) ?? [];
    return digest === undefined || file === undefined ? [] : [{ file, digest }];
  });
}

/** @param {string} file */
export function sha256(file) {
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}
