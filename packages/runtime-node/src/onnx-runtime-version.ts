import { createRequire } from "node:module";

/** The version of onnxruntime-node that is installed, read without loading its binary. */
export const onnxRuntimeVersion: string = readVersion();

function readVersion(): string {
  const manifest: unknown = createRequire(import.meta.url)("onnxruntime-node/package.json");
  if (typeof manifest === "object" && manifest !== null && "version" in manifest && typeof manifest.version === "string")
    return manifest.version;
  return "of unknown version";
}
