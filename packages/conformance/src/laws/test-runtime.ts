import { openModel, type Embedder, type FileSource, type ModelPlatform, type Runtime } from "@nestvec/core";
import { describe } from "vitest";
import { miniGolden, tinyModernBertGolden, type Golden, type GoldenTolerance } from "../reference/golden.ts";
import { embedderLaws } from "./embedder-laws.ts";
import { goldenLaws } from "./golden-laws.ts";
import type { LawsEffort } from "./laws-effort.ts";
import { oneBatch, paddingLaws } from "./padding-laws.ts";
import { sessionLaws } from "./session-laws.ts";

/** The models that the laws are tried on. `tiny-modernbert` and its exits lie in this package's `models` folder, and `tiny-static`, which has no graph. */
export type ReferenceModel = "tiny-modernbert" | "tiny-modernbert/onnx-fp32" | "tiny-static" | "nestvec-mini";

/** How the runtime under test differs from others. */
export interface RuntimeTestOptions {
  /** The name of the provider that must be in use. */
  readonly provider: string;
  /** Where a reference model's files are. */
  readonly source: (model: ReferenceModel) => FileSource;
  readonly platform: Omit<ModelPlatform, "runtime">;
  /** Puts small files where the runtime can open them. Default: memory. */
  readonly place?: (files: Readonly<Record<string, Uint8Array | string>>) => Promise<FileSource>;
}

/** How near tiny-modernbert comes to its reference in float64: the bounds that the product promises of its two forms. */
const golden = { float32: { absolute: 2e-6 }, float16: { absolute: 1e-3, cosine: 0.999_99 } } as const;

/**
 * What a text's vector may differ by between a padded batch and alone, on models that compute in float32: sums in another order. 9e-8 was
 * measured on nestvec-mini; the rest is room for runtimes whose kernels differ more by shape.
 */
const sameVectorInFloat32 = 1e-6;

const tinyGolden =
  (source: RuntimeTestOptions["source"], tolerance: GoldenTolerance): (() => Promise<Golden>) =>
  () =>
    tinyModernBertGolden(source("tiny-modernbert"), tolerance);

/**
 * All the laws that a runtime obeys: the whole test file of an adapter.
 * @example
 * ```ts
 * import { hash } from "node:crypto";
 * import { fileURLToPath } from "node:url";
 * import { referenceModels, testRuntime } from "@nestvec/conformance";
 * import { after, cacheStore, directory, nodeRuntime } from "@nestvec/runtime-node";
 *
 * const mini = new URL(".", import.meta.resolve("@nestvec/model-mini/package.json"));
 *
 * testRuntime(() => nodeRuntime({ threads: 1 }), {
 *   provider: "cpu",
 *   source: (model) => directory(fileURLToPath(model === "nestvec-mini" ? mini : new URL(model, referenceModels))),
 *   platform: { clock: () => performance.now(), after, digest: async (bytes) => hash("sha256", bytes), store: cacheStore() },
 * });
 * ```
 */
export function testRuntime(makeRuntime: () => Runtime, { provider, source, platform, place }: RuntimeTestOptions): void {
  describe("a runtime", () => {
    sessionLaws({ makeRuntime, provider, platform, tokenizerSource: source("tiny-modernbert"), place });
    testEmbedders((model) => openModel(source(model), {}, { ...platform, runtime: makeRuntime() }), { source });
    const padding = (model: ReferenceModel) => () => openModel(source(model), oneBatch, { ...platform, runtime: makeRuntime() });
    paddingLaws("tiny-modernbert in float32", padding("tiny-modernbert/onnx-fp32"), tinyGolden(source, golden.float32));
    paddingLaws("tiny-modernbert in float16", padding("tiny-modernbert"), tinyGolden(source, golden.float16));
    paddingLaws("nestvec-mini", padding("nestvec-mini"), () => miniGolden(source("nestvec-mini")));
  });
}

/** How the embedders under test differ from others. */
export interface EmbedderTestOptions extends Pick<RuntimeTestOptions, "source"> {
  /** For runtimes on which a run takes seconds. Default: all that there is. */
  readonly effort?: LawsEffort;
  /** The models that the laws are tried on. Default: all. */
  readonly models?: readonly ReferenceModel[];
}

/**
 * The laws of the embedders of all reference models, for runtimes that give embedders and not sessions, as one in a browser's page.
 * @example
 * ```ts
 * import { fileURLToPath } from "node:url";
 * import { referenceModels, testEmbedders, type ReferenceModel } from "@nestvec/conformance";
 * import { directory, loadModel } from "@nestvec/runtime-node";
 *
 * const mini = new URL(".", import.meta.resolve("@nestvec/model-mini/package.json"));
 * const folderOf = (model: ReferenceModel) => fileURLToPath(model === "nestvec-mini" ? mini : new URL(model, referenceModels));
 *
 * testEmbedders((model) => loadModel(folderOf(model)), { source: (model) => directory(folderOf(model)) });
 * ```
 */
export function testEmbedders(
  open: (model: ReferenceModel) => Promise<Embedder>,
  { source, effort = {}, models }: EmbedderTestOptions,
): void {
  const opening = (model: ReferenceModel) => () => open(model);
  const isTried = (model: ReferenceModel): boolean => models?.includes(model) ?? true;
  if (isTried("tiny-modernbert/onnx-fp32")) {
    const name = "tiny-modernbert in float32";
    goldenLaws(name, opening("tiny-modernbert/onnx-fp32"), tinyGolden(source, golden.float32), effort);
    embedderLaws(name, opening("tiny-modernbert/onnx-fp32"), sameVectorInFloat32, effort);
  }
  if (isTried("tiny-modernbert")) {
    const name = "tiny-modernbert in float16";
    goldenLaws(name, opening("tiny-modernbert"), tinyGolden(source, golden.float16), effort);
    embedderLaws(name, opening("tiny-modernbert"), undefined, effort);
  }
  if (isTried("nestvec-mini")) {
    goldenLaws("nestvec-mini", opening("nestvec-mini"), () => miniGolden(source("nestvec-mini")), effort);
    embedderLaws("nestvec-mini", opening("nestvec-mini"), sameVectorInFloat32, effort);
  }
  if (isTried("tiny-static")) embedderLaws("tiny-static, a table without a graph,", opening("tiny-static"), sameVectorInFloat32, effort);
}
