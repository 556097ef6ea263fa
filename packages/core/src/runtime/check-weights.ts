import { NestvecError } from "../errors/nestvec-error.ts";
import { refuseLfsPointer } from "./lfs-pointer.ts";
import type { ExternalFile, FileSource } from "./runtime.ts";

/**
 * Checks that every file of weights that a graph reads is in the source, and long enough: ONNX Runtime's own message would not say which file is
 * wrong.
 * @throws NestvecError FILE_MISSING, FILE_TRUNCATED, FILE_NOT_READABLE, GRAPH_INVALID where a link leads elsewhere
 */
export async function checkWeights(source: FileSource, graph: string, weights: readonly ExternalFile[]): Promise<void> {
  const needs = new Map<string, number>();
  for (const { path, bytes } of weights) needs.set(path, Math.max(bytes, needs.get(path) ?? 0));
  // Asked for at once; of several problems, the first file's is told.
  const checks = Array.from(needs, ([path, needed]) => checkFile(source, graph, path, needed));
  for (const check of checks) check.catch(() => undefined);
  for (const check of checks) await check;
}

async function checkFile(source: FileSource, graph: string, path: string, needed: number): Promise<void> {
  const elsewhere = await source.outside?.(path);
  if (elsewhere !== undefined) {
    const problem = `its weights "${path}" are a link to "${elsewhere}", outside of the model; put the file itself there`;
    throw new NestvecError("GRAPH_INVALID", { graph, problem });
  }
  const bytes = await source.size(path);
  if (bytes === undefined) throw new NestvecError("FILE_MISSING", { file: path, where: source.name, neededBy: graph });
  if (bytes < needed) await refuseLfsPointer(source, path, bytes);
  if (bytes < needed) throw new NestvecError("FILE_TRUNCATED", { file: path, bytes, needed, neededBy: graph });
}
