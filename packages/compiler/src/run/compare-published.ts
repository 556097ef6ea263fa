import { cosineSimilarity, NestvecError, type Embedder, type Pooling, type Signal, type TextInput } from "@nestvec/core";
import { loadModel } from "@nestvec/runtime-node";
import { sampleTexts } from "./texts.ts";

/** How near the vectors of one exit come to those of its published graph. Plain data. */
export interface ComparedExit {
  readonly layer: number;
  /** Of a number of a unit vector, over all texts. */
  readonly largestDifference: number;
  readonly leastCosine: number;
  /** The space of the published graph's vectors, which the compiled ones are in, too, where no number differs by more than 0.00001; else null. */
  readonly space: string | null;
}

/** What is compared. */
export interface Comparison {
  /** The folder of the published model. */
  readonly source: string;
  /** The folder of the compiled one. */
  readonly compiled: string;
  /** What the caller said of both. */
  readonly pooling: Pooling | undefined;
  readonly signal: Signal | undefined;
}

/** Of a number of a unit vector: what other kernels and another order of sums make of float32 weights. Rounding to float16 is a hundred times as much. */
const sameVector = 1e-5;

/** Below it, vectors are others. Published graphs in float16 stay above 0.99999. */
const leastCosine = 0.9999;

/**
 * Compares the published graphs of a model with the compiled ones, on texts of several scripts and lengths, each model in a process of its own. Undefined
 * where there are no published graphs.
 * @throws NestvecError GRAPH_INVALID, which names the likely cause, where the vectors of an exit are others; and as `loadModel` and `Embedder.embed`
 */
export async function comparePublished({ source, compiled, pooling, signal }: Comparison): Promise<readonly ComparedExit[] | undefined> {
  const own = { isolation: "process", cacheBytes: 0, signal, ...(pooling === undefined ? {} : { pooling }) } as const;
  const published = await loadModel(source, own).catch((error: unknown) => {
    if (NestvecError.is(error, "MODEL_NOT_FOUND") || NestvecError.is(error, "FILE_MISSING")) return undefined;
    throw error;
  });
  if (published === undefined) return undefined;
  await using expected = published;
  await using found = await loadModel(compiled, { isolation: "process", cacheBytes: 0, signal });
  const info = await expected.info();
  const graphs = new Map(info.exits.map(({ layer, graph }) => [layer, graph]));
  const { exits, maxTokens, vocabularySize } = await found.info();
  // What a single token gives does not depend on positions.
  const texts: readonly TextInput[] = [[Math.floor(vocabularySize / 2)], ...sampleTexts(maxTokens)];
  const compared: (Omit<ComparedExit, "space"> & ComparedTexts & { readonly graph: string })[] = [];
  for (const { layer, graph } of exits) {
    if (!graphs.has(layer)) continue;
    const [left, right] = [await vectorsOf(expected, layer, texts, signal), await vectorsOf(found, layer, texts, signal)];
    const cosines = left.vectors.map((vector, index) => cosineSimilarity(vector, right.vectors[index] ?? new Float32Array(vector.length)));
    compared.push({
      layer,
      graph,
      largestDifference: Math.max(...left.vectors.map((vector, index) => largestDifference(vector, right.vectors[index]))),
      leastCosine: Math.min(...cosines),
      isWrong: cosines.map((cosine) => !(cosine >= leastCosine)),
      tokens: right.tokens,
    });
  }
  const wrong = compared.find(({ isWrong }) => isWrong.includes(true));
  if (wrong !== undefined) {
    const problem = `its vectors are others than those of the published "${graphs.get(wrong.layer) ?? ""}": the least cosine is ${wrong.leastCosine.toFixed(4)}. ${likelyCause(compared)}`;
    throw new NestvecError("GRAPH_INVALID", { graph: wrong.graph, problem });
  }
  // Of exits that share a space, all have its name or none has.
  const isSame = ({ largestDifference: largest }: { readonly largestDifference: number }): boolean =>
    info.sharedSpace ? compared.every((exit) => exit.largestDifference <= sameVector) : largest <= sameVector;
  return compared.map((exit) => ({
    layer: exit.layer,
    largestDifference: exit.largestDifference,
    leastCosine: exit.leastCosine,
    space: isSame(exit) ? (info.exits.find(({ layer }) => layer === exit.layer)?.space ?? null) : null,
  }));
}

const vectorsOf = (
  embedder: Embedder,
  layer: number,
  texts: readonly TextInput[],
  signal: Signal | undefined,
): ReturnType<Embedder["embed"]> => embedder.embed(texts, { layer, prompt: null, truncate: "end", signal });

function largestDifference(vector: Float32Array, other: Float32Array | undefined): number {
  if (vector.length !== other?.length) return Infinity;
  return vector.reduce((largest, number, index) => Math.max(largest, Math.abs(number - (other[index] ?? Number.NaN))), 0);
}

/** The texts of one exit: which of them are wrong, and the tokens of each. */
export interface ComparedTexts {
  readonly isWrong: readonly boolean[];
  readonly tokens: readonly number[];
}

/** What the texts and exits that are wrong have in common, as a sentence without its end. Exits: shallowest first. */
export function likelyCause(exits: readonly ComparedTexts[]): string {
  const last = exits.at(-1);
  if (exits.length > 1 && last?.isWrong.includes(true) === false)
    return "The last exit is right, so the likely cause is the final norm: the published graphs of exits below the last pass it, or do not, other than config.json says (representation_contract)";
  const isAloneWrong = exits.some(({ isWrong, tokens }) => isWrong.some((is, text) => is && tokens[text] === 1));
  if (!isAloneWrong)
    return "A token alone is right, so the likely cause is the positions: RoPE or the window in config.json are not those of the published graphs";
  return "Texts of all lengths are wrong, so the likely cause is the pooling, or the graphs were exported from other weights";
}
