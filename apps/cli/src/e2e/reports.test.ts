import { cp, rm } from "node:fs/promises";
import { expect, test } from "vitest";
import { objectsOf, runCli, tinyModel } from "../testing/cli.ts";
import { freshFolder } from "../testing/folder.ts";

const folder = freshFolder();

async function report(...args: readonly string[]): Promise<{ readonly text: string; readonly data: Record<string, unknown> }> {
  const environment = { NESTVEC_CACHE: folder.path("cache") };
  const text = await runCli(args, { environment });
  const json = await runCli([...args, "--format", "json"], { environment });
  expect([text.code, text.stderr, json.code, json.stderr]).toEqual([0, "", 0, ""]);
  return { text: text.stdout, data: JSON.parse(json.stdout) as Record<string, unknown> };
}

test("similarity says how alike two texts are", async () => {
  const { text, data } = await report(
    "similarity",
    "A man is playing a guitar.",
    "Someone plays music.",
    "--layer",
    "4",
    "--dimension",
    "128",
  );
  expect(data).toMatchObject({ layer: 4, dimension: 128, truncated: [false, false] });
  expect(data["similarity"]).toBeGreaterThan(0.4);
  expect(text).toContain((data["similarity"] as number).toFixed(4));
  const { data: same } = await report("similarity", "the same", "the same");
  expect(same["similarity"]).toBeCloseTo(1, 5);
});

test("the model's graphs are chosen by dtype, by name or by path, and info says which are used", async () => {
  const whole = await report("info", "--model", tinyModel);
  expect(whole.text).toMatch(/graphs +onnx\/layer-2\/model\.onnx\n/);
  expect(whole.text).toMatch(/notes +Graphs that are there and not used: "onnx-fp32\/layer-2\/model\.onnx"/);
  for (const choice of [
    ["--model", `${tinyModel}/onnx-fp32/layer-4/model.onnx`],
    ["--model", tinyModel, "--model-file", "onnx-fp32/layer-4/model.onnx"],
  ]) {
    const one = await report("info", ...choice);
    expect(one.data).toMatchObject({ exits: [{ layer: 4, graph: "onnx-fp32/layer-4/model.onnx" }], name: "tiny-modernbert" });
  }
  const absent = await runCli(["embed", "a", "--model", tinyModel, "--dtype", "q8"]);
  expect(absent.code).toBe(2);
  expect(absent.stderr).toContain('has no graph for dtype "q8"; it has onnx');
  expect((await runCli(["embed", "a", "--dtype", "float16"])).stderr).toContain("Allowed choices are auto, fp32");
});

test("info and layers show what the model's files say", async () => {
  const info = await report("info");
  expect(info.data).toMatchObject({ name: "nestvec-mini", dimensions: [384, 256, 128, 64, 32], sharedSpace: true, maxTokens: 256 });
  expect(info.text).toMatch(/layers +2, 3, 4, 6\n/);
  const layers = await report("layers", "--model", tinyModel);
  expect(layers.data).toMatchObject([2, 4, 6].map((layer) => ({ layer, present: true, graph: `onnx/layer-${layer}/model.onnx` })));
  expect(layers.text).toMatch(/ +4 {2}there {2,}onnx\/layer-4\/model\.onnx/);
});

test("layers and doctor name a layer that is listed but not there", async () => {
  await cp(tinyModel, folder.path("model"), { recursive: true });
  await rm(folder.path("model", "onnx", "layer-4"), { recursive: true });
  const { text } = await report("layers", "--model", folder.path("model"));
  expect(text).toMatch(/ +4 {2}missing/);
  const doctor = await report("doctor", "--model", folder.path("model"));
  expect(doctor.text).toMatch(/layers that are not there: 4/);
  const { code, stderr } = await runCli(["embed", "a", "--layer", "4", "--model", folder.path("model")]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/has layers 2, 6\. Listed in its files but not present: 4/);
});

test("tokenize shows the pieces", async () => {
  const { stdout } = await runCli(["tokenize", "Matryoshka dolls nest.", ""]);
  const [first, second] = objectsOf(stdout);
  expect(Object.keys(first!)).toEqual(["index", "text", "ids", "pieces", "truncated"]);
  expect((first!["pieces"] as string[]).at(0)).toBe("[CLS]");
  expect((first!["pieces"] as string[]).join(" ")).toContain("nest . [SEP]");
  expect(second).toMatchObject({ index: 1, text: "", pieces: ["[CLS]", "[SEP]"] });
  const table = await runCli(["tokenize", "Matryoshka dolls nest.", "--format", "table"]);
  expect(table.stdout).toContain("nest . [SEP]");
});

test("plan chooses the cheapest cut that is good enough", async () => {
  const { text, data } = await report("plan", "--min-quality", "80", "--table", "stsb_test_spearman");
  expect(data["quality"]).toBeGreaterThanOrEqual(80);
  expect(text).toContain(`--layer ${String(data["layer"])} --dimension ${String(data["dimension"])}`);
  const impossible = await runCli(["plan", "--min-quality", "101"]);
  expect(impossible.code).toBe(69);
  expect(impossible.stderr).toMatch(/^nestvec: No cut gives/);
  const noTable = await runCli(["plan", "--min-quality", "1", "--model", tinyModel]);
  expect(noTable.code).toBe(69);
});

test("calibrate measures and keeps, and plan goes by it", async () => {
  const environment = { NESTVEC_CACHE: folder.path("cache") };
  const calibrated = await runCli(["calibrate", "--format", "json"], { environment });
  expect(calibrated.code).toBe(0);
  const { exits, kept, busy } = JSON.parse(calibrated.stdout) as {
    exits: { layer: number; milliseconds: number[] }[];
    kept: boolean;
    busy?: string;
  };
  // Beside other tests, the machine may be busy.
  expect(kept).toBe(busy === undefined);
  expect(calibrated.stderr).toBe(busy === undefined ? "" : `nestvec: ${busy}\n`);
  expect(exits.map(({ layer }) => layer)).toEqual([2, 3, 4, 6]);
  expect(exits.every(({ milliseconds }) => milliseconds.every((value) => value > 0))).toBe(true);
  const plan = await runCli(["plan", "--max-milliseconds", "100000", "--format", "json"], { environment });
  expect(JSON.parse(plan.stdout)).toMatchObject({ layer: 6, milliseconds: expect.any(Number) as number });
});
