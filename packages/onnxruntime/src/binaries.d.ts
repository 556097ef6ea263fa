// The packages of binaries are CommonJS, and what they export is what the binary does.
declare module "@nestvec/onnxruntime-*" {
  import type { Binding } from "./binding.ts";
  const binding: Binding;
  export default binding;
}
