import { graphTensors } from "./graph-tensors.ts";
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
  const tensors = graphTensors();
  return {
    ...tensors,
    files() {
      /** By location as the graph names it: the byte after the last one that a tensor reads. */
      const ends = new Map<string, number>();
      for (const { externalFile, end } of tensors.found)
        if (externalFile !== undefined) ends.set(externalFile, Math.max(ends.get(externalFile) ?? 0, end));
      return [...ends].map(([name, bytes]) => ({ name, bytes })).toSorted((left, right) => (left.name < right.name ? -1 : 1));
    },
  };
}
