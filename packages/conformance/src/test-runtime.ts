import { openModel, type FileSource, type ModelPlatform, type Runtime } from "@nestvec/core";
import { describe } from "vitest";
import { miniGolden, tinyModernBertGolden } from "./golden.ts";
import { embedderLaws } from "./laws/embedder-laws.ts";
import { goldenLaws } from "./laws/golden-laws.ts";
import { sessionLaws } from "./laws/session-laws.ts";

/** The models that the laws are tried on. `tiny-modernbert` and its exits lie in this package's `models` folder. */
export type ReferenceModel = "tiny-modernbert" | "tiny-modernbert/onnx-fp32" | "nestvec-mini";

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

/**
 * float32 exports: the reference is float64, and float32 sums over 64 or 384 numbers round by up to 2e-6. float16 exports: 11 bits of
 * mantissa give 1e-3. Both are the bounds that the product promises.
 */
const tolerances = { float32: { absolute: 2e-6, cosine: 0.999_999 }, float16: { absolute: 1e-3, cosine: 0.999_99 } } as const;

/** All the laws that a runtime obeys: the whole test file of an adapter. */
export function testRuntime(makeRuntime: () => Runtime, { provider, source, platform, place }: RuntimeTestOptions): void {
  const open = (model: ReferenceModel) => () => openModel(source(model), {}, { ...platform, runtime: makeRuntime() });
  const tinyGolden = () => tinyModernBertGolden(source("tiny-modernbert"));
  describe("a runtime", () => {
    sessionLaws({ makeRuntime, provider, platform, tokenizerSource: source("tiny-modernbert"), ...(place === undefined ? {} : { place }) });
    goldenLaws("tiny-modernbert in float32", open("tiny-modernbert/onnx-fp32"), tinyGolden, tolerances.float32);
    goldenLaws("tiny-modernbert in float16", open("tiny-modernbert"), tinyGolden, tolerances.float16);
    goldenLaws("nestvec-mini", open("nestvec-mini"), () => miniGolden(source("nestvec-mini")), tolerances.float32);
    embedderLaws("tiny-modernbert", open("tiny-modernbert"));
    embedderLaws("nestvec-mini", open("nestvec-mini"));
  });
}
