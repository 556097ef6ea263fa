/** Row-major numbers with a shape. An ONNX Runtime tensor fits this as it is. */
export interface Tensor {
  /** ONNX Runtime's name of the element type: `float32`, `float16`, `int64`, `int32`, … */
  readonly type: string;
  readonly dims: readonly number[];
  /** A typed array. float16 arrives as `Uint16Array` where the platform has no `Float16Array`. */
  readonly data: unknown;
}

/** Token ids of several texts, padded to `[rows, tokens]`. `lengths` says how many of each row are real. */
export interface TokenBatch {
  readonly ids: Int32Array;
  readonly lengths: readonly number[];
  readonly rows: number;
  readonly tokens: number;
  /** On which side of the real tokens the padding is; default: on the right. */
  readonly side?: "left";
  /** What its vectors are for: the index among the model's tasks, for graphs that have any. */
  readonly task?: number | undefined;
  /** How many tokens at the start of each row are left out of the pooling; default: none. */
  readonly unpooled?: readonly number[];
}

/** One vector for every token: `[rows, tokens, width]`. */
export interface HiddenStates {
  readonly data: Float32Array;
  readonly rows: number;
  readonly tokens: number;
  readonly width: number;
}

/** One vector a row: `[rows, width]`. */
export interface Matrix {
  readonly data: Float32Array;
  readonly rows: number;
  readonly width: number;
}
