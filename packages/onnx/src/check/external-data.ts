import { GraphFileError } from "../walk/graph-file-error.ts";
import type { RecordWatch, TensorRecord } from "../walk/node-records.ts";
import { tensorBytes } from "./tensor-sizes.ts";

/** A file of weights, under the name that a graph has for it: a path from the graph's own folder, as it should be. */
export interface WeightsFile {
  readonly name: string;
  /** How far into it the graph reads. */
  readonly bytes: number;
}

/** Gathers the files of weights that a graph reads. */
export interface ExternalDataWatch extends RecordWatch {
  /** In order of name. */
  files(): readonly WeightsFile[];
}

/** More files than any exporter writes for one graph. */
const mostFiles = 10_000;

/** @see ExternalDataWatch. Throws GraphFileError for a tensor that says no place, or one that is shorter than the tensor. */
export function externalData(): ExternalDataWatch {
  /** By location as the graph names it: the byte after the last one that a tensor reads. */
  const ends = new Map<string, number>();
  return {
    tensor(tensor) {
      const place = placeOf(tensor);
      if (place === undefined) return;
      ends.set(place.file, Math.max(ends.get(place.file) ?? 0, place.end));
      if (ends.size > mostFiles) throw new GraphFileError(`it reads weights from more than ${mostFiles} files`);
    },
    files: () => [...ends].map(([name, bytes]) => ({ name, bytes })).toSorted((left, right) => (left.name < right.name ? -1 : 1)),
  };
}

/** Where a tensor's weights lie, if not in the graph's own file. @throws GraphFileError where it says no place, or one that is too short for it */
export function placeOf(tensor: TensorRecord): { readonly file: string; readonly start: number; readonly end: number } | undefined {
  const { name, external } = tensor;
  if (external === undefined) return undefined;
  const file = external.get("location");
  if (file === undefined) throw new GraphFileError(`its tensor "${name}" has its weights in another file, but does not say in which`);
  const needed = tensorBytes(tensor);
  const stated = external.has("length") ? bytesOf(tensor, "length") : needed;
  if (stated < needed) throw new GraphFileError(`its tensor "${name}" takes ${needed} bytes, and has a place of ${stated} in "${file}"`);
  const start = bytesOf(tensor, "offset");
  return { file, start, end: start + stated };
}

function bytesOf({ name, external }: TensorRecord, entry: "offset" | "length"): number {
  const bytes = external?.get(entry) ?? "0";
  if (/^\d{1,15}$/.test(bytes)) return Number(bytes);
  throw new GraphFileError(`its tensor "${name}" has the ${entry} ${JSON.stringify(bytes)}, which is not a number of bytes`);
}
