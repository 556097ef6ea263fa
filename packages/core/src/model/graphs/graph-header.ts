import { GraphFileError, readGraphHeader as readHeader, type GraphHeader as FileHeader } from "@nestvec/onnx";
import { folderOf, relativePath } from "../../config/relative-path.ts";
import { NestvecError } from "../../errors/nestvec-error.ts";
import { decodeUtf8Loosely } from "../../platform/utf8.ts";
import { refuseLfsPointer } from "../../runtime/lfs-pointer.ts";
import type { ExternalFile, FileSource } from "../../runtime/runtime.ts";

/** What an ONNX graph says of itself without being opened; its files of weights by their paths from the model's root. */
export interface GraphHeader extends FileHeader {
  readonly externalFiles: readonly ExternalFile[];
}

/**
 * Reads the header of a graph.
 * @throws NestvecError FILE_MISSING, FILE_TRUNCATED, FILE_NOT_READABLE where it is a Git LFS pointer, GRAPH_INVALID
 */
export async function readGraphHeader(source: FileSource, graph: string): Promise<GraphHeader> {
  const size = await source.size(graph);
  if (size === undefined) throw new NestvecError("FILE_MISSING", { file: graph, where: source.name });
  await refuseLfsPointer(source, graph, size);
  const read = (start: number, end: number): Promise<Uint8Array> => source.readSlice(graph, start, end);
  try {
    const header = await readHeader({ size, read, decode: decodeUtf8Loosely });
    return { ...header, externalFiles: header.externalFiles.map(({ name, bytes }) => ({ name, path: weightsPath(name, graph), bytes })) };
  } catch (error) {
    if (!(error instanceof GraphFileError)) throw error;
    const { message: problem, needed } = error;
    if (needed === undefined) throw new NestvecError("GRAPH_INVALID", { graph, problem });
    throw new NestvecError("FILE_TRUNCATED", { file: graph, bytes: size, needed, neededBy: "its own header" });
  }
}

/** The path of a file of weights from the model's root, by the name that a graph has for it. @throws GraphFileError where it is none */
export function weightsPath(name: string, graph: string): string {
  const path = relativePath(name);
  if (path === undefined) throw new GraphFileError(`it reads weights from ${JSON.stringify(name)}, which is not in its own folder`);
  // Backslashes are a path on one system and a name on another; a star marks an address in memory for ONNX Runtime.
  if (/[\\*]|\p{Cc}/u.test(path))
    throw new GraphFileError(
      `it reads weights from ${JSON.stringify(name)}; a path has forward slashes, no star, and nothing that cannot be printed`,
    );
  return folderOf(graph) + path;
}
