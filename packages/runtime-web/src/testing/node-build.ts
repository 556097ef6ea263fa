import type { WebBuild } from "../web-runtime.ts";
import { wasmBuild } from "../web-runtime.ts";

/** onnxruntime-web's own build for Node, which has the same WebAssembly and finds it on disk. */
export const nodeBuild: WebBuild = { ...wasmBuild, load: () => import("onnxruntime-web") };
