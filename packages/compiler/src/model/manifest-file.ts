import type { ManifestFile } from "@nestvec/core";

/** The content of `nestvec-manifest.json`. @see parseManifest of core */
export function manifestFile(files: ReadonlyMap<string, ManifestFile>): string {
  const listed = Array.from(files, ([path, { bytes, sha256, externalFiles }]) => [
    path,
    { bytes, sha256, ...(path.endsWith(".onnx") ? { externalFiles } : {}) },
  ]);
  return `${JSON.stringify({ version: 1, files: Object.fromEntries(listed) }, undefined, 1)}\n`;
}
