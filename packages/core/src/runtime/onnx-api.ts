import type { Tensor } from "./tensor.ts";

/** The part of ONNX Runtime's JavaScript API used here. Structural, so that the core depends on none of its builds. */
export interface OnnxRuntime {
  readonly InferenceSession: {
    /** Loads a graph, given as the path of its file or as its bytes. */
    create(model: string | Uint8Array, options?: OnnxSessionOptions): Promise<OnnxSession>;
  };
  readonly Tensor: OnnxTensorConstructor;
}

/** ONNX Runtime's `Tensor` class, as far as it is used here. It takes the array that belongs to the type, and throws for another. */
export type OnnxTensorConstructor = new (type: never, data: never, dims: readonly number[]) => Tensor;

/** ONNX Runtime's session options as far as they are set here; a runtime may add its own. */
export interface OnnxSessionOptions {
  readonly executionProviders?: readonly (string | { readonly name: string })[];
  readonly externalData?: readonly { readonly path: string; readonly data: Uint8Array }[];
  readonly [option: string]: unknown;
}

/** The part of ONNX Runtime's `InferenceSession` used here. */
export interface OnnxSession {
  readonly inputMetadata: readonly OnnxValue[];
  readonly outputMetadata: readonly OnnxValue[];
  /** Runs the graph on its inputs by name and returns the requested outputs. */
  run(feeds: Readonly<Record<string, Tensor>>, fetches: readonly string[]): Promise<Readonly<Record<string, Tensor>>>;
  /** Frees the graph. */
  release(): Promise<void>;
}

/** What ONNX Runtime says of an input or output. */
export type OnnxValue =
  | { readonly name: string; readonly isTensor: true; readonly type: string; readonly shape: readonly (number | string)[] }
  | { readonly name: string; readonly isTensor: false };
