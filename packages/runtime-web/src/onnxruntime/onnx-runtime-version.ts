/** The version of onnxruntime-web that this package is built with. A test compares it with the package itself. */
export const onnxRuntimeVersion = "1.30.0";
