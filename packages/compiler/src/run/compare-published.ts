import { NestvecError } from "@nestvec/core";
import { compareVectors, type ComparedVectors, type ExitDifference } from "./compare-vectors.ts";
import { likelyCause } from "./likely-cause.ts";
import type { ModelVectors } from "./model-vectors.ts";

/** How near the vectors of one exit come to those of its published graph. Plain data. */
export interface ComparedExit extends ExitDifference {
  /**
   * The space of the published graph's vectors, where no number of those of the weights in float32 differs from them by more than 0.00001, and after it
   * `/float16` or `/int8-weights` where the weights were rounded to be stored; else null.
   */
  readonly space: string | null;
}

/** What is compared. */
export interface Comparison {
  /** The published graphs. */
  readonly published: ModelVectors;
  /** The compiled model with weights in float32. */
  readonly float32: ModelVectors;
  /** The compiled model as it is stored. */
  readonly stored: ModelVectors;
  /** What the name of a space ends with by how weights are stored; empty where they are kept exactly. */
  readonly spaceEnding: string;
}

/** Of a number of a unit vector: what other kernels and another order of sums make of float32 weights. Rounding to float16 is a hundred times as much. */
const sameVector = 1e-5;

/** Below it, vectors are others. Published graphs in float16 stay above 0.99999. */
const leastCosine = 0.9999;

/**
 * Compares the published graphs of a model with the compiled ones. With weights in float32 these must give the same vectors; how near the stored ones come is
 * what is returned.
 * @throws NestvecError GRAPH_INVALID, which names the likely cause, where the vectors of an exit are others
 */
export function comparePublished({ published, float32, stored, spaceEnding }: Comparison): readonly ComparedExit[] {
  const compared = compareVectors(published, float32, leastCosine);
  const wrong = compared.find(({ isWrong }) => isWrong.includes(true));
  if (wrong !== undefined) {
    const graph = graphOf(published, wrong);
    const problem = `its vectors are others than those of the published "${graph}": the least cosine is ${wrong.leastCosine.toFixed(4)}. ${likelyCause(compared)}`;
    throw new NestvecError("GRAPH_INVALID", { graph: graphOf(float32, wrong), problem });
  }
  const { info } = published;
  // Of exits that share a space, all have its name or none has.
  const areSame = (exit: ComparedVectors): boolean => (info.sharedSpace ? compared.every(isSame) : isSame(exit));
  const differences = new Map(compareVectors(published, stored, leastCosine).map((exit) => [exit.layer, exit]));
  return compared.map((exit) => {
    const { layer, largestDifference, leastCosine: least } = differences.get(exit.layer) ?? exit;
    const space = areSame(exit) ? info.exits.find((candidate) => candidate.layer === layer)?.space : undefined;
    return { layer, largestDifference, leastCosine: least, space: typeof space === "string" ? space + spaceEnding : null };
  });
}

const isSame = ({ largestDifference }: ComparedVectors): boolean => largestDifference <= sameVector;

const graphOf = ({ info }: ModelVectors, { layer }: ComparedVectors): string =>
  info.exits.find((exit) => exit.layer === layer)?.graph ?? "";
