import { NestvecError } from "../errors.ts";
import { folderOf, relativePath } from "../model/relative-path.ts";
import type { ExternalFile, FileSource } from "../runtime.ts";
import { entryKey, entryValue, externalLocation, tensorDataLocation, tensorName } from "./onnx-messages.ts";
import { walkOnnx } from "./walk-onnx.ts";

/**
 * The files of weights that an ONNX graph reads, in order of name, from its own header. Weights inside the graph are skipped
 * by position, so a graph of any size costs little memory.
 * @throws NestvecError FILE_MISSING, FILE_TRUNCATED, GRAPH_INVALID
 */
export async function externalFilesOf(source: FileSource, graph: string): Promise<readonly ExternalFile[]> {
  const size = await source.size(graph);
  if (size === undefined) throw new NestvecError("FILE_MISSING", { file: graph, where: source.name });
  const ends = await readExternalEnds(source, graph, size);
  const names = [...ends.keys()].toSorted();
  return names.map((name) => {
    const path = relativePath(name);
    if (path !== undefined) return { name, path: folderOf(graph) + path, bytes: ends.get(name) ?? 0 };
    throw invalid(graph, `it reads weights from ${JSON.stringify(name)}, which is not in its own folder`);
  });
}

/** By location as the graph names it: the byte after the last one that a tensor reads. */
async function readExternalEnds(source: FileSource, graph: string, size: number): Promise<ReadonlyMap<string, number>> {
  const ends = new Map<string, number>();
  let tensor = { name: "", isExternal: false, data: new Map<string, string>() };
  let key = "";
  let value = "";

  await walkOnnx(source, graph, size, {
    textFields: new Set([tensorName, entryKey, entryValue]),
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
  });
  return ends;

  /** A tensor that does not say its length counts up to its start. */
  function bytesOf(entry: string): number {
    const bytes = tensor.data.get(entry) ?? "0";
    if (/^\d{1,15}$/.test(bytes)) return Number(bytes);
    throw invalid(graph, `its tensor "${tensor.name}" has the ${entry} ${JSON.stringify(bytes)}, which is not a number of bytes`);
  }
}

const invalid = (graph: string, problem: string): NestvecError => new NestvecError("GRAPH_INVALID", { graph, problem });
