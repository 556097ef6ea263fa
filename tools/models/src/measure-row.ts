import { cosineSimilarity, messageOf, NestvecError, type Embedder, type EmbedOptions } from "@nestvec/core";
import { decodeBase64 } from "@nestvec/core/vectors";
import { loadModel } from "@nestvec/runtime-node";
import type { Row, RowGolden, RowTexts } from "./row.ts";

/** The least cosine to a golden vector: float32 sums in another order differ by less than 1e-6 in these small models. */
export const leastCosine = 0.99999;

/** What a model's files were taken for. */
export interface RowModel {
  readonly graph: string;
  /** Undefined where the graph pools by itself, and no file says so. */
  readonly pooling: string | undefined;
  readonly prompts: readonly string[];
  readonly width: number;
}

/** What became of a row. */
export interface RowResult {
  readonly row: Row;
  /** Undefined for a model that did not load. */
  readonly model: RowModel | undefined;
  /** The error that loading or embedding gave. */
  readonly refused: { readonly code: string; readonly message: string } | undefined;
  /** The least cosine to the golden vectors; undefined where none was compared. */
  readonly cosine: number | undefined;
  /** Everything that is not as the reference has it, each a sentence. */
  readonly differences: readonly string[];
}

/** Loads a row's folder, and compares ids and vectors with the golden ones. Never throws for what the model is. */
export async function measureRow(row: Row, folder: string, texts: RowTexts): Promise<RowResult> {
  let embedder: Embedder | undefined;
  let model: RowModel | undefined;
  try {
    embedder = await loadModel(folder, { ...row.options, isolation: "none" });
    model = await modelOf(embedder);
    const comparison = comparing();
    if (row.golden === null) await embedder.embed(texts.prompted);
    else await compareAll(embedder, row.golden, texts, comparison);
    return { row, model, refused: undefined, cosine: comparison.cosine(), differences: comparison.differences };
  } catch (error) {
    const code = NestvecError.is(error) ? error.code : "not an error of nestvec";
    const message = messageOf(error).replaceAll(folder, row.repository);
    return { row, model, refused: { code, message }, cosine: undefined, differences: [] };
  } finally {
    await embedder?.dispose();
  }
}

/** Whether a row's result is what it should be. */
export function isRight({ row, refused, cosine, differences }: RowResult): boolean {
  if (row.refused !== "") return refused?.code === row.refused;
  return refused === undefined && differences.length === 0 && cosine !== undefined && cosine >= leastCosine;
}

async function modelOf(embedder: Embedder): Promise<RowModel> {
  const { exits, pooling, prompts, width } = await embedder.info();
  const modes = pooling.pooling === undefined ? undefined : [pooling.pooling].flat().join(" + ");
  return { graph: exits.map(({ graph }) => graph).join(", "), pooling: modes, prompts: Object.keys(prompts), width };
}

interface Comparison {
  readonly differences: string[];
  readonly cosine: () => number | undefined;
  readonly ids: (what: string, found: readonly ArrayLike<number>[], golden: readonly (readonly number[])[]) => void;
  readonly vectors: (what: string, found: readonly Float32Array[], golden: readonly string[]) => void;
}

function comparing(): Comparison {
  const differences: string[] = [];
  let least: number | undefined;
  return {
    differences,
    cosine: () => least,
    ids(what, found, golden) {
      for (const [index, ids] of golden.entries()) {
        const own = Array.from(found[index] ?? []);
        if (own.join(" ") !== ids.join(" ")) differences.push(`ids of ${what} ${index}: ${own.join(" ")}, not ${ids.join(" ")}`);
      }
    },
    vectors(what, found, golden) {
      for (const [index, text] of golden.entries()) {
        const [own, right] = [found[index] ?? new Float32Array(0), decodeBase64(text)];
        const cosine = own.length === right.length ? cosineSimilarity(own, right) : 0;
        least = Math.min(least ?? 1, cosine);
        if (!(cosine >= leastCosine)) differences.push(`vector of ${what} ${index}: ${own.length} numbers, cosine ${cosine}`);
      }
    },
  };
}

async function compareAll(embedder: Embedder, golden: RowGolden, { texts, prompted }: RowTexts, comparison: Comparison): Promise<void> {
  const own = golden.texts.map((index) => texts[index] ?? "");
  const plain = { prompt: null } as const;
  if (own.length > 0) {
    comparison.ids("text", await idsOf(embedder, own, plain), golden.ids);
    comparison.vectors("text", await vectorsOf(embedder, own, plain, golden), golden.vectors);
    const cut = own.slice(0, golden.cut.length);
    comparison.vectors(
      `${golden.dimension} numbers of text`,
      await vectorsOf(embedder, cut, { ...plain, dimension: golden.dimension }, golden),
      golden.cut,
    );
  }
  for (const [layer, vectors] of Object.entries(golden.layers ?? {}))
    comparison.vectors(`layer ${layer} of text`, await vectorsOf(embedder, own, { ...plain, layer: Number(layer) }, golden), vectors);
  for (const [name, { ids, vectors }] of Object.entries(golden.prompted)) {
    const asked = name === "query" || name === "document" ? ({ role: name } as const) : { prompt: name };
    comparison.ids(`${name} text`, await idsOf(embedder, prompted, asked), ids);
    comparison.vectors(`${name} text`, await vectorsOf(embedder, prompted, asked, golden), vectors);
  }
}

async function idsOf(embedder: Embedder, texts: readonly string[], options: EmbedOptions): Promise<readonly Int32Array[]> {
  const { prompt, role } = options;
  return (await embedder.tokenize(texts, { prompt, role })).map(({ ids }) => ids);
}

/** A graph of 8 bits scales its numbers by what is in the batch, so that its texts are run as the reference ran them, one by one. */
async function vectorsOf(
  embedder: Embedder,
  texts: readonly string[],
  options: EmbedOptions,
  { by }: RowGolden,
): Promise<readonly Float32Array[]> {
  if (!by.startsWith("ONNX Runtime")) return (await embedder.embed(texts, options)).vectors;
  const vectors: Float32Array[] = [];
  for (const text of texts) vectors.push((await embedder.embedOne(text, options)).vector);
  return vectors;
}
