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
} from "@nestvec/core";
import { compiledModelPath, copiedFiles, weightTypes } from "@nestvec/core/compile";
import { compiledTokenizerFile, directory, ofPartlyCached } from "@nestvec/runtime-node";
import { descriptionFile } from "../model/description-file.ts";
import { newFolder, type NewFolder, type WrittenFile } from "../model/new-folder.ts";
import type { StagePlan } from "../model/plan-stages.ts";
import { sourceDigest } from "../model/source-digest.ts";
import { reportForm } from "../search/report-form.ts";
import { quantizeModel } from "../search/quantize-model.ts";
import { quantizingOf } from "../search/quantizing-options.ts";
import { checkFinite } from "../weights/check-finite.ts";
import { weightStorage } from "../weights/weight-storage.ts";
import type { CompiledModelReport, CompileOptions, CompileProgress } from "./compile-options.ts";
import { findSource } from "./find-source.ts";
import { readSourceModel } from "./source-model.ts";
import { tryModel, type TriedModel } from "./try-model.ts";
import { writeModel, type WriteFile } from "./write-model.ts";

/**
 * Compiles a model: from `model.safetensors`, `config.json` and the tokenizer of a folder, or of a repository of the Hugging Face hub, `"ORG/NAME"` or `"ORG/NAME@REVISION"`, to graphs of nestvec's own, which go from exit to exit and read
 * each weight from one file. `loadModel` opens the result as any model. Nothing is written over, and nothing is left of a model that is not whole.
 * @throws NestvecError FILE_MISSING, FILE_TRUNCATED, CONFIG_INVALID, MODULE_UNSUPPORTED, POOLING_UNKNOWN, ARGUMENT_INVALID, MODEL_NOT_FOUND, FILE_NOT_WRITABLE, ABORTED; with `verify` GRAPH_INVALID;
 * with `compute: "int8"` MODEL_NOT_QUANTIZABLE; with `pull` as `pullModel`
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
    compute: true,
    minCosine: true,
    texts: true,
    goldenVectors: true,
    onProgress: true,
    signal: true,
  });
  const { weights = "float32", pull, verify = false, layers, pooling, onProgress, signal } = options;
  if (!weightTypes.includes(weights)) throw invalidArgument("weights", weights, `"float32", "float16" or "int8"`);
  quantizingOf(options);
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
  const { out, pull: _pull, verify = false, weights = "float32", compute, minCosine, texts, goldenVectors = true, ...others } = options;
  const { onProgress, signal, ...asked } = others;
  const quantizing = quantizingOf({ compute, minCosine, texts });
  const source = directory(place);
  const model = await readSourceModel(source, asked);
  const { facts } = model;
  const copied = await copiedFiles(source, facts);
  if (!copied.some(({ to }) => to.endsWith("tokenizer.json")))
    throw new NestvecError("FILE_MISSING", { file: "tokenizer.json", where: source.name, neededBy: "the model" });
  const storage = weightStorage(weights);
  const float32 = weightStorage("float32");
  let totalBytes = bytesOf(model.plan(storage));
  const tell = (step: CompileProgress["step"], part: string, writtenBytes: number): void =>
    onProgress?.({ step, part, writtenBytes, totalBytes });
  // Whatever is wrong with the weights is found before anything is written.
  for (const tensor of model.used) {
    throwIfAborted(signal, "compiling");
    tell("checking weights", tensor.name, 0);
    await checkFinite(tensor);
  }
  const digest = await sourceDigest(source, model.files, signal);
  const parts = {
    facts,
    pooledBy: model.pooledBy,
    sourceDigest: digest,
    sourceFiles: model.files,
    compilerVersion: await packageVersion(),
  };
  const folder = await newFolder(out, signal);
  try {
    let ofFloat32: TriedModel | undefined;
    const form =
      quantizing &&
      (await quantizeModel({
        ...quantizing,
        family: model.family,
        plan: (groups) => model.plan(float32, groups),
        write: (to, plan) => {
          const described = {
            ...parts,
            plan,
            weights: { storage: "float32", bytes: bytesOf(plan), float32Bytes: bytesOf(model.plan(float32)), loss: undefined },
            verification: undefined,
          } as const;
          return writeModel({ plan, source, copied, describe: () => descriptionFile(described) }, writer(to, new Map()));
        },
        work: folder.path,
        // Vectors in whole numbers are near those of published graphs, but not the same.
        onFloat32: async (path) => {
          const tried = {
            folder: path,
            compute: "float32",
            storage: "float32",
            inFloat32: undefined,
            published: place,
            pooling: asked.pooling,
            signal,
          } as const;
          if (verify) ofFloat32 = await tryModel({ ...tried, tell: (part) => tell("running", part, 0) });
        },
        tell: (part) => tell("quantizing", part, 0),
        signal,
      }));
    const plan = model.plan(storage, form?.groups);
    totalBytes = bytesOf(plan);
    const files = new Map<string, ManifestFile>();
    const write = writer(folder, files, (path) => tell("writing", path, sumOf(files)));
    const stored = { storage: weights, bytes: totalBytes, float32Bytes: bytesOf(model.plan(float32)) };
    const quantization = form && reportForm(form, quantizing?.texts.length ?? 0, totalBytes);
    const describe = (loss?: TriedModel["loss"], verification?: TriedModel["verification"]): string =>
      descriptionFile({ ...parts, plan, weights: { ...stored, loss }, verification, quantization });
    await writeModel({ plan, source, copied, describe }, write);
    tell("running", "the tokenizer", sumOf(files));
    const tokenizer = await compiledTokenizerFile(folder.path, signal);
    if (tokenizer !== undefined) await write(tokenizer.name, [tokenizer.bytes]);
    // Beside the model as long as both are run. It goes with the folder if that is left.
    const beside = "weights-in-float32";
    const writeBeside = async (): Promise<string> => {
      await writeModel({ plan: model.plan(float32, form?.groups), source, copied, describe }, async (path, content) => {
        await folder.write(join(beside, path), content);
      });
      return join(folder.path, beside);
    };
    const tried =
      verify || goldenVectors || !storage.isExact()
        ? await tryModel({
            folder: folder.path,
            compute: form === undefined ? "float32" : "int8",
            storage: weights,
            inFloat32: storage.isExact() ? undefined : writeBeside,
            published: verify && form === undefined ? place : undefined,
            pooling: asked.pooling,
            signal,
            tell: (part) => tell("running", part, sumOf(files)),
          })
        : undefined;
    await rm(join(folder.path, beside), { recursive: true, force: true });
    const { loss } = tried ?? {};
    const { verification } = ofFloat32 ?? tried ?? {};
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
      ...(quantization === undefined ? {} : { quantization }),
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
  (folder: NewFolder, files: Map<string, ManifestFile>, tell: (path: string) => void = () => undefined): WriteFile =>
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
