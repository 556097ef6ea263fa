import { cp, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { embedderLaws } from "@nestvec/conformance";
import { expect, test } from "vitest";
import { loadModel, type LoadOptions } from "./load-model.ts";
import { modelDirectory } from "../files/model-directory.ts";
import { failure, spacesOf, temporaryFolder, tiny, tinyCopy, vectorOf } from "../testing/model-copies.ts";

test("the bundled model is the default, by name or by nothing", async () => {
  await using byNothing = await loadModel();
  await using byName = await loadModel("nestvec-mini");
  const info = await byNothing.info();
  expect(info).toMatchObject({ name: "nestvec-mini", sharedSpace: true, maxTokens: 256, width: 384, dimensions: [384, 256, 128, 64, 32] });
  expect(info.exits.map(({ layer }) => layer)).toEqual([2, 3, 4, 6]);
  expect(new Set(info.exits.map(({ space }) => space)).size).toBe(1);
  expect(await byName.info()).toEqual(info);
});

test("a published model loads from its folder, from its onnx folder, and from a copy of the onnx folder alone, under any name", async () => {
  const expected = await vectorOf(tiny);
  expect(await vectorOf(join(tiny, "onnx"))).toEqual(expected);
  const folder = await temporaryFolder();
  await cp(join(tiny, "onnx"), join(folder, "mmbert-onnx", "onnx"), { recursive: true });
  expect(await vectorOf(join(folder, "mmbert-onnx"))).toEqual(expected);
  expect(await vectorOf(join(folder, "mmbert-onnx", "onnx"))).toEqual(expected);
  await rename(join(folder, "mmbert-onnx", "onnx"), join(folder, "flat"));
  expect(await vectorOf(join(folder, "flat"))).toEqual(expected);
});

test("graphs are found by their usual names where model_config.json gives no paths, deep or flat", async () => {
  const deep = await temporaryFolder();
  for (const layer of [2, 4, 6]) await cp(join(tiny, "onnx-fp32", `layer-${layer}`), join(deep, `layer-${layer}`), { recursive: true });
  await writeFile(join(deep, "model_config.json"), JSON.stringify({ total_layers: 6, hidden_size: 64, available_layers: [2, 4, 6] }));
  expect(await vectorOf(deep, {}, 4)).toEqual(await vectorOf(join(tiny, "onnx-fp32"), {}, 4));

  const flat = await temporaryFolder();
  await cp(await modelDirectory("nestvec-mini"), flat, { recursive: true });
  const config = { total_layers: 6, hidden_size: 384, available_layers: [2, 3, 4, 6], pooling: "in_graph" };
  await writeFile(join(flat, "onnx", "model_config.json"), JSON.stringify(config));
  expect(await vectorOf(flat, {}, 3)).toEqual(await vectorOf("nestvec-mini", {}, 3));
});

test("a single exported graph loads as a model of one exit", async () => {
  const folder = await temporaryFolder();
  await cp(join(tiny, "onnx-fp32", "layer-6"), join(folder, "onnx"), { recursive: true });
  await rm(join(folder, "onnx", "config.json"));
  await cp(join(tiny, "1_Pooling"), join(folder, "1_Pooling"), { recursive: true });
  for (const file of ["config.json", "tokenizer.json", "tokenizer_config.json"]) await cp(join(tiny, file), join(folder, file));
  expect(await vectorOf(folder)).toEqual(await vectorOf(join(tiny, "onnx-fp32")));
  await using embedder = await loadModel(folder);
  expect(await embedder.info()).toMatchObject({ maxTokens: 2048, dimensions: undefined, exits: [{ layer: 6, graph: "onnx/model.onnx" }] });
});

test("one exit's own folder loads too", async () => {
  expect(await vectorOf(join(tiny, "onnx-fp32", "layer-4"))).toEqual(await vectorOf(join(tiny, "onnx-fp32"), {}, 4));
});

test("where no file says how a model pools, the caller must", async () => {
  const folder = await temporaryFolder();
  await cp(join(tiny, "onnx-fp32", "layer-6"), folder, { recursive: true });
  await cp(join(tiny, "config.json"), join(folder, "config.json"));
  const error = await failure(vectorOf(folder));
  expect(error.code).toBe("POOLING_UNKNOWN");
  expect(error.message).toContain('"mean"');
  expect(await vectorOf(folder, { pooling: "mean" })).toEqual(await vectorOf(join(tiny, "onnx-fp32")));
});

test("a space is the same for every copy of a model and another for another, and can be named", async () => {
  const copy = await tinyCopy();
  const spaces = await spacesOf(tiny);
  expect(new Set(spaces).size).toBe(3);
  expect(await spacesOf(copy)).toEqual(spaces);
  await rm(join(copy, "onnx", "layer-2"), { recursive: true });
  expect(await spacesOf(copy)).toEqual(spaces.slice(1));
  for (const [index, space] of (await spacesOf(join(tiny, "onnx-fp32"))).entries()) expect(space).not.toBe(spaces[index]);
  expect(await spacesOf(tiny, { space: "ours-v1" })).toEqual(["ours-v1/layer-2", "ours-v1/layer-4", "ours-v1/layer-6"]);
  expect(await failure(loadModel(tiny, { space: "two words" }))).toMatchObject({ code: "ARGUMENT_INVALID" });
});

test("vectors of a model from before are found by a re-made one that is named as theirs, as a whole or by layer", async () => {
  const before = await spacesOf(tiny);
  const remade = join(tiny, "onnx-fp32");
  await using original = await loadModel(tiny);
  await using unnamed = await loadModel(remade);
  await using named = await loadModel(remade, { space: { 2: before[0]!, 6: before[2]! } });
  for (const layer of [2, 6]) {
    const stored = await original.embed(["hello", "weather"], { layer });
    expect(await failure(unnamed.search("hello", stored, { layer }))).toMatchObject({ code: "SPACE_MISMATCH" });
    expect((await named.search("hello", stored, { layer, topK: 1 })).matches).toMatchObject([{ index: 0 }]);
  }
  expect((await failure(loadModel(remade, { space: before[0]! }))).message).toContain('{ 2: "');
});

test("vectors stored from one model are refused by another, with both names", async () => {
  await using mini = await loadModel();
  await using other = await loadModel(tiny);
  const stored = await other.embed(["hello"]);
  const error = await failure(mini.search("hello", stored));
  expect(error.code).toBe("SPACE_MISMATCH");
  expect(error.message).toContain(stored.space);
  expect(error.message).toContain((await mini.info()).identity);
});

test("a folder that is no model is refused with what was looked for", async () => {
  expect(await failure(loadModel("/no/such/folder"))).toMatchObject({ code: "MODEL_NOT_FOUND" });
  expect((await failure(loadModel(await temporaryFolder()))).message).toMatch(/model_config\.json.*model\.onnx/);
});

test("an exit whose graph is not there is named, and the others work", async () => {
  const folder = await tinyCopy();
  await rm(join(folder, "onnx", "layer-4", "model.onnx"));
  const error = await failure(vectorOf(folder, {}, 4));
  expect(error).toMatchObject({ code: "LAYER_UNAVAILABLE", details: { layer: 4, available: [2, 6], missing: [4] } });
  expect(await vectorOf(folder, {}, 6)).toEqual(await vectorOf(tiny, {}, 6));
});

test("a tokenizer of another model is refused", async () => {
  const folder = await tinyCopy();
  await using mini = await loadModel();
  const { source } = await mini.info();
  await cp(join(source, "tokenizer.json"), join(folder, "tokenizer.json"));
  const error = await failure(loadModel(folder));
  expect(error.code).toBe("TOKENIZER_UNUSABLE");
  expect(error.message).toContain("869");
});

test("a provider that the runtime has not is refused with those it has; one by module says its obstacle, and the next is tried", async () => {
  const unknown = await failure(vectorOf(tiny, { providers: [{ name: "cuda" }] }));
  expect(unknown).toMatchObject({ code: "PROVIDER_UNAVAILABLE" });
  expect(unknown.message).toMatch(/cpu built in/);
  const module = new URL("data:text/javascript,export const executionProvider={obstacle:async()=>'no such card',sessionOption:()=>'cuda'}")
    .href;
  expect((await failure(vectorOf(tiny, { providers: [{ name: "card", module }] }))).message).toContain("card (no such card)");
  await using embedder = await loadModel(tiny, { providers: [{ name: "card", module }, { name: "cpu" }] });
  expect((await embedder.embed(["hello"])).provider).toBe("cpu");
});

/** A provider's module, as a URL to import, whose check of the machine fails. */
const throwingModule = (problem: string): string =>
  `data:text/javascript,export const executionProvider={obstacle:async()=>{throw new Error('${problem}')},sessionOption:()=>'cpu'}`;

test("a provider whose obstacle throws is passed over with its message, and the next is tried", async () => {
  const card = { name: "card", module: throwingModule("the driver is too old") };
  await using embedder = await loadModel(tiny, { providers: [card, { name: "cpu" }] });
  expect((await embedder.embed(["hello"])).provider).toBe("cpu");
  const error = await failure(vectorOf(tiny, { providers: [card, { name: "other", module: throwingModule("no memory") }] }));
  expect(error).toMatchObject({ code: "PROVIDER_UNAVAILABLE" });
  expect(error.message).toContain("card (the driver is too old); other (no memory)");
});

test("wrong options are refused", async () => {
  for (const options of [
    { threads: 0 },
    { threads: 1.5 },
    { spinMicroseconds: -1 },
    { spinMicroseconds: 0.5 },
    { spinMicroseconds: 2_000_000 },
    { maxTokens: 0 },
    { maxTokens: 100_000 },
    { providers: [] },
  ] satisfies LoadOptions[]) {
    expect(await failure(loadModel(tiny, options)), JSON.stringify(options)).toMatchObject({ code: "ARGUMENT_INVALID" });
  }
});

type Method = "decode" | "embed" | "embedTokens" | "search" | "similarity" | "tokenize" | "warmUp";

test("what plain JavaScript may pass is refused by name, not by a crash", async () => {
  await using embedder = await loadModel(tiny);
  const anything = embedder as unknown as Record<Method, (...given: unknown[]) => Promise<unknown>>;
  const circle: Record<string, unknown> = {};
  circle["itself"] = circle;
  const calls: Record<string, () => Promise<unknown>> = {
    "a text for a list": () => anything.embed("hello"),
    nothing: () => anything.embed(),
    "a text for a list, by its tokens": () => anything.embedTokens("hello"),
    "a signal that is none": () => anything.embedTokens(["a"], { signal: 5 }),
    "a hole in the list": () => anything.embed(Array(2)),
    "a number for a text": () => anything.embed([5]),
    "null options": () => anything.embed(["a"], null),
    "a word for options": () => anything.embed(["a"], "fast"),
    "a word for normalize": () => anything.embed(["a"], { normalize: "no" }),
    "null candidates": () => anything.search("a", null),
    "a text for candidates": () => anything.search("a", "b"),
    "a fraction for topK": () => anything.search("a", ["b"], { topK: 1.5 }),
    "a layer for candidates that are vectors": async () => anything.search("a", await embedder.embed(["b"]), { candidateLayer: 2 }),
    "a missing side": () => anything.similarity("a"),
    "a text to tokenize": () => anything.tokenize("a"),
    "nothing to decode": () => anything.decode(null),
    "a number to decode": () => anything.decode(5),
    "one list of ids to decode": () => anything.decode([1, 2]),
    "a word for skipSpecialTokens": () => anything.decode([[5]], { skipSpecialTokens: "no" }),
    "a number for layers": () => anything.warmUp({ layers: 6 }),
    "an object for layers": () => anything.warmUp({ layers: {} }),
    "a bigint for a model": () => loadModel(5n as never),
    "a bigint for isolation": () => loadModel(tiny, { isolation: 5n as never }),
    "a symbol for workers": () => loadModel(tiny, { workers: Symbol("two") as never }),
    "a list for load options": () => loadModel(tiny, [] as never),
    "null for threads": () => loadModel(tiny, { threads: null as never }),
    "a circle for providers": () => loadModel(tiny, { providers: circle as never }),
    "null for a schedule": () => loadModel(tiny, { schedule: null as never }),
    "a number for a schedule": () => loadModel(tiny, { schedule: 5 as never }),
    "a name for a layer that is not there": () => loadModel(tiny, { space: { 99: "a-name" } }),
    "a number for a model": () => loadModel(5 as never),
    "null for load options": () => loadModel(tiny, null as never),
    "a number for a space": () => loadModel(tiny, { space: 5 as never }),
    "names of providers": () => loadModel(tiny, { providers: ["cpu"] as never }),
  };
  for (const [what, call] of Object.entries(calls)) expect((await failure(call())).code, what).toBe("ARGUMENT_INVALID");
});

test.each<
  [string, (embedder: Record<Method | "plan" | "calibrate", (...given: unknown[]) => Promise<unknown>>) => Promise<unknown>, string]
>([
  ["embed", ({ embed }) => embed(["a"], { dim: 64 }), '"dim" is no option of embed; it must be "dimension", or left out.'],
  ["embed", ({ embed }) => embed(["a"], { dimensions: 64 }), '"dimensions" is no option of embed; it must be "dimension", or left out.'],
  ["embed", ({ embed }) => embed(["a"], { layers: 2 }), '"layers" is no option of embed; it must be "layer", or left out.'],
  ["embedTokens", ({ embedTokens }) => embedTokens(["a"], { normalise: true }), '"normalise" is no option of embedTokens'],
  ["similarity", ({ similarity }) => similarity("a", "b", { layr: 2 }), 'it must be "layer"'],
  ["search", ({ search }) => search("a", ["b"], { top: 2 }), 'it must be "topK"'],
  ["tokenize", ({ tokenize }) => tokenize(["a"], { maxLength: 5 }), 'it must be "maxTokens"'],
  ["decode", ({ decode }) => decode([[5]], { skipSpecial: true }), 'it must be "skipSpecialTokens"'],
  ["plan", ({ plan }) => plan({ maxMs: 5 }), 'it must be "maxMilliseconds"'],
  ["calibrate", ({ calibrate }) => calibrate({ signals: 5 }), 'it must be "signal"'],
  ["warmUp", ({ warmUp }) => warmUp({ layer: 2 }), 'it must be "layers"'],
  ["loadModel", () => loadModel(tiny, { thread: 2 } as never), '"thread" is no option of loadModel; it must be "threads"'],
  ["the schedule", () => loadModel(tiny, { schedule: { queueText: 2 } as never }), 'it must be "schedule.queueTexts"'],
])("a misspelt option of %s is refused with the right name, in a worker, too", async (_what, call, message) => {
  for (const isolation of ["none", "thread"] as const) {
    await using embedder = await loadModel(tiny, { isolation });
    const error = await failure(call(embedder as unknown as Parameters<typeof call>[0]));
    expect(error.code).toBe("ARGUMENT_INVALID");
    expect(error.message).toContain(message);
  }
});

test("the limit of tokens can be lowered for a whole model", async () => {
  await using embedder = await loadModel(tiny, { maxTokens: 5 });
  expect(await embedder.embed(["a text of rather more than five tokens"])).toMatchObject({ tokens: [5], truncated: [true] });
});

const named = process.env["NESTVEC_MODEL"];
if (named === undefined) test.skip("the laws on the model that NESTVEC_MODEL names (it names none)");
else embedderLaws(`the model ${named}`, () => loadModel(named));
