import { invalidArgument } from "@nestvec/core";
import { stat } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { hubModel, type HubPlace, type PullChoice, type PullRequest } from "./hub-model.ts";
import { isFolder, modelDirectory, pathOf } from "./model-directory.ts";

/** Where a model's files are, and which graph of them was meant. */
export interface ModelPlace extends HubPlace {
  /** The graph's path in the folder, where the caller gave it. */
  readonly file?: string;
}

/**
 * The place of a model, given as `modelDirectory` takes it or as the path of one of its graphs: then its folder is the one around it with the tokenizer
 * and the configuration, so that naming a graph changes nothing else. What is neither may be the name of a repository of the hub.
 * @throws NestvecError MODEL_NOT_FOUND, ARGUMENT_INVALID, and as `pullModel` where that is asked for
 * @example
 * ```ts
 * import { readdir } from "node:fs/promises";
 * import { modelPlace } from "@nestvec/runtime-node";
 *
 * const { folder } = await modelPlace("nestvec-mini");
 * console.log((await readdir(folder)).includes("tokenizer.json")); // → true
 * ```
 */
export async function modelPlace(given: string | URL, pull: PullChoice = false, request: PullRequest = {}): Promise<ModelPlace> {
  const name = pathOf(given);
  const path = resolve(name);
  if (!(await isFile(path))) {
    const isHere = name === "nestvec-mini" || (await isFolder(path));
    return (isHere ? undefined : await hubModel(name, path, pull, request)) ?? { folder: await modelDirectory(given) };
  }
  if (!path.endsWith(".onnx")) {
    throw invalidArgument(
      "model",
      given,
      `the folder of a model, or one of its graphs, *.onnx; ${JSON.stringify(basename(path))} is neither`,
    );
  }
  const folder = await folderAround(path);
  return { folder, file: relative(folder, path).split(sep).join("/") };
}

const rootFiles = ["modules.json", "config_sentence_transformers.json", "tokenizer.json", "config.json"];

/** The folder around a graph's own `layer-N/`, and around its `onnx/` or another folder that has no tokenizer, as far as a model is there. */
async function folderAround(graph: string): Promise<string> {
  const own = dirname(graph);
  const isLayer = /^layer-\d+$/.test(basename(own));
  const folder = isLayer ? dirname(own) : own;
  const isWhole = basename(folder) !== "onnx" && (await isFile(join(folder, "tokenizer.json")));
  if (!isWhole && (await isRoot(dirname(folder)))) return dirname(folder);
  return isLayer && !(await isRoot(folder)) ? own : folder;
}

async function isRoot(folder: string): Promise<boolean> {
  for (const name of [...rootFiles, "onnx/model_config.json", "model_config.json"]) if (await isFile(join(folder, name))) return true;
  return false;
}

async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() === true;
}
