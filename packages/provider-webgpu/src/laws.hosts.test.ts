import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { keptEmbedders, referenceModels, sessionLaws, testEmbedders, type LawsEffort, type ReferenceModel } from "@nestvec/conformance";
import type { FileSource, Runtime } from "@nestvec/core";
import { after, cacheStore, cpu, directory, loadModel, modelPlace, nodeRuntime, sha256 } from "@nestvec/runtime-node";
import { afterAll, describe, expect, test, vi } from "vitest";
import { softwareGpuProblem } from "./testing/software-gpu.ts";
import { webgpu } from "./webgpu.ts";

const problem = softwareGpuProblem();
const patience = 1_800_000;
vi.setConfig({ testTimeout: patience, hookTimeout: patience });

/** A GPU in software takes as long for one token as for 32: texts are tried again where that tells something new. */
const effort: LawsEffort = { orders: 1, repeatedTexts: 2, repeatedTokens: 32 };

/** Of nestvec-mini, all laws take a GPU in software ten minutes and more: `GPU_LAWS=all` has them run. */
const isAll = process.env["GPU_LAWS"] === "all";
const models: readonly ReferenceModel[] = [
  "tiny-modernbert/onnx-fp32",
  "tiny-modernbert",
  "tiny-static",
  ...(isAll ? (["nestvec-mini"] as const) : []),
];

const { folder: mini } = await modelPlace("nestvec-mini", false, {});
const folderOf = (model: ReferenceModel): string => (model === "nestvec-mini" ? mini : fileURLToPath(new URL(model, referenceModels)));
const source = (model: ReferenceModel): FileSource => directory(folderOf(model));
const platform = { clock: () => performance.now(), after, digest: sha256, store: cacheStore() };

/** Where a graph cannot be compared, the processor has to say what is wrong with it. */
const providers = [webgpu(), cpu()];
const makeRuntime = (): Runtime => nodeRuntime({ threads: 1, providers });

describe.skipIf(problem !== undefined)(`on WebGPU by Vulkan in software${problem === undefined ? "" : ` (skipped: ${problem})`}`, () => {
  // Texts of these models have 494 tokens at most, and what is longer need not be compared.
  const schedule = { textTokens: 512, deadlineMilliseconds: patience };
  const { kept, lent, dispose } = keptEmbedders((model) => loadModel(folderOf(model), { providers, schedule, onWarning: () => {} }));
  afterAll(dispose);

  sessionLaws({ makeRuntime, provider: "webgpu", platform, tokenizerSource: source("tiny-modernbert") });
  testEmbedders(lent, { source, effort, models });

  test("nestvec-mini's first exit gives its reference's vectors to within a thousandth", async () => {
    const embedder = await kept("nestvec-mini");
    const golden = JSON.parse(await readFile(join(mini, "golden.json"), "utf8")) as {
      readonly cases: readonly {
        readonly text: string;
        readonly input_ids: readonly number[];
        readonly normalized: Readonly<Record<string, number[]>>;
      }[];
    };
    const cases = golden.cases.filter(({ input_ids: ids }) => ids.length <= 32);
    const { vectors, provider } = await embedder.embed(
      cases.map(({ text }) => text),
      { layer: 2 },
    );
    expect(provider, (await embedder.info()).notes.join(" ")).toBe("webgpu");
    const distances = cases.map(({ normalized }, text) =>
      Math.max(...(normalized["2"] ?? [Number.NaN]).map((value, i) => Math.abs(value - (vectors[text]?.[i] ?? Number.NaN)))),
    );
    expect(Math.max(...distances)).toBeLessThan(1e-3);
    expect((await embedder.stats()).textsByProvider).toMatchObject({ webgpu: expect.any(Number) });
  });

  test.each(models.filter((model) => model !== "tiny-static"))(
    "of %s, the GPU runs every exit, but for those that info() says why the processor runs",
    async (model) => {
      const embedder = await kept(model);
      await embedder.warmUp();
      const { exits, notes } = await embedder.info();
      const gaveWay = exits.filter(({ provider }) => provider !== "webgpu");
      for (const { graph, provider } of gaveWay) {
        expect(provider).toBe("cpu");
        expect(notes.filter((note) => note.startsWith(`cpu runs "${graph}" in place of webgpu: `) && knownReasons.test(note))).toHaveLength(
          1,
        );
      }
    },
  );
});

/** Why exits have been seen to give way on SwiftShader: its kernels are wrong from 64 tokens up for heads of 16 numbers, and float16 it has no arithmetic for. */
const knownReasons = /it gave other vectors for \d+ tokens: off by 0\.0\d+, where 0\.001 is allowed\.$|f16|float16/;
