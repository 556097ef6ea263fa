// ONNX Runtime finds its WebAssembly beside this file of its own.
export * from "./dist/ort.node.min.mjs";
