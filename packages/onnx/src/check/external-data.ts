import { GraphFileError } from "../walk/graph-file-error.ts";
import type { RecordWatch, TensorRecord } from "../walk/records.ts";
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
  /** By path: its first spelling, and the byte after the last one that a tensor reads. */
  const files = new Map<string, { readonly name: string; bytes: number }>();
  return {
    tensor(tensor) {
      const place = placeOf(tensor);
      if (place === undefined) return;
      const path = plainPath(place.file);
      const file = files.get(path) ?? { name: place.file, bytes: 0 };
      file.bytes = Math.max(file.bytes, place.end);
      files.set(path, file);
      if (files.size > mostFiles) throw new GraphFileError(`it reads weights from more than ${mostFiles} files`);
    },
    files: () => [...files.values()].toSorted((left, right) => (left.name < right.name ? -1 : 1)),
  };
}

/** A path without `.` and doubled slashes, which change nothing. A slash before it, `..` and what has a drive or a scheme stay as they are. */
function plainPath(location: string): string {
  if (location.includes(":")) return location;
  const [first = "", ...rest] = location.split("/");
  const segments = rest.filter((segment) => segment !== "" && segment !== ".");
  return (first === "." && segments.length > 0 ? segments : [first, ...segments]).join("/");
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
