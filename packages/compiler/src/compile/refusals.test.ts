import { mkdir, readdir, readFile, rename, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { CompileOptions } from "./compile-options.ts";
import { changeSafetensors, entryOf, type Header } from "../testing/safetensors.ts";
import { compileAlone, failure, temporaryFolder, tinySource } from "../testing/sources.ts";

type Change = (source: string) => Promise<unknown>;

const weights = "model.safetensors";
const norm = "layers.1.attn_norm.weight";
const changed =
  (change: (header: Header, data: Buffer) => Buffer | undefined | void): Change =>
  (source) =>
    changeSafetensors(join(source, weights), (header, data) => change(header, data) ?? undefined);
const configured =
  (changes: Readonly<Record<string, unknown>>): Change =>
  async (source) => {
    const file = join(source, "config.json");
    const config = JSON.parse(await readFile(file, "utf8")) as Record<string, unknown>;
    await writeFile(file, JSON.stringify({ ...config, ...changes }));
  };
/** The weights in one file of several. */
const indexed =
  (map: unknown): Change =>
  async (source) => {
    await rename(join(source, weights), join(source, "model-1.safetensors"));
    await writeFile(join(source, `${weights}.index.json`), JSON.stringify({ weight_map: map }));
  };
const none: Change = async () => undefined;

/** What the refusal of a spoilt copy of tiny-modernbert says. Nothing may be written. */
async function refusal(change: Change, options: Partial<CompileOptions> = {}): Promise<string> {
  const folder = await temporaryFolder();
  const source = await tinySource(join(folder, "source"));
  await change(source);
  const { message } = await failure(compileAlone(source, { out: join(folder, "out"), ...options }));
  expect(await readdir(folder)).toEqual(["source"]);
  return message;
}

describe("weights are refused by name", () => {
  test.each<[string, Change, string]>([
    [
      "a file cut short",
      (source) => truncate(join(source, weights), 500_000),
      `The file "${weights}" has 500,000 bytes, but its own header needs`,
    ],
    ["an empty file", (source) => truncate(join(source, weights), 0), `The file "${weights}" has 0 bytes`],
    ["no file", (source) => rm(join(source, weights)), `The file "${weights}" is missing`],
    [
      "a header of 2 GB",
      async (source) => {
        const bytes = await readFile(join(source, weights));
        bytes.writeBigUInt64LE(2n ** 31n);
        await writeFile(join(source, weights), bytes);
      },
      "a file whose header would have 2147483648 bytes",
    ],
    [
      "offsets behind the end",
      changed((header) => {
        entryOf(header, norm).data_offsets = [2 ** 40, 2 ** 40 + 256];
      }),
      "its own header needs 1,099,511,",
    ],
    [
      "two tensors in one place",
      changed((header) => {
        entryOf(header, norm).data_offsets = [...entryOf(header, "final_norm.weight").data_offsets];
      }),
      `"${norm}.data_offsets" is 222720 to 222976; it must be after 222976, the end of "final_norm.weight"`,
    ],
    [
      "another type than floats",
      changed((header) => {
        entryOf(header, norm).dtype = "I32";
      }),
      `"${norm}" is of I32; it must be of F32, F16, BF16`,
    ],
    [
      "a type that none is",
      changed((header) => {
        entryOf(header, norm).dtype = "F31";
      }),
      `"${norm}.dtype" is the text "F31"`,
    ],
    [
      "a missing tensor",
      changed((header) => {
        delete header[norm];
      }),
      `"${norm}" is missing; it must be there: a tensor [64].`,
    ],
    [
      "a tensor of another shape than config.json says",
      changed((header) => {
        entryOf(header, "layers.2.mlp.Wi.weight").shape = [96, 128];
      }),
      `"layers.2.mlp.Wi.weight" is a tensor [96, 128]; it must be [192, 64], as config.json says`,
    ],
    [
      "a number that is none",
      changed((header, data) => {
        data.writeFloatLE(Number.NaN, entryOf(header, norm).data_offsets[0] + 4 * 7);
      }),
      `"${norm}" is one whose number 7 is NaN; it must be a tensor of finite numbers`,
    ],
    [
      "an infinite number",
      changed((header, data) => {
        data.writeFloatLE(Number.NEGATIVE_INFINITY, entryOf(header, "layers.5.mlp.Wo.weight").data_offsets[0]);
      }),
      `"layers.5.mlp.Wo.weight" is one whose number 0 is -Infinity`,
    ],
    [
      "other names",
      changed((header) => {
        header["transformer.wte.weight"] = entryOf(header, "embeddings.tok_embeddings.weight");
        delete header["embeddings.tok_embeddings.weight"];
      }),
      `"embeddings.tok_embeddings.weight" is missing`,
    ],
  ])("%s", async (_what, change, expected) => {
    expect(await refusal(change)).toContain(expected);
  });

  test("files of an index that has not what it says", async () => {
    expect(await refusal(indexed({}))).toContain(`"weight_map" is an object; it must be an object of file names by tensor`);
    expect(await refusal(indexed({ a: "../b.safetensors" }))).toContain(`the name of a .safetensors file beside it`);
    expect(await refusal(indexed({ a: "model-1.safetensors" }))).toContain(`"weight_map.a" is "model-1.safetensors", which has it not`);
    expect(await refusal(indexed({ a: "model-2.safetensors" }))).toContain(`The file "model-2.safetensors" is missing`);
  });
});

describe("settings are refused by name", () => {
  test.each<[string, Record<string, unknown>, string]>([
    ["another family", { model_type: "t5" }, `"model_type" is the text "t5"; it must be one that can be compiled: modernbert, bert,`],
    ["another width than the weights'", { hidden_size: 32 }, "as config.json says"],
    ["more layers than the weights", { num_hidden_layers: 7, layer_types: null }, `"layers.6.attn.Wqkv.weight" is missing`],
    ["fewer layers than the exits", { num_hidden_layers: 5, layer_types: null }, "6"],
    ["heads that do not divide the width", { num_attention_heads: 5 }, `"num_attention_heads" is 5`],
    ["another vocabulary", { vocab_size: 1000 }, "[1000, 64], as config.json says"],
    ["types of too few layers", { layer_types: ["full_attention"] }, `"layer_types" is a list of 1`],
    ["a type of layer that is not known", { layer_types: Array.from({ length: 6 }, () => "chunked_attention") }, "chunked_attention"],
    ["an activation that is not written", { hidden_activation: "mish" }, `"hidden_activation" is the text "mish"`],
    [
      "rotary positions of another kind",
      { rope_parameters: { full_attention: { rope_type: "llama3", factor: 2 }, sliding_attention: {} } },
      `"rope_parameters.full_attention.rope_type" is the text "llama3"`,
    ],
    [
      "rotary positions that say something unknown",
      { rope_parameters: { full_attention: { rope_type: "default", low_freq_factor: 2 }, sliding_attention: {} } },
      `low_freq_factor" is 2; it must be left out`,
    ],
    ["rotary positions of no type of layer", { rope_parameters: { rope_theta: 1000 } }, `"rope_parameters.full_attention" is missing`],
    [
      "two bases of rotary positions",
      {
        local_rope_theta: 10_000,
        rope_parameters: { full_attention: { rope_type: "default" }, sliding_attention: { rope_type: "default", rope_theta: 160_000 } },
      },
      `"local_rope_theta" is 10000; it must be as rope_parameters.sliding_attention.rope_theta, which is 160000`,
    ],
    ["no number of layers", { num_hidden_layers: null }, "num_hidden_layers"],
  ])("%s", async (_what, changes, expected) => {
    expect(await refusal(configured(changes))).toContain(expected);
  });

  test("a pooling that nothing states", async () => {
    const message = await refusal(async (source) => {
      await rm(join(source, "1_Pooling"), { recursive: true });
      await rm(join(source, "model_config.json"));
    });
    expect(message).toContain("do not say how token vectors are pooled");
  });

  test("options that make no sense", async () => {
    expect(await refusal(none, { layers: [7] })).toContain(`"layers" is 7; it must be a list of layers from 1 to 6`);
    expect(await refusal(none, { pooling: "median" as "mean" })).toContain(`"pooling" is the text "median"`);
    expect(await refusal(none, { layer: 6 } as object)).toContain(`"layer"`);
  });
});

test("nothing is written over", async () => {
  const folder = await temporaryFolder();
  const source = await tinySource(join(folder, "source"));
  const { message } = await failure(compileAlone(source, { out: source }));
  expect(message).toContain(`it must be a folder that is not there yet, or an empty one`);
  await mkdir(join(folder, "empty"));
  await compileAlone(source, { out: join(folder, "empty") });
  expect((await failure(compileAlone(source, { out: join(folder, "empty") }))).code).toBe("ARGUMENT_INVALID");
  expect((await readdir(folder)).toSorted()).toEqual(["empty", "source"]);
});

test.each(["checking weights", "writing"] as const)("nothing is left of a model whose compilation is stopped while %s", async (step) => {
  const folder = await temporaryFolder();
  const source = await tinySource(join(folder, "source"));
  const controller = new AbortController();
  let told = 0;
  const onProgress = (progress: { readonly step: string }): void => {
    if (progress.step === step && ++told === 3) controller.abort("enough");
  };
  const error = await failure(compileAlone(source, { out: join(folder, "out"), onProgress, signal: controller.signal }));
  expect(error).toMatchObject({ code: "ABORTED", cause: "enough" });
  expect(await readdir(folder)).toEqual(["source"]);
});
