import { GraphFileError } from "./graph-file-error.ts";
import { entryKey, entryValue, externalLocation, tensorDataLocation, tensorName } from "./onnx-messages.ts";
import type { OnnxVisitor } from "./walk-onnx.ts";

/** A file of weights, under the name that a graph has for it: a path from the graph's own folder, as it should be. */
export interface WeightsFile {
  readonly name: string;
  /** How far into it the graph reads. */
  readonly bytes: number;
}

/** Gathers the files of weights that a graph reads. */
export interface ExternalDataVisitor extends OnnxVisitor {
  /** In order of name. */
  files(): readonly WeightsFile[];
}

/** @see ExternalDataVisitor. Throws GraphFileError while the graph is walked through. */
export function externalData(): ExternalDataVisitor {
  /** By location as the graph names it: the byte after the last one that a tensor reads. */
  const ends = new Map<string, number>();
  let tensor = { name: "", isExternal: false, data: new Map<string, string>() };
  let key = "";
  let value = "";

  /** A tensor that does not say its length counts up to its start. */
  function bytesOf(entry: string): number {
    const bytes = tensor.data.get(entry) ?? "0";
    if (/^\d{1,15}$/.test(bytes)) return Number(bytes);
    throw new GraphFileError(`its tensor "${tensor.name}" has the ${entry} ${JSON.stringify(bytes)}, which is not a number of bytes`);
  }

  return {
    textFields: [tensorName, entryKey, entryValue],
    enter(message) {
      if (message === "tensor") tensor = { name: "", isExternal: false, data: new Map() };
      if (message === "entry") key = value = "";
    },
    number(field, number) {
      if (field === tensorDataLocation) tensor.isExternal = number === externalLocation;
    },
    text(field, text) {
      if (field === tensorName) tensor.name = text;
      if (field === entryKey) key = text;
      if (field === entryValue) value = text;
    },
    leave(message) {
      if (message === "entry") tensor.data.set(key, value);
      if (message !== "tensor" || !tensor.isExternal) return;
      const location = tensor.data.get("location");
      if (location === undefined)
        throw new GraphFileError(`its tensor "${tensor.name}" has its weights in another file, but does not say in which`);
      ends.set(location, Math.max(ends.get(location) ?? 0, bytesOf("offset") + bytesOf("length")));
    },
    files: () => [...ends].map(([name, bytes]) => ({ name, bytes })).toSorted((left, right) => (left.name < right.name ? -1 : 1)),
  };
}
