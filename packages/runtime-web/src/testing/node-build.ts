import type { ModelPlatform } from "@nestvec/core";
import { after, sha256 } from "../platform/web-platform.ts";
import { wasmBuild, type WebBuild } from "../onnxruntime/web-runtime.ts";

/** onnxruntime-web's own build for Node, which has the same WebAssembly and finds it on disk. */
export const nodeBuild: WebBuild = { ...wasmBuild, load: () => import("onnxruntime-web") };

/** What a model needs of Node besides. */
export const nodePlatform: Omit<ModelPlatform, "runtime"> = {
  clock: () => performance.now(),
  after,
  digest: sha256,
  store: { read: async () => undefined, write: async () => ({ kept: false }) },
};
