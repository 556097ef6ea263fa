import { join } from "node:path";
import {
  describeModel,
  manifestPath,
  modelFiles,
  NestvecError,
  throwIfAborted,
  type LoadProgress,
  type ManifestFile,
  type ModelDescription,
  type ModelFiles,
} from "@nestvec/core";
import { compiledFormat, compiledModelPath, graphContents, quantizedLayout, repositoryOf } from "@nestvec/core/compile";
import { neededFiles } from "@nestvec/core/download";
import { directory, modelPlace, ofPartlyCached, sha256 } from "@nestvec/runtime-node";
import type { WriteFile } from "../compile/write-model.ts";
import { fileParts, isMeasuredOfSource } from "../model/copied-file.ts";
import { manifestFile } from "../model/manifest-file.ts";
import { newFolder, type NewFolder } from "../model/new-folder.ts";
import { packageVersion } from "../model/package-version.ts";
import { sourceDigest } from "../model/source-digest.ts";
import { describeQuantization } from "../quantize/describe-quantization.ts";
import type { FormReport, GraphPlace } from "../quantize/quantization-report.ts";
import type { ChosenForm } from "../search/choose-form.ts";
import { reportForm } from "../search/report-form.ts";
import { findGraphForm, type GraphProducts } from "./find-graph-form.ts";
import { readPublishedGraph, type PublishedGraph } from "./published-graph.ts";
import { checkedQuantizeOptions, type CheckedQuantizing, type QuantizedModelReport, type QuantizeOptions } from "./quantize-options.ts";
import { trialModel } from "./trial-model.ts";
import { writeGraphs } from "./write-graphs.ts";

/**
 * Quantizes a model with published graphs: their products with constant matrices are computed in int8, with a scale for each row, so that a text's vector does not
 * depend on its batch. It is made of the graphs of a folder, or of a repository of the Hugging Face hub, `"ORG/NAME"` or `"ORG/NAME@REVISION"`. `loadModel` opens
 * the result as the model that it was. Nothing is written over, and a model is there in full or not at all.
 * @throws NestvecError MODEL_NOT_QUANTIZABLE, GRAPH_INVALID for graphs that are quantized already or have no such product, MODEL_NOT_FOUND, FILE_MISSING, FILE_TRUNCATED, CONFIG_INVALID,
 * POOLING_UNKNOWN, ARGUMENT_INVALID, FILE_NOT_WRITABLE, ABORTED; with `pull` as `pullModel`
 * @example
 * ```ts
 * import { mkdtemp } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { fileURLToPath } from "node:url";
 * import { quantizeModel } from "@nestvec/compiler";
 * import { referenceModels } from "@nestvec/conformance/models";
 *
 * const source = fileURLToPath(new URL("tiny-modernbert", referenceModels)); // or the folder of your model
 * const out = join(await mkdtemp(join(tmpdir(), "nestvec-")), "int8");
 * const texts = Array.from({ length: 20 }, (_, index) => `Doll ${index} is inside of doll ${index + 1}.`); // or texts like yours
 * const { layers, quantization } = await quantizeModel(source, { out, texts, minCosine: 0.98 });
 * console.log(layers, quantization.cosine.minimum >= 0.98); // → [ 2, 4, 6 ] true
 * ```
 */
export async function quantizeModel(model: string | URL, options: QuantizeOptions): Promise<QuantizedModelReport> {
  const request = checkedQuantizeOptions(options);
  const { pull, pooling, dtype, file, onProgress, signal } = request;
  throwIfAborted(signal, "quantizing");
  const onDownload = ({ file: part, from, bytes, totalBytes }: LoadProgress): void => {
    if (from === "network") onProgress?.({ step: "downloading", part, bytes, totalBytes });
  };
  const place = await modelPlace(model, pull, { pooling, dtype, file, signal, onProgress: onDownload });
  return quantizeFolder(place.folder, { ...request, file: place.file ?? file }).catch((error: unknown) => {
    throw ofPartlyCached(error, String(model), place);
  });
}

