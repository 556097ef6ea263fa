/** The version of ONNX Runtime whose binaries this package brings. */
export const onnxRuntimeVersion = "1.30.0";
