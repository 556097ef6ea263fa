import type { EncodeAnswer, EncodeRequest, Engine, TextInput } from "@nestvec/core";

const noCounts = { queuedTexts: 0, waitingTokens: 0, runningTexts: 0, batches: 0, batchedTexts: 0, usefulTokens: 0, paddedTokens: 0 };
const noRecords = { batchesByTexts: {}, batchesByTokens: {}, runMilliseconds: {} };
const limits = { maxTokens: 512, maxTokensFrom: "the engine", longestText: 512 };
const noPrompts = {
  prompts: {},
  promptsFrom: "the engine",
  isPromptNeeded: false,
  defaultPrompt: null,
  specialTokens: { before: [], after: [] },
};
const noFiles = { missingLayers: [], projection: null, quality: { file: "", tables: [] }, machine: "", notes: [] };

const scaled = (vector: readonly number[]): readonly number[] => vector.map((number) => number / Math.hypot(...vector));

/**
 * An engine of another kind, without ONNX: a table with a row for each word, where a text is the mean of its words' rows. A word that is not in the
 * table has the first row. For tests of what works over any engine.
 * @example
 * ```ts
 * import { meanOfRowsEngine } from "@nestvec/conformance";
 *
 * const engine = meanOfRowsEngine("colours", { grey: [1, 1], red: [1, 0], blue: [0, 1] });
 * const [tokens] = await engine.tokenize({ texts: ["red blue green"], prompt: "" });
 * console.log(tokens?.pieces); // → [ 'red', 'blue', 'grey' ]
 * ```
 */
export function meanOfRowsEngine(name: string, rows: Readonly<Record<string, readonly number[]>>): Engine {
  const words = Object.keys(rows);
  const table = Object.values(rows);
  const exits = [{ layer: 1, graph: "", space: `${name}/layer-1` }];

  const idsOf = (text: TextInput, prompt: string): readonly number[] =>
    typeof text === "string" ? (prompt + text).split(/\s+/).map((word) => Math.max(0, words.indexOf(word))) : [...text];

  const meanOf = (ids: readonly number[], dimension: number): readonly number[] =>
    Array.from({ length: dimension }, (_, at) => ids.reduce((sum, id) => sum + (table[id]?.[at] ?? 0), 0) / ids.length);

  function answer({ texts, prompt }: EncodeRequest, numbersOf: (ids: readonly number[]) => readonly number[]): EncodeAnswer {
    const all = texts.map((text) => idsOf(text, prompt));
    return {
      data: Float32Array.from(all.flatMap(numbersOf)),
      space: `${name}/layer-1`,
      provider: null,
      tokens: all.map(({ length }) => length),
      truncated: all.map(() => false),
      timings: { tokenizing: 0, waiting: 0, running: 0 },
    };
  }

  return {
    async info() {
      const width = table[0]?.length ?? 0;
      const dimensions = { width, tokenWidth: width, dimensions: undefined, dimensionsFrom: "the engine", normsBeforeCut: false };
      const shape = { exits, ...dimensions, vocabularySize: words.length, sharedSpace: true };
      const pooling = { pooling: "mean", from: "the engine" } as const;
      return { name, source: name, identity: name, runtime: "a table", pooling, ...shape, ...limits, ...noPrompts, ...noFiles };
    },
    embed: async (request) =>
      answer(request, (ids) => (request.normalize ? scaled(meanOf(ids, request.dimension)) : meanOf(ids, request.dimension))),
    embedTokens: async (request) => answer(request, (ids) => ids.flatMap((id) => meanOf([id], request.dimension))),
    async tokenize({ texts, prompt }) {
      const all = texts.map((text) => idsOf(text, prompt));
      return all.map((ids) => ({ ids: Int32Array.from(ids), pieces: ids.map((id) => words[id] ?? ""), truncated: false }));
    },
    decode: async ({ ids }) => ids.map((list) => Array.from(list, (id) => words[id]).join(" ")),
    warmUp: async () => {},
    stats: async () => ({ ...noCounts, ...noRecords, openedExits: [1] }),
    dispose: async () => {},
  };
}
