import { NestvecError, type ModelFiles } from "@nestvec/core";
import { float16ToFloat32 } from "@nestvec/core/compile";
import type { ModelTensor } from "@nestvec/onnx/editor";
import { float16 } from "./constants.ts";

/** Bytes of an element by ONNX's number of its type. */
const elementBytes: Readonly<Record<number, number>> = {
  1: 4,
  2: 1,
  3: 1,
  4: 2,
  5: 2,
  6: 4,
  7: 8,
  9: 1,
  10: 2,
  11: 8,
  12: 4,
  13: 8,
  16: 2,
};

/** Bytes that are read at once. */
const readAtOnce = 2 ** 24;

/** Reads the numbers of a graph's tensors, from itself or the files beside it. */
export interface TensorSource {
  /** How many bytes they are in a file of weights; undefined where they are in a form that stays in the graph. */
  size(tensor: ModelTensor): number | undefined;
  /** The path of the file that they are in; undefined for the graph itself. */
  file(tensor: ModelTensor): string | undefined;
  bytes(tensor: ModelTensor): AsyncIterable<Uint8Array>;
  /** Those of a tensor in float32 or float16. */
  numbers(tensor: ModelTensor): Promise<Float32Array<ArrayBuffer>>;
}

/** @see TensorSource */
export async function tensorSource(files: ModelFiles, graph: string): Promise<TensorSource> {
  const paths = new Map((await files.externalFiles(graph)).map(({ name, path }) => [name, path]));
  const pathOf = (location: string): string => {
    const path = paths.get(location) ?? [...paths].find(([name]) => name.endsWith(`/${location}`) || location.endsWith(`/${name}`))?.[1];
    if (path !== undefined) return path;
    throw new NestvecError("GRAPH_INVALID", { graph, problem: `its weights are in "${location}", which it does not list` });
  };
  const source: TensorSource = {
    size({ raw, external, dims, type }) {
      if (external === undefined) return raw?.length;
      const each = elementBytes[type];
      if (each === undefined)
        throw new NestvecError("GRAPH_INVALID", { graph, problem: `its weights have the type ${type}, which is none of floats` });
      return dims.reduce((product, size) => product * size, each);
    },
    file: ({ external }) => (external === undefined ? undefined : pathOf(external.location)),
    async *bytes(tensor) {
      if (tensor.external === undefined) {
        yield tensor.raw ?? new Uint8Array();
        return;
      }
      const { location, offset } = tensor.external;
      const end = offset + (source.size(tensor) ?? 0);
      for (let start = offset; start < end; start += readAtOnce)
        yield await files.readSlice(pathOf(location), start, Math.min(end, start + readAtOnce));
    },
    async numbers(tensor) {
      const all = new Uint8Array(source.size(tensor) ?? 0);
      let written = 0;
      for await (const part of source.bytes(tensor)) {
        all.set(part, written);
        written += part.length;
      }
      return tensor.type === float16 ? float16ToFloat32(new Uint16Array(all.buffer)) : new Float32Array(all.buffer);
    },
  };
  return source;
}