async function quantizeFolder(place: string, request: CheckedQuantizing): Promise<QuantizedModelReport> {
  const { out, minCosine, texts, pooling, dtype, file, repository, onProgress, signal } = request;
  const tell = (step: "reading" | "quantizing" | "writing", part: string): void => onProgress?.({ step, part, bytes: 0, totalBytes: 0 });
  const source = modelFiles(directory(place));
  const options = { pooling, dtype, file, repository };
  const description = await describeModel(source, options);
  refuseOthers(description);
  const known = repositoryOf({ repository }, source.name)?.name;
  const graphs: PublishedGraph[] = [];
  for (const { graph, layer } of description.exits) {
    tell("reading", graph);
    graphs.push(await readPublishedGraph(source, graph, layer, signal));
  }
  const weights = await weightsOf(source, graphs);
  const copied = await copiedPaths(source, options, new Set(weights));
  const folder = await newFolder(out, signal);
  try {
    const form = await formOf(folder, source, copied, {
      name: description.name,
      folder: place,
      graphs,
      options: { ...options, repository: known },
      minCosine,
      texts,
      tell: (part) => tell("quantizing", part),
      signal,
    });
    const files = new Map<string, ManifestFile>();
    const write: WriteFile = async (path, content, externalFiles = []) => {
      tell("writing", path);
      files.set(path, { ...(await folder.write(path, content)), externalFiles });
    };
    const weightBytes = await writeGraphs(graphs, form.groups, write);
    for (const path of copied) await write(path, fileParts(source, path));
    const quantization = reportForm(form, placeOf, texts.length, weightBytes);
    await write(compiledModelPath, [
      Buffer.from(await describe(source, description, { weights, repository: known, quantization, signal })),
    ]);
    // Names of spaces are made of what a manifest says, where there is one.
    if ((await source.size(manifestPath)) !== undefined) await folder.write(manifestPath, [Buffer.from(manifestFile(files))]);
    await folder.finish();
    const sizes = await Promise.all(weights.map((path) => source.size(path)));
    return {
      folder: out,
      layers: graphs.map(({ layer }) => layer),
      pooling: { mode: String(description.pooling.pooling), from: description.pooling.from },
      quantization,
      sourceBytes: sizes.reduce<number>((sum, size = 0) => sum + size, 0),
      files: Array.from(files, ([path, { bytes }]) => ({ path, bytes })),
    };
  } finally {
    await folder.abandon();
  }
}

/** @throws NestvecError ARGUMENT_INVALID for a model without graphs of its own to be rewritten */
function refuseOthers({ compiled, table, quantized, name }: ModelDescription): void {
  const found =
    compiled !== undefined
      ? ["a compiled model", `its source, with nestvec compile --compute int8`]
      : quantized !== undefined
        ? ["a model in int8 already", "the float32 one that it was made from"]
        : table !== undefined
          ? ["a static model, which computes no products", "a model with graphs"]
          : undefined;
  if (found === undefined) return;
  const [what = "", expected = ""] = found;
  throw new NestvecError("ARGUMENT_INVALID", { argument: "model", found: `"${name}", ${what}`, expected });
}

/** Searches in a folder within the new one, which goes when the form is found. */
async function formOf(
  folder: NewFolder,
  source: ModelFiles,
  copied: readonly string[],
  search: Omit<Parameters<typeof findGraphForm>[0], "trial" | "facts">,
): Promise<ChosenForm<GraphProducts>> {
  const { graphs, signal } = search;
  const [tried, facts] = [await newFolder(join(folder.path, "trial"), signal), await newFolder(join(folder.path, "facts"), signal)];
  try {
    return await findGraphForm({ ...search, facts, trial: await trialModel(tried, source, copied, graphs) });
  } finally {
    await tried.abandon();
    await facts.abandon();
  }
}

/** The graphs, and the files of weights that they read. */
async function weightsOf(source: ModelFiles, graphs: readonly PublishedGraph[]): Promise<readonly string[]> {
  const external = await Promise.all(graphs.map(({ path }) => source.externalFiles(path)));
  return [...new Set([...graphs.map(({ path }) => path), ...external.flat().map(({ path }) => path)])];
}

/** Papers beside what opening a model reads. */
const papers = ["README.md", "LICENSE", "LICENSE.md", "LICENSE.txt", "NOTICE"];

/** The files that the quantized model has from its source as they are. */
async function copiedPaths(
  source: ModelFiles,
  { pooling, dtype, file }: Pick<CheckedQuantizing, "pooling" | "dtype" | "file">,
  weights: ReadonlySet<string>,
): Promise<readonly string[]> {
  const { paths } = await neededFiles(source, { pooling, dtype, file });
  const all: string[] = [];
  for (const path of new Set([...paths, ...papers]))
    if (!weights.has(path) && path !== manifestPath && !isMeasuredOfSource(path) && (await source.size(path)) !== undefined) all.push(path);
  return all;
}

const placeOf = ({ nodes, layer }: GraphProducts): GraphPlace => ({ nodes, ...(layer === undefined ? {} : { layer }) });

/** The content of `nestvec.json`. */
async function describe(
  source: ModelFiles,
  description: ModelDescription,
  {
    weights,
    repository,
    quantization,
    signal,
  }: Pick<CheckedQuantizing, "repository" | "signal"> & {
    readonly weights: readonly string[];
    readonly quantization: FormReport<GraphPlace>;
  },
): Promise<string> {
  const contents = await graphContents(source, description, sha256);
  const file = {
    format_version: compiledFormat,
    layout: quantizedLayout,
    compiler: `@nestvec/compiler ${await packageVersion()}`,
    source_digest: await sourceDigest(source, weights, signal),
    source_files: weights,
    source_graphs: Object.fromEntries(contents),
    ...(repository === undefined ? {} : { repository }),
    compute: "int8",
    quantization: describeQuantization(quantization),
  };
  return `${JSON.stringify(file, undefined, 1)}\n`;
}
