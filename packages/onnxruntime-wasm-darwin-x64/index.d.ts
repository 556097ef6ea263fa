export * from "@nestvec/onnxruntime-wasm";
