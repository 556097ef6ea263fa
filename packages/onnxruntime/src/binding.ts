import type { InferenceSession, Tensor } from "onnxruntime-common";

/** ONNX Runtime's Node-API binding: what its binary exports. */
export interface Binding {
  readonly InferenceSession: new () => NativeSession;
  /** The execution providers that the library was built with. */
  listSupportedBackends(): readonly { readonly name: string; readonly bundled: boolean }[];
  /** Makes ONNX Runtime's environment, once a process; `tensor` is what answers are made of in this thread. */
  initOrtOnce(logLevel: number, tensor: typeof Tensor, isMainThread: boolean): void;
}

/** A session as the binary has it. All of its calls block. */
export interface NativeSession {
  readonly inputMetadata: readonly NativeValue[];
  readonly outputMetadata: readonly NativeValue[];
  loadModel(file: string, options: InferenceSession.SessionOptions): void;
  loadModel(bytes: ArrayBufferLike, offset: number, length: number, options: InferenceSession.SessionOptions): void;
  run(
    feeds: Readonly<Record<string, Tensor>>,
    fetches: Readonly<Record<string, Tensor | null>>,
    options: InferenceSession.RunOptions,
  ): Record<string, Tensor>;
  endProfiling(): void;
  dispose(): void;
}

/** What the binary says of an input or output: its type is a number of ONNX's, and a dimension without a size is -1. */
export interface NativeValue {
  readonly name: string;
  readonly isTensor: boolean;
  readonly type: number;
  readonly shape: readonly number[];
  readonly symbolicDimensions: readonly string[];
}
