import { rm } from "node:fs/promises";
import { join } from "node:path";
import { manifestPath, NestvecError, throwIfAborted, type LoadProgress, type ManifestFile } from "@nestvec/core";
import { compiledModelPath, copiedFiles } from "@nestvec/core/compile";
import { compiledTokenizerFile, directory, ofPartlyCached } from "@nestvec/runtime-node";
import { fileParts, isMeasuredOfSource } from "../model/copied-file.ts";
import { descriptionFile } from "../model/description-file.ts";
import { manifestFile } from "../model/manifest-file.ts";
import { newFolder } from "../model/new-folder.ts";
import { packageVersion } from "../model/package-version.ts";
import { bytesOf, type StagePlan } from "../model/plan-stages.ts";
import { sourceDigest } from "../model/source-digest.ts";
import { reportForm } from "../search/report-form.ts";
import { checkFinite } from "../weights/check-finite.ts";
import { quantizedStorage, weightStorage } from "../weights/weight-storage.ts";
import { checkedRequest, type CheckedRequest } from "./checked-request.ts";
import { chooseInt8 } from "./choose-int8.ts";
import type { CompiledModelReport, CompileOptions, Tell } from "./compile-options.ts";
import { findSource } from "./find-source.ts";
import { readSourceModel } from "./source-model.ts";
import { tryModel, type TriedModel } from "./try-model.ts";
import { writeModel, type WriteFile } from "./write-model.ts";

/**
 * Compiles a model: graphs of nestvec's own, which go from exit to exit and read each weight from one file. It is made of the `model.safetensors`, `config.json` and
 * tokenizer of a folder, or of a repository of the Hugging Face hub, `"ORG/NAME"` or `"ORG/NAME@REVISION"`. `loadModel` opens the result as any model. Nothing is
 * written over, and a model is there in full or not at all.
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
  const request = checkedRequest(options);
  const { pull, verify, layers, pooling, onProgress, signal } = request;
  throwIfAborted(signal, "compiling");
  const onDownload = ({ file, from, bytes, totalBytes }: LoadProgress): void => {
    if (from === "network") onProgress?.({ step: "downloading", part: file, writtenBytes: bytes, totalBytes });
  };
  const place = await findSource(model, { pull, verify, layers, pooling, signal, onDownload });
  return compileFolder(place.folder, { ...request, layers: layers ?? place.layers }).catch((error: unknown) => {
    throw ofPartlyCached(error, String(model), place);
  });
}

async function compileFolder(place: string, request: CheckedRequest): Promise<CompiledModelReport> {
  const { out, weights, verify, goldenVectors, quantizing, layers, pooling, repository, onProgress, signal } = request;
  const source = directory(place);
  const model = await readSourceModel(source, { layers, pooling, repository });
  const all = await copiedFiles(source, model.facts);
  const copied = all.filter(({ to }) => !isMeasuredOfSource(to));
  if (!copied.some(({ to }) => to.endsWith("tokenizer.json")))
    throw new NestvecError("FILE_MISSING", { file: "tokenizer.json", where: source.name, neededBy: "the model" });
  const storage = quantizing === undefined ? weightStorage(weights) : quantizedStorage(weights);
  const inFloat32 = model.plan(weightStorage("float32"));
  const tellingOf =
    (plan: StagePlan): Tell =>
    (step, part, writtenBytes = 0) =>
      onProgress?.({ step, part, writtenBytes, totalBytes: bytesOf(plan) });
  const tellBefore = tellingOf(model.plan(storage));
  // Whatever is wrong with the weights is found before anything is written.
  for (const tensor of model.used) {
    throwIfAborted(signal, "compiling");
    tellBefore("checking weights", tensor.name);
    await checkFinite(tensor);
  }
  const parts = {
    facts: model.facts,
    pooledBy: model.pooledBy,
    sourceDigest: await sourceDigest(source, model.files, signal),
    sourceFiles: model.files,
    compilerVersion: await packageVersion(),
  };
  const folder = await newFolder(out, signal);
  try {
    const int8 =
      quantizing &&
      (await chooseInt8({
        quantizing,
        model,
        parts,
        source,
        copied,
        storage,
        work: folder.path,
        published: verify ? place : undefined,
        pooling,
        tell: tellBefore,
        signal,
      }));
    const plan = model.plan(storage, int8?.form.groups);
    const tell = tellingOf(plan);
    const files = new Map<string, ManifestFile>();
    const write: WriteFile = async (path, content, externalFiles = []) => {
      tell("writing", path, sumOf(files));
      files.set(path, { ...(await folder.write(path, content)), externalFiles });
    };
    const stored = { storage: weights, bytes: bytesOf(plan), float32Bytes: bytesOf(inFloat32) };
    const quantization =
      int8 && reportForm(int8.form, ({ layer, place: where }) => ({ layer, place: where }), quantizing?.texts.length ?? 0, stored.bytes);
    const describe = (tried?: Pick<TriedModel, "loss" | "verification">): string =>
      descriptionFile({
        ...parts,
        plan,
        weights: { ...stored, loss: tried?.loss },
        verification: (int8 ?? tried)?.verification,
        quantization,
      });
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
            compute: int8 === undefined ? "float32" : "int8",
            storage: weights,
            inFloat32: storage.isExact() ? undefined : writeBeside,
            published: verify && int8 === undefined ? place : undefined,
            pooling,
            signal,
            tell: (part) => tell("running", part, sumOf(files)),
          })
        : undefined;
    await rm(join(folder.path, beside), { recursive: true, force: true });
    const measured = quantizing === undefined && storage.isExact() ? all.filter(({ to }) => isMeasuredOfSource(to)) : [];
    for (const { from, to } of measured) await write(to, fileParts(source, from));
    const { verification } = int8 ?? tried ?? {};
    if (tried?.loss !== undefined || verification !== undefined) await write(compiledModelPath, [Buffer.from(describe(tried))]);
    if (goldenVectors && tried !== undefined) await write("golden.json", [Buffer.from(tried.golden)]);
    await folder.write(manifestPath, [Buffer.from(manifestFile(files))]);
    await folder.finish();
    return {
      folder: out,
      family: model.family,
      layers: model.facts.layers,
      pooling: { mode: String(model.facts.pooling.pooling), from: model.facts.pooling.from },
      longFrom: plan.longFrom ?? null,
      weights: { ...stored, loss: tried?.loss ?? null },
      ...(verify ? { verification: verification ?? null } : {}),
      ...(quantization === undefined ? {} : { quantization }),
      files: Array.from(files, ([path, { bytes }]) => ({ path, bytes })),
    };
  } finally {
    await folder.abandon();
  }
}

const sumOf = (files: ReadonlyMap<string, ManifestFile>): number => Array.from(files.values()).reduce((sum, { bytes }) => sum + bytes, 0);
