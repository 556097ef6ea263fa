import { expect, it } from "vitest";
import { expectClose } from "../reference/closeness.ts";
import { smallTable, smallVocabulary, smallWidth } from "../graphs/small-graph.ts";
import type { OpenGraph } from "./open-graph.ts";

const half = smallWidth / 2;
const table = smallTable();
const texts = [[7], [9, 9, 9, 9, 9], [3, 3, 3]];

/** A safetensors file of one float32 matrix. */
function safetensors(name: string, shape: readonly number[], data: Float32Array): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify({ [name]: { dtype: "F32", shape, data_offsets: [0, data.byteLength] } }));
  const file = new Uint8Array(8 + json.length + data.byteLength);
  new DataView(file.buffer).setBigUint64(0, BigInt(json.length), true);
  file.set(json, 8);
  file.set(new Uint8Array(data.buffer), 8 + json.length);
  return file;
}

const isPair = (output: number, input: number): boolean => Math.floor(input / 2) === output;
/** Adds up neighbours: half as many numbers. */
const sums = Float32Array.from({ length: half * smallWidth }, (_, index) =>
  isPair(Math.floor(index / smallWidth), index % smallWidth) ? 1 : 0,
);
const weights = { "2_Dense/model.safetensors": safetensors("linear.weight", [half, smallWidth], sums) };
const module = (name: string, path: string): object => ({ path, type: `sentence_transformers.models.${name}` });

/** The files of a model with a Dense after its pooling. */
const withDense = (outputs: number): Readonly<Record<string, string>> => ({
  "config.json": JSON.stringify({ hidden_size: smallWidth, vocab_size: smallVocabulary, num_hidden_layers: 1 }),
  "modules.json": JSON.stringify([
    module("Transformer", ""),
    module("Pooling", "1_Pooling"),
    module("Dense", "2_Dense"),
    module("Normalize", "3_Normalize"),
  ]),
  "1_Pooling/config.json": '{"pooling_mode": "mean"}',
  "2_Dense/config.json": JSON.stringify({
    in_features: smallWidth,
    out_features: outputs,
    bias: false,
    activation_function: "torch.nn.modules.linear.Identity",
  }),
});

/** The laws of models with modules of Sentence Transformers after their pooling. */
export function projectionLaws(open: OpenGraph): void {
  it("goes through a Dense with weights of its own after the pooling, and its token vectors do not", async () => {
    await using embedder = await open({}, {}, { ...withDense(half), ...weights });
    expect(await embedder.info()).toMatchObject({
      width: half,
      tokenWidth: smallWidth,
      projection: { modules: [`Dense ${smallWidth} → ${half}, Identity`], appliedBy: "encoder" },
    });
    const { vectors } = await embedder.embed(texts, { normalize: false });
    for (const [text, [id = 0]] of texts.entries()) {
      const row = table.slice(id * smallWidth, (id + 1) * smallWidth);
      const expected = Array.from({ length: half }, (_, d) => (row[2 * d] ?? 0) + (row[2 * d + 1] ?? 0));
      // 1e-6: sums of a few numbers below 1 in float32.
      expectClose(vectors[text], expected, 1e-6, `text ${text}`);
    }
    const { tokenVectors, space } = await embedder.embedTokens([[7, 7]]);
    const [tokens] = tokenVectors;
    // They are not to be compared with what comes out of the Dense.
    expect(space).toBe(`${(await embedder.embed([[7]])).space}/tokens`);
    expectClose(tokens, [...table.slice(7 * smallWidth, 8 * smallWidth), ...table.slice(7 * smallWidth, 8 * smallWidth)], 0, "tokens");
    expect((await embedder.embedTokens([[7, 7]], { dimension: 5 })).data).toHaveLength(10);
    await expect(embedder.embed([[7]], { dimension: 5 })).rejects.toMatchObject({
      code: "DIMENSION_UNAVAILABLE",
      details: { width: half },
    });
  });

  it("whose output has passed its modules is not put through them again", async () => {
    await using inside = await open({ alsoPooled: true }, {}, { ...withDense(smallWidth) });
    expect((await inside.info()).projection).toEqual({
      modules: [`Dense ${smallWidth} → ${smallWidth}, Identity`],
      appliedBy: "graph",
    });
    const { vectors } = await inside.embed(texts, { normalize: false });
    for (const [text, [id = 0]] of texts.entries())
      expectClose(vectors[text], table.slice(id * smallWidth, (id + 1) * smallWidth), 1e-6, `text ${text}`);
    await expect(open({ alsoPooled: true }, { pooling: "mean" }, withDense(smallWidth))).rejects.toMatchObject({ code: "FILE_MISSING" });
  });

  it("whose only output is named after all modules is not put through them again, whatever it declares", async () => {
    const square = safetensors("linear.weight", [smallWidth, smallWidth], new Float32Array(smallWidth ** 2).fill(3));
    const files = { ...withDense(smallWidth), "2_Dense/model.safetensors": square };
    await using inside = await open({ pooled: true, freeWidth: true }, {}, files);
    expect((await inside.info()).projection).toMatchObject({ appliedBy: "graph" });
    const { vectors } = await inside.embed([[7]], { normalize: false });
    expectClose(vectors[0], table.slice(7 * smallWidth, 8 * smallWidth), 1e-6, "a vector");
    // Of another name, nobody knows.
    for (const freeWidth of [true, false]) {
      await using unknown = await open({ pooled: true, output: "vector", freeWidth }, {}, files);
      const message = expect.stringContaining("nothing says whether it has passed the modules");
      await expect(unknown.embed([[7]])).rejects.toMatchObject({ code: "GRAPH_INVALID", message });
    }
  });

  it("without the weights of modules that it does not hold is refused", async () => {
    const refusal = { code: "FILE_MISSING", details: { file: "2_Dense/model.safetensors" } };
    await expect(open({}, {}, withDense(half))).rejects.toMatchObject(refusal);
    await expect(open({ alsoPooled: true }, {}, withDense(half))).rejects.toMatchObject(refusal);
    const pickled = { ...withDense(half), "2_Dense/pytorch_model.bin": "" };
    await expect(open({}, {}, pickled)).rejects.toMatchObject({ message: expect.stringContaining("convert it with: python") });
  });

  it("has another space with other weights after its pooling", async () => {
    const matrices = [sums, sums, sums.map((number) => 2 * number)];
    const spaces: unknown[] = [];
    for (const matrix of matrices) {
      const file = safetensors("linear.weight", [half, smallWidth], matrix);
      await using embedder = await open({}, {}, { ...withDense(half), "2_Dense/model.safetensors": file });
      spaces.push((await embedder.info()).exits[0]?.space);
    }
    expect(spaces[1]).toBe(spaces[0]);
    expect(spaces[2]).not.toBe(spaces[0]);
  });
}
