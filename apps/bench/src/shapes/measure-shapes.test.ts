import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { NestvecError, type ExecutionProvider } from "@nestvec/core";
import { referenceModels } from "@nestvec/conformance";
import { expect, onTestFinished, test, vi } from "vitest";
import { modelFolder } from "@nestvec/runtime-node";
import { measureShapes, type ShapesOptions } from "./measure-shapes.ts";

const tinyModel = fileURLToPath(new URL("tiny-modernbert/onnx-fp32", referenceModels));
const options: ShapesOptions = {
  model: tinyModel,
  layers: [2, 4],
  batch: 1,
  lengths: [8, 4],
  threads: 1,
  seed: 1,
  rounds: 2,
  seconds: 120,
};

/** A provider whose module does as it is told. */
function provider(name: string, { obstacle = "undefined", option = `"cpu"` } = {}): ExecutionProvider {
  const folder = mkdtempSync(join(tmpdir(), "nestvec-provider-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, `${name}.mjs`);
  writeFileSync(file, `export const executionProvider = { obstacle: async () => ${obstacle}, sessionOption: () => ${option} };`);
  return { name, module: pathToFileURL(file).href };
}

test("exits by length on the bundled model, as a share of peak", async () => {
  const peak = { threads: 1, gigaflops: 50, sizes: [] };
  const { rows } = await measureShapes({
    ...options,
    model: await modelFolder("nestvec-mini"),
    layers: [2],
    lengths: [16, 32, 4096],
    batch: 3,
    peak,
  });
  // 4,096 tokens are more than the model takes.
  expect(rows).toMatchObject([16, 32].map((tokens) => ({ layer: 2, tokens, batch: 3, provider: "cpu", milliseconds: { rounds: 2 } })));
  for (const { tokens, milliseconds, gigaflops, tokensPerSecond, peakShare } of rows) {
    // Two layers of width 384 with a feed-forward of 1,536, and a head.
    const operations = 3 * (2 * (2 * tokens * (4 * 384 ** 2 + 2 * 384 * 1536) + 4 * tokens ** 2 * 384) + 2 * 384 ** 2);
    expect(gigaflops * milliseconds.median * 1e6).toBeCloseTo(operations, -1);
    expect(tokensPerSecond * milliseconds.median).toBeCloseTo(3 * tokens * 1000, 3);
    expect(peakShare).toBe(gigaflops / 50);
    expect(milliseconds.least).toBeLessThanOrEqual(milliseconds.median);
  }
});

test("another provider beside the CPU, row by row", async () => {
  const { rows } = await measureShapes({ ...options, providers: [provider("second")] });
  expect(rows.map(({ layer, tokens, provider: on }) => `${layer} ${tokens} ${on}`)).toEqual([
    "2 4 cpu",
    "2 4 second",
    "2 8 cpu",
    "2 8 second",
    "4 4 cpu",
    "4 4 second",
    "4 8 cpu",
    "4 8 second",
  ]);
  for (const [place, { provider: on, milliseconds, speedUp }] of rows.entries()) {
    expect(speedUp).toBe(on === "cpu" ? undefined : rows[place - 1]!.milliseconds.median / milliseconds.median);
  }
});

test("a provider that fails, or whose process dies, is flagged, and the others are measured", async () => {
  const providers = [provider("absent", { obstacle: `"no such card"` }), provider("deadly", { obstacle: "process.exit(7)" })];
  const { rows, flags } = await measureShapes({ ...options, providers });
  expect(new Set(rows.map((row) => row.provider))).toEqual(new Set(["cpu"]));
  const failed = flags.filter(({ kind }) => kind === "not run").map(({ detail }) => detail);
  expect(failed).toHaveLength(4);
  expect(failed).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^4 tokens at layer 2, 4 on absent are left out: .*no such card/),
      expect.stringMatching(/^8 tokens at layer 2, 4 on deadly are left out: .*exit code 7/),
    ]),
  );
});

test("a text that would need too much memory is left out with a word", async () => {
  const model = mkdtempSync(join(tmpdir(), "nestvec-model-"));
  onTestFinished(() => rmSync(model, { recursive: true }));
  cpSync(fileURLToPath(new URL("tiny-modernbert", referenceModels)), model, { recursive: true });
  const config = JSON.parse(readFileSync(join(model, "config.json"), "utf8"));
  writeFileSync(join(model, "config.json"), JSON.stringify({ ...config, max_position_embeddings: 32_768 }));
  writeFileSync(join(model, "tokenizer_config.json"), JSON.stringify({ model_max_length: 32_768 }));
  // 4 heads × 32,768² scores.
  const { rows, flags } = await measureShapes({ ...options, model, layers: [2], lengths: [4, 32_768], seconds: 100_000 });
  expect(rows.map(({ tokens }) => tokens)).toEqual([4]);
  const detail = expect.stringMatching(/^32768 tokens at layer 2 on cpu are left out: .*attention scores/);
  expect(flags).toContainEqual({ part: "latency", kind: "not run", detail });
});

test("without time, all is left out with a word", async () => {
  const { rows, flags } = await measureShapes({ ...options, batch: 2, seconds: 0 });
  expect(rows).toEqual([]);
  expect(flags).toMatchObject([
    { part: "throughput", kind: "cut short", detail: expect.stringMatching(/^2 × 4 tokens at layer 2, 4 on cpu/) },
    { part: "throughput", kind: "cut short", detail: expect.stringMatching(/^2 × 8 tokens at layer 2, 4 on cpu/) },
  ]);
});

test("it can be stopped", async () => {
  const stop = new AbortController();
  const progress = (text: string): void => void (text.startsWith("Round 2") && stop.abort());
  const measuring = measureShapes({ ...options, rounds: 1000, signal: stop.signal, progress });
  await expect(measuring).rejects.toSatisfy((error) => NestvecError.is(error, "ABORTED"));
});

/** Where Debian's chromium has a Vulkan driver that needs no card. */
const driver = "/usr/lib/chromium";

test.skipIf(!existsSync(join(driver, "vk_swiftshader_icd.json")))(
  "WebGPU, on SwiftShader's driver, whose numbers are wrong for this model, is left out with the figures",
  { timeout: 300_000 },
  async () => {
    vi.stubEnv("VK_ICD_FILENAMES", join(driver, "vk_swiftshader_icd.json"));
    vi.stubEnv("LD_LIBRARY_PATH", driver);
    onTestFinished(() => void vi.unstubAllEnvs());
    const webgpu = provider("webgpu", { option: `"webgpu"` });
    const { rows, flags } = await measureShapes({ ...options, layers: [2], lengths: [8], rounds: 1, seconds: 240, providers: [webgpu] });
    expect(rows).toMatchObject([{ provider: "cpu" }]);
    const detail = expect.stringMatching(/webgpu \(it gave other vectors for 200 tokens: off by 0\.00\d+, where 0\.001 is allowed\)/);
    expect(flags.filter(({ kind }) => kind === "not run")).toMatchObject([{ detail }]);
  },
);
