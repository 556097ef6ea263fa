import { messageOf, type Embedder } from "@nestvec/core";
import { goldenProblem, readGoldenVectors, type GoldenVectors } from "@nestvec/runtime-node";

/** How one exit was found to work: by its golden vectors or, where the model has none, by a run whose vector was finite and of length 1. */
export interface ExitCheck {
  readonly layer: number;
  readonly check: "golden" | "inference";
  readonly passed: boolean;
  readonly problem?: string | undefined;
}

/** Cases of a golden file that are tried: enough to see that weights, tokenizer and pooling are the right ones. */
const goldenCases = 3;

/** Length of a unit vector in float32 at any width that models have. */
const unitTolerance = 1e-4;

/** Opens and runs each exit, and compares. Never throws: what fails is the exit's `problem`. */
export async function checkExits(embedder: Embedder, folder: string, layers: readonly number[]): Promise<readonly ExitCheck[]> {
  const checks: ExitCheck[] = [];
  let golden: GoldenVectors | undefined;
  try {
    golden = await readGoldenVectors(folder);
  } catch (error) {
    const problem = messageOf(error);
    return layers.map((layer) => ({ layer, check: "golden", passed: false, problem }));
  }
  for (const layer of layers) {
    const known = golden?.cases.some(({ vectors }) => vectors[layer] !== undefined) === true;
    const check = (): Promise<string | undefined> =>
      known && golden !== undefined ? goldenProblem(embedder, layer, golden, goldenCases) : inferenceProblem(embedder, layer);
    const problem = await opened(embedder, layer, check).catch(messageOf);
    checks.push({ layer, check: known ? "golden" : "inference", passed: problem === undefined, problem });
  }
  return checks;
}

/** Opens an exit in every child, of which the check itself reaches one. */
async function opened<Result>(embedder: Embedder, layer: number, check: () => Promise<Result>): Promise<Result> {
  await embedder.warmUp({ layers: [layer] });
  return check();
}

async function inferenceProblem(embedder: Embedder, layer: number): Promise<string | undefined> {
  const [task] = (await embedder.info()).tasks ?? [];
  const { vectors } = await embedder.embed(["Is this exit in order?"], { layer, ...(task && { task }) });
  const length = Math.hypot(...(vectors[0] ?? []));
  return Math.abs(length - 1) <= unitTolerance ? undefined : `its vector has length ${length} instead of 1`;
}
