/** The version of ONNX Runtime that this package depends on. Not read from the installed package: a bundle has none. */
export const onnxRuntimeVersion = "1.30.0";
