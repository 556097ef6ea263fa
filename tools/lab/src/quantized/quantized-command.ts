import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describeMachine, markdownOf, readStsb, type ScoredPair, type Table } from "@nestvec/bench/measuring";
import type { PoolingMode } from "@nestvec/core";
import { cosineSimilarity } from "@nestvec/core/vectors";
import { loadModel } from "@nestvec/runtime-node";
import { spearmanOf } from "../quality/spearman-of.ts";

/** What can be typed. */
export interface QuantizedOptions {
  readonly source: string;
  readonly quantized: string;
  readonly stsb: string;
  readonly sentences: string;
  readonly count: number;
  readonly pooling?: PoolingMode;
  readonly threads: number;
}

/** What an int8 model must keep: of cosines to float32, the least and the mean, and of STS-benchmark's Spearman, all but so much. */
const bounds = { least: 0.998, mean: 0.9995, spearman: 0.0015 } as const;

/** Texts that vectors are compared on. */
interface Compared {
  readonly name: string;
  readonly texts: readonly string[];
}

/** Compares every exit of a quantized model with that of its source, on texts that its form was not searched by. Resolves with whether no bound was missed. */
export async function compareQuantized(
  { source, quantized, stsb, sentences, count, pooling, threads }: QuantizedOptions,
  print: (text: string) => void,
): Promise<boolean> {
  const pairs = await readStsb(stsb, "test");
  const inPairs = [...new Set(pairs.flatMap(({ left, right }) => [left, right]))];
  const others = await sentencesOf(sentences, count);
  const compared: readonly Compared[] = [
    { name: `STS-benchmark test, ${inPairs.length} sentences`, texts: inPairs },
    { name: `${others.texts.length} sentences of ${others.languages} languages`, texts: others.texts },
  ];
  const options = { threads, ...(pooling === undefined ? {} : { pooling }) };
  await using float = await loadModel(source, options);
  await using whole = await loadModel(quantized, options);
  const rows: string[][] = [];
  let isKept = true;
  for (const { layer } of (await whole.info()).exits) {
    const asked = { layer, prompt: null } as const;
    for (const { name, texts } of compared) {
      const [expected, found] = [(await float.embed(texts, asked)).vectors, (await whole.embed(texts, asked)).vectors];
      const cosines = expected
        .map((vector, text) => cosineSimilarity(vector, found[text] ?? new Float32Array(vector.length)))
        .toSorted((one, other) => one - other);
      const [least = 0, mean] = [cosines[0], cosines.reduce((sum, cosine) => sum + cosine, 0) / cosines.length];
      const isRight = least >= bounds.least && mean >= bounds.mean;
      isKept &&= isRight;
      rows.push([String(layer), name, `${least.toFixed(5)}, ${mean.toFixed(5)}`, isRight ? "right" : "MISSED"]);
    }
    const [before, after] = [await rank(float, pairs, asked), await rank(whole, pairs, asked)];
    const isRight = Math.abs(after - before) <= bounds.spearman;
    isKept &&= isRight;
    rows.push([
      String(layer),
      "STS-benchmark test, Spearman × 100: float32, int8",
      `${(100 * before).toFixed(2)}, ${(100 * after).toFixed(2)}`,
      isRight ? "right" : "MISSED",
    ]);
  }
  const table: Table = { columns: [{ title: "exit" }, { title: "texts" }, { title: "least cosine, mean" }, { title: "" }], rows };
  const { processor, cores, node } = await describeMachine();
  const notes = [
    `Bounds: a least cosine of ${bounds.least}, a mean of ${bounds.mean}, and a Spearman within ${100 * bounds.spearman} points.`,
    `${processor}, ${cores} cores, Node ${node}.`,
  ];
  print(markdownOf({ tables: [table], bounds: [], notes }));
  return isKept;
}

const rank = (
  embedder: Awaited<ReturnType<typeof loadModel>>,
  pairs: readonly ScoredPair[],
  asked: { readonly layer: number; readonly prompt: null },
): Promise<number> => spearmanOf(pairs, async (texts) => (await embedder.embed(texts, asked)).vectors);

/** The first lines of files `*.LANGUAGE`, as many of each; those in English are left out, since the other texts are. */
async function sentencesOf(folder: string, count: number): Promise<{ readonly texts: readonly string[]; readonly languages: number }> {
  const files = (await readdir(folder)).filter((file) => !file.endsWith(".eng")).toSorted();
  const each = Math.ceil(count / Math.max(1, files.length));
  const lines = await Promise.all(
    files.map(async (file) =>
      (await readFile(join(folder, file), "utf8"))
        .split("\n")
        .filter((line) => line !== "")
        .slice(0, each),
    ),
  );
  return { texts: lines.flat().slice(0, count), languages: files.length };
}
