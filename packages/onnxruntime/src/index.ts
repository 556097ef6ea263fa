export type { Binding, NativeSession, NativeValue } from "./binding.ts";
export { Tensor } from "onnxruntime-common";
export { listSupportedBackends } from "./list-supported-backends.ts";
export { loadBinding, supportedSystems } from "./load-binding.ts";
export { loadWebAssembly, type WebAssemblyBuild } from "./load-web-assembly.ts";
export { InferenceSession, type Session, type SessionOptions } from "./session.ts";
export { onnxRuntimeVersion } from "./version.ts";
