import { NestvecError } from "../errors/nestvec-error.ts";
import { refuseLfsPointer } from "./lfs-pointer.ts";
import type { ModelFiles } from "./runtime.ts";

/**
 * Checks that every file of weights that a graph reads is there, and long enough. Runtimes call it before ONNX Runtime opens the
 * graph, whose own message would not say which file is wrong.
 * @throws NestvecError FILE_MISSING, FILE_TRUNCATED, FILE_NOT_READABLE, and those of `ModelFiles.externalFiles`
 */
export async function checkWeights(files: ModelFiles, graph: string): Promise<void> {
  for (const { path, bytes: needed } of await files.externalFiles(graph)) {
    const bytes = await files.size(path);
    if (bytes === undefined) throw new NestvecError("FILE_MISSING", { file: path, where: files.name, neededBy: graph });
    if (bytes < needed) await refuseLfsPointer(files, path, bytes);
    if (bytes < needed) throw new NestvecError("FILE_TRUNCATED", { file: path, bytes, needed, neededBy: graph });
  }
}
