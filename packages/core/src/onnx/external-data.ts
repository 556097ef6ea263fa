import { NestvecError } from "../errors/nestvec-error.ts";
import { folderOf, relativePath } from "../config/relative-path.ts";
import type { ExternalFile } from "../runtime/runtime.ts";
import { entryKey, entryValue, externalLocation, tensorDataLocation, tensorName } from "./onnx-messages.ts";
import type { OnnxVisitor } from "./walk-onnx.ts";

/** Gathers the files of weights that a graph reads. */
export interface ExternalDataVisitor extends OnnxVisitor {
  /** In order of name. @throws NestvecError GRAPH_INVALID */
  files(): readonly ExternalFile[];
}

/** @see ExternalDataVisitor. Throws GRAPH_INVALID while the graph is walked through. */
export function externalData(graph: string): ExternalDataVisitor {
  /** By location as the graph names it: the byte after the last one that a tensor reads. */
  const ends = new Map<string, number>();
  let tensor = { name: "", isExternal: false, data: new Map<string, string>() };
  let key = "";
  let value = "";

  /** A tensor that does not say its length counts up to its start. */
  function bytesOf(entry: string): number {
    const bytes = tensor.data.get(entry) ?? "0";
    if (/^\d{1,15}$/.test(bytes)) return Number(bytes);
    throw invalid(graph, `its tensor "${tensor.name}" has the ${entry} ${JSON.stringify(bytes)}, which is not a number of bytes`);
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
        throw invalid(graph, `its tensor "${tensor.name}" has its weights in another file, but does not say in which`);
      ends.set(location, Math.max(ends.get(location) ?? 0, bytesOf("offset") + bytesOf("length")));
    },
    files: () =>
      [...ends.keys()].toSorted().map((name) => {
        const path = relativePath(name);
        if (path !== undefined) return { name, path: folderOf(graph) + path, bytes: ends.get(name) ?? 0 };
        throw invalid(graph, `it reads weights from ${JSON.stringify(name)}, which is not in its own folder`);
      }),
  };
}

const invalid = (graph: string, problem: string): NestvecError => new NestvecError("GRAPH_INVALID", { graph, problem });
