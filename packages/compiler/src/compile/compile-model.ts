import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import {
  invalidArgument,
  manifestPath,
  NestvecError,
  requireOptions,
  requireSignal,
  throwIfAborted,
  type LoadProgress,
  type ManifestFile,
  type Signal,
  type WeightType,
} from "@nestvec/core";
import { compiledModelPath, copiedFiles, weightTypes, type SourceOptions } from "@nestvec/core/compile";
import { compiledTokenizerFile, directory, ofPartlyCached, type PullChoice } from "@nestvec/runtime-node";
import { descriptionFile } from "../model/description-file.ts";
import { newFolder, type NewFolder, type WrittenFile } from "../model/new-folder.ts";
import type { StagePlan } from "../model/plan-stages.ts";
import { sourceDigest } from "../model/source-digest.ts";
import type { ComparedExit } from "../run/compare-published.ts";
import type { ExitDifference } from "../run/compare-vectors.ts";
import { checkFinite } from "../weights/check-finite.ts";
import { weightStorage } from "../weights/weight-storage.ts";
import { findSource } from "./find-source.ts";
import { readSourceModel } from "./source-model.ts";
import { tryModel, type TriedModel } from "./try-model.ts";
import { writeModel, type WriteFile } from "./write-model.ts";

/** How a model is compiled. */
export interface CompileOptions extends SourceOptions {
  /** The folder of the compiled model, which must not be there yet, or be empty. */
  readonly out: string;
  /** Whether a repository of the Hugging Face hub is downloaded, and how. Default: only what was downloaded before is compiled. */
  readonly pull?: PullChoice | undefined;
  /**
   * Whether the published graphs beside the weights are compared with the compiled ones, on texts of several scripts and lengths. A model whose vectors are
   * others is an error, and is not written. Default: false.
   */
  readonly verify?: boolean | undefined;
  /**
   * What the weights are stored in. They are expanded when a graph is opened, so it computes as with float32. Where numbers were rounded, the model is compared
   * with its weights in float32, which takes their room on the disk for that long, and its vectors have a space of their own. Default: "float32".
   */
  readonly weights?: WeightType | undefined;
  /** Whether `golden.json` is written: what the model gives for some texts, which takes a run of each exit. Default: true. */
  readonly goldenVectors?: boolean | undefined;
  /** Is told of every file that was written, and of what comes before the first. */
  readonly onProgress?: ((progress: CompileProgress) => void) | undefined;
  /** Stops the work. What was written is removed. */
  readonly signal?: Signal | undefined;
}

/** How far a model is compiled. Plain data. */
export interface CompileProgress {
  readonly step: "downloading" | "checking weights" | "writing" | "running";
  /** The file that is downloaded, the tensor that is checked, the file that is written, or what is run. */
  readonly part: string;
  /** Bytes of the files written by now, and of all; of those that are downloaded, while they are. */
  readonly writtenBytes: number;
  readonly totalBytes: number;
}

/** A model that was compiled. Plain data. */
export interface CompiledModelReport {
  readonly folder: string;
  /** `model_type` of config.json. */
  readonly family: string;
  /** The layers of its exits. */
  readonly layers: readonly number[];
  /** How it pools, and the file that says so. */
  readonly pooling: { readonly mode: string; readonly from: string };
  /** Texts of so many tokens or more are computed by graphs of their own; null where the model takes no such text. */
  readonly longFrom: number | null;
  /** What its weights are stored in, and how far that takes the vectors of each exit: null where no number of the weights was rounded. */
  readonly weights: {
    readonly storage: WeightType;
    /** Bytes of the files of weights, and what they would be in float32. */
    readonly bytes: number;
    readonly float32Bytes: number;
    readonly loss: readonly ExitDifference[] | null;
  };
  /** How near each exit comes to its published graph; undefined where that was not asked for, null where there are no published graphs. */
  readonly verification?: readonly ComparedExit[] | null;
  readonly files: readonly { readonly path: string; readonly bytes: number }[];
}

/**
 * Compiles a model: from `model.safetensors`, `config.json` and the tokenizer of a folder, or of a repository of the Hugging Face hub, `"ORG/NAME"` or `"ORG/NAME@REVISION"`, to graphs of nestvec's own, which go from exit to exit and read
 * each weight from one file. `loadModel` opens the result as any model. Nothing is written over, and nothing is left of a model that is not whole.
 * @throws NestvecError FILE_MISSING, FILE_TRUNCATED, CONFIG_INVALID, MODULE_UNSUPPORTED, POOLING_UNKNOWN, ARGUMENT_INVALID, MODEL_NOT_FOUND, FILE_NOT_WRITABLE, ABORTED; with `verify` GRAPH_INVALID;
 * with `pull` as `pullModel`
 * @example
 * ```ts
 * import { mkdtemp } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { fileURLToPath } from "node:url";
 * import { compileModel } from "@nestvec/compiler";
 * import { referenceModels } from "@nestvec/conformance/models";
 *
 * const source = fileURLToPath(new URL("tiny-modernbert-source", referenceModels)); // or the folder of your model
 * const out = join(await mkdtemp(join(tmpdir(), "nestvec-")), "compiled");
 * const { layers, longFrom } = await compileModel(source, { out });
 * console.log(layers, longFrom); // → [ 2, 4, 6 ] 513
 * ```
 */
