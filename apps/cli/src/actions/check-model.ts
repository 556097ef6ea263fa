import { type Embedder, type EmbedOptions, NestvecError } from "@nestvec/core";
import { changedFiles } from "@nestvec/runtime-node";
import type { ModelChoice } from "../options/shared-options.ts";
import { withModel } from "./with-model.ts";

/** What came of opening one exit and embedding a sentence. Plain data. */
export interface ExitCheck {
  readonly layer: number;
  readonly provider: string | null;
  readonly dimension: number | null;
  /** Length of the vector, which must be 1. */
  readonly norm: number | null;
  /** Opening included. */
  readonly milliseconds: number | null;
  readonly problem: string | null;
}

/** What came of checking a model. Plain data. */
export interface ModelCheck {
  readonly name: string;
  readonly source: string | null;
  readonly exits: readonly ExitCheck[];
  /** What is worth knowing and not wrong. */
  readonly notes: readonly string[];
  readonly problems: readonly string[];
}

const sentence = "Matryoshka dolls nest inside each other.";

// A sum of squares of at most some thousand float32 numbers is 1 to within 1e-5.
const normTolerance = 1e-5;

/** Loads a model, opens every exit and embeds a sentence with it. Problems are told, not thrown. @throws NestvecError ABORTED */
export async function checkModel(choice: ModelChoice, signal: AbortSignal): Promise<ModelCheck> {
  try {
    return await withModel(choice, signal, async (embedder) => {
      const { name, source, exits: known, missingLayers } = await embedder.info();
      const exits: ExitCheck[] = [];
      for (const { layer } of known) exits.push(await checkExit(embedder, layer, signal));
      const deepest = await checkDeepest(embedder, known, missingLayers, signal);
      const changed = (await changedFiles(source)) ?? [];
      const problems = [...exits.flatMap(({ problem }) => problem ?? []), ...deepest, ...changed.map(changedProblem)];
      const notes = missingLayers.length === 0 ? [] : [`its files list layers that are not there: ${missingLayers.join(", ")}`];
      return { name, source, exits, notes, problems };
    });
  } catch (error) {
    return { name: choice.model, source: null, exits: [], notes: [], problems: [problemOf(error)] };
  }
}

const changedProblem = (path: string): string => `The file "${path}" is not the one that the model's manifest lists. Download it again.`;

/** Any task will do, where the model has to be told one. */
async function anyTask(embedder: Embedder): Promise<EmbedOptions> {
  const [task] = (await embedder.info()).tasks ?? [];
  return task === undefined ? {} : { task };
}

async function checkExit(embedder: Embedder, layer: number, signal: AbortSignal): Promise<ExitCheck> {
  try {
    const { vectors, provider, dimension, milliseconds } = await embedder.embed([sentence], {
      layer,
      signal,
      ...(await anyTask(embedder)),
    });
    const norm = Math.hypot(...(vectors[0] ?? []));
    const problem = Math.abs(norm - 1) <= normTolerance ? null : `The vector of layer ${layer} has the length ${norm}; it must be 1.`;
    return { layer, provider, dimension, norm, milliseconds, problem };
  } catch (error) {
    return { layer, provider: null, dimension: null, norm: null, milliseconds: null, problem: problemOf(error) };
  }
}

/** Where the deepest exit is not there, every call that names no layer fails: that is wrong, however well the others work. */
async function checkDeepest(
  embedder: Embedder,
  exits: readonly { readonly layer: number }[],
  missing: readonly number[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (Math.max(...missing) < Math.max(...exits.map(({ layer }) => layer))) return [];
  try {
    await embedder.embed([sentence], { signal, ...(await anyTask(embedder)) });
    return [];
  } catch (error) {
    return [problemOf(error)];
  }
}

/** The sentence of an error of ours. What is unexpected, or asked for by Ctrl-C, is thrown on. */
function problemOf(error: unknown): string {
  if (NestvecError.is(error) && error.code !== "ABORTED") return error.message;
  throw error;
}
