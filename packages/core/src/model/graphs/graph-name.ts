import { folderOf } from "../../config/relative-path.ts";

/** What the path of a graph says of it. Graphs that differ in nothing but their layer have the same folder and name. */
export interface GraphName {
  readonly path: string;
  /** With its closing slash, and without that of the layer; empty for the root. */
  readonly folder: string;
  /** The file's name without the layer's: `model.onnx` for `model_layer_6.onnx`. */
  readonly name: string;
  /** Of `layer-6/model.onnx` and `model_layer_6.onnx`; undefined for a full model. */
  readonly layer: number | undefined;
}

/** The name of a graph that nothing was done to after its export. */
export const plainName = "model.onnx";

/** Reads the path of a graph. */
export function graphName(path: string): GraphName {
  const folder = folderOf(path);
  const file = path.slice(folder.length);
  const [, around, nested] = /^(|.*\/)layer-([1-9]\d{0,4})\/$/.exec(folder) ?? [];
  if (around !== undefined && nested !== undefined) return { path, folder: around, name: file, layer: Number(nested) };
  const [, layer, rest] = /^model_layer_([1-9]\d{0,4})(.*\.onnx)$/.exec(file) ?? [];
  if (layer !== undefined) return { path, folder, name: `model${rest}`, layer: Number(layer) };
  return { path, folder, name: file, layer: undefined };
}

/** The graphs of a layer under both names that exporters give them. */
export function layerPaths(folder: string, name: string, layer: number): readonly string[] {
  const nested = `${folder}layer-${layer}/${name}`;
  const suffix = suffixOf(name);
  return suffix === undefined ? [nested] : [nested, `${folder}model_layer_${layer}${suffix}.onnx`];
}

/** The path of a graph with another name in place of `model.onnx`; undefined where names of that kind cannot tell layers apart. */
export function renamed(path: string, name: string): string | undefined {
  if (name === plainName) return path;
  const suffix = suffixOf(name);
  if (suffix !== undefined) return path.replace(/(\.onnx)?$/, `${suffix}.onnx`);
  return /(^|\/)layer-\d+\/$/.test(folderOf(path)) ? folderOf(path) + name : undefined;
}

/** `_fp16` of `model_fp16.onnx`. */
const suffixOf = (name: string): string | undefined => /^model(.*)\.onnx$/.exec(name)?.[1];