export async function compileModel(model: string | URL, options: CompileOptions): Promise<CompiledModelReport> {
  requireOptions<CompileOptions>("compileModel", options, {
    out: true,
    layers: true,
    pooling: true,
    repository: true,
    pull: true,
    verify: true,
    weights: true,
    goldenVectors: true,
    onProgress: true,
    signal: true,
  });
  const { weights = "float32", pull, verify = false, layers, pooling, onProgress, signal } = options;
  if (!weightTypes.includes(weights)) throw invalidArgument("weights", weights, `"float32", "float16" or "int8"`);
  requireSignal(signal);
  throwIfAborted(signal, "compiling");
  const onDownload = ({ file, from, bytes, totalBytes }: LoadProgress): void => {
    if (from === "network") onProgress?.({ step: "downloading", part: file, writtenBytes: bytes, totalBytes });
  };
  const place = await findSource(model, { pull, verify, layers, pooling, signal, onDownload });
  return compileFolder(place.folder, { ...options, layers: layers ?? place.layers }).catch((error: unknown) => {
    throw ofPartlyCached(error, String(model), place);
  });
}

async function compileFolder(place: string, options: CompileOptions): Promise<CompiledModelReport> {
  const { out, pull: _pull, verify = false, weights = "float32", goldenVectors = true, onProgress, signal, ...asked } = options;
  const source = directory(place);
  const model = await readSourceModel(source, asked);
  const { facts } = model;
  const copied = await copiedFiles(source, facts);
  if (!copied.some(({ to }) => to.endsWith("tokenizer.json")))
    throw new NestvecError("FILE_MISSING", { file: "tokenizer.json", where: source.name, neededBy: "the model" });
  const storage = weightStorage(weights);
  const plan = model.plan(storage);
  const inFloat32 = model.plan(weightStorage("float32"));
  const totalBytes = bytesOf(plan);
  const tell = (step: CompileProgress["step"], part: string, writtenBytes: number): void =>
    onProgress?.({ step, part, writtenBytes, totalBytes });
  // Whatever is wrong with the weights is found before anything is written.
  for (const tensor of model.used) {
    throwIfAborted(signal, "compiling");
    tell("checking weights", tensor.name, 0);
    await checkFinite(tensor);
  }
  const digest = await sourceDigest(source, model.files, signal);
  const folder = await newFolder(out, signal);
  try {
    const files = new Map<string, ManifestFile>();
    const write = writer(folder, files, (path) => tell("writing", path, sumOf(files)));
    const parts = {
      facts,
      plan,
      pooledBy: model.pooledBy,
      sourceDigest: digest,
      sourceFiles: model.files,
      compilerVersion: await packageVersion(),
    };
    const stored = { storage: weights, bytes: totalBytes, float32Bytes: bytesOf(inFloat32) };
    const describe = (loss?: TriedModel["loss"], verification?: TriedModel["verification"]): string =>
      descriptionFile({ ...parts, weights: { ...stored, loss }, verification });
    await writeModel({ plan, source, copied, describe }, write);
    tell("running", "the tokenizer", sumOf(files));
    const tokenizer = await compiledTokenizerFile(folder.path, signal);
    if (tokenizer !== undefined) await write(tokenizer.name, [tokenizer.bytes]);
    // Beside the model as long as both are run. It goes with the folder if that is left.
    const beside = "weights-in-float32";
    const writeBeside = async (): Promise<string> => {
      await writeModel({ plan: inFloat32, source, copied, describe }, async (path, content) => {
        await folder.write(join(beside, path), content);
      });
      return join(folder.path, beside);
    };
    const tried =
      verify || goldenVectors || !storage.isExact()
        ? await tryModel({
            folder: folder.path,
            storage: weights,
            inFloat32: storage.isExact() ? undefined : writeBeside,
            published: verify ? place : undefined,
            pooling: asked.pooling,
            signal,
            tell: (part) => tell("running", part, sumOf(files)),
          })
        : undefined;
    await rm(join(folder.path, beside), { recursive: true, force: true });
    const { loss, verification } = tried ?? {};
    if (loss !== undefined || verification !== undefined) await write(compiledModelPath, [Buffer.from(describe(loss, verification))]);
    if (goldenVectors && tried !== undefined) await write("golden.json", [Buffer.from(tried.golden)]);
    await folder.write(manifestPath, [Buffer.from(manifestFile(files))]);
    await folder.finish();
    return {
      folder: out,
      family: model.family,
      layers: facts.layers,
      pooling: { mode: String(facts.pooling.pooling), from: facts.pooling.from },
      longFrom: plan.longFrom ?? null,
      weights: { ...stored, loss: loss ?? null },
      ...(verify ? { verification: verification ?? null } : {}),
      files: Array.from(files, ([path, { bytes }]) => ({ path, bytes })),
    };
  } finally {
    await folder.abandon();
  }
}

/** That of this package. */
async function packageVersion(): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(new URL(import.meta.resolve("@nestvec/compiler/package.json")), "utf8"));
  return typeof manifest === "object" && manifest !== null && "version" in manifest ? String(manifest.version) : "";
}

/** Writes files, and keeps what the manifest says of each. */
const writer =
  (folder: NewFolder, files: Map<string, ManifestFile>, tell: (path: string) => void): WriteFile =>
  async (path, parts, externalFiles = []) => {
    tell(path);
    const { bytes, sha256 }: WrittenFile = await folder.write(path, parts);
    files.set(path, { bytes, sha256, externalFiles });
  };

const bytesOf = (plan: StagePlan): number => plan.weights.reduce((sum, { bytes }) => sum + bytes, 0);

const sumOf = (files: ReadonlyMap<string, ManifestFile>): number => Array.from(files.values()).reduce((sum, { bytes }) => sum + bytes, 0);

/** @see parseManifest of core */
function manifestFile(files: ReadonlyMap<string, ManifestFile>): string {
  const listed = Array.from(files, ([path, { bytes, sha256, externalFiles }]) => [
    path,
    { bytes, sha256, ...(path.endsWith(".onnx") ? { externalFiles } : {}) },
  ]);
  return `${JSON.stringify({ version: 1, files: Object.fromEntries(listed) }, undefined, 1)}\n`;
}
