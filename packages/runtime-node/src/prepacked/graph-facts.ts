import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { arch, cpus, platform } from "node:os";
import { dirname, join } from "node:path";
import { onnxRuntimeVersion } from "@nestvec/onnxruntime";
import { readPrepacking } from "@nestvec/core/onnx-runtime";
import { cpuInstructions } from "../machine/cpu-instructions.ts";

/** What a graph's prepacked weights depend on. */
export interface GraphFacts {
  /** Bytes of its weights. */
  readonly bytes: number;
  /** A digest of the graph, and of its files of weights by what changes with them. */
  readonly digest: string;
  /** The instructions of this processor that kernels are chosen by. */
  readonly instructions: readonly string[];
}

/** Fewer weights are not worth an entry. */
const fewestBytes = 4 << 20;

/** A larger file holds weights itself, which are read anew with every digest. */
const largestGraph = 16 << 20;

/** What is known of a graph whose prepacked weights are worth keeping; undefined for any other. */
export async function graphFacts(path: string): Promise<GraphFacts | undefined> {
  const { size } = await stat(path);
  if (size > largestGraph) return undefined;
  const graph = await readFile(path);
  const { files, bytes, obstacle } = await readPrepacking(path, graph);
  if (obstacle !== undefined || bytes < fewestBytes) return undefined;
  const instructions = await cpuInstructions();
  // On a processor that cannot be told from another, the entry of another could be taken.
  if (instructions === undefined) return undefined;
  const hash = createHash("sha256").update(graph);
  for (const file of files) {
    const { size: length, mtimeNs, ctimeNs } = await stat(join(dirname(path), file), { bigint: true });
    hash.update(`\n${file} ${length} ${mtimeNs} ${ctimeNs}`);
  }
  return { bytes, digest: hash.digest("hex"), instructions };
}

/** Changes with what an entry holds and how. */
const format = 1;

/** The name of a graph's entry in the cache. */
export function prepackedKey({ digest, instructions }: GraphFacts): string {
  const parts = [format, onnxRuntimeVersion, platform(), arch(), cpus()[0]?.model ?? "", instructions.toSorted().join(" "), digest];
  return createHash("sha256").update(parts.join("\n")).digest("hex").slice(0, 40);
}
