import { invalidArgument } from "../../errors/arguments.ts";
import { relativePath } from "../../config/relative-path.ts";
import { plainName } from "./graph-name.ts";

/**
 * The numbers that a graph's weights are kept in, under transformers.js' names: `fp32` is `model.onnx`, `fp16` `model_fp16.onnx`, `q8`
 * `model_quantized.onnx`, and each of the others the file that ends with its own name, such as `model_int8.onnx`. `auto`, the default: `fp32`
 * where it is there, else the only graph there is.
 */
export type Dtype = "auto" | "fp32" | "fp16" | "q8" | "int8" | "uint8" | "q4" | "q4f16" | "bnb4";

/** Which of a model's graphs are used. */
export interface GraphOptions {
  /** By what their weights are kept in. Default `auto`. */
  readonly dtype?: Dtype | undefined;
  /**
   * By name, where `dtype` has none for it: `model_O3.onnx`, which is looked for in the model's folder and in its `onnx/`, and for every layer; or the
   * path of one graph in the folder, `onnx/model_qint8_avx512_vnni.onnx`.
   */
  readonly file?: string | undefined;
}

/** Which graphs were asked for; undefined `name` and `path`: those that are taken by default. */
export interface GraphChoice {
  /** The file's name, without a layer's. */
  readonly name?: string;
  /** From the model's root. */
  readonly path?: string;
  /** For messages: the option and its value. */
  readonly asked?: string;
}

const suffixes: Readonly<Record<Exclude<Dtype, "auto">, string>> = {
  fp32: "",
  fp16: "_fp16",
  q8: "_quantized",
  int8: "_int8",
  uint8: "_uint8",
  q4: "_q4",
  q4f16: "_q4f16",
  bnb4: "_bnb4",
};

/**
 * All that `dtype` may be.
 * @example
 * ```ts
 * import { dtypes } from "@nestvec/core";
 *
 * console.log(dtypes.slice(0, 3)); // → [ 'auto', 'fp32', 'fp16' ]
 * ```
 */
export const dtypes: readonly Dtype[] = ["auto", ...(Object.keys(suffixes) as (keyof typeof suffixes)[])];

/** @throws NestvecError ARGUMENT_INVALID */
export function graphChoice({ dtype = "auto", file }: GraphOptions): GraphChoice {
  if (dtype !== "auto" && !Object.hasOwn(suffixes, dtype)) {
    const expected = dtypes.map((name) => `"${name}"`).join(", ");
    throw invalidArgument("dtype", dtype, `one of ${expected}; other graphs are chosen by file`);
  }
  if (file === undefined) return dtype === "auto" ? {} : { name: `model${suffixes[dtype]}.onnx`, asked: `dtype "${dtype}"` };
  const path = typeof file === "string" ? relativePath(file) : undefined;
  if (path === undefined || !path.endsWith(".onnx"))
    throw invalidArgument("file", file, `the name of a graph, such as "model_O3.onnx", or its path in the model's folder`);
  if (dtype !== "auto") throw invalidArgument("dtype", dtype, `left out where file names the graph`);
  return { ...(path.includes("/") ? { path } : { name: path }), asked: `file "${file}"` };
}

const otherNames = ["optimized", "O1", "O2", "O3", "O4", "qint8_arm64", "qint8_avx512", "qint8_avx512_vnni", "quint8_avx2"];

/**
 * Names that transformers.js, optimum and Sentence Transformers give to what they export and convert, to be tried where files cannot be listed.
 */
export const knownNames: readonly string[] = [
  ...Object.values(suffixes).map((suffix) => `model${suffix}.onnx`),
  ...otherNames.map((name) => `model_${name}.onnx`),
];

/** Whether a choice is none. */
export const isDefault = ({ name, path }: GraphChoice): boolean => path === undefined && (name === undefined || name === plainName);
