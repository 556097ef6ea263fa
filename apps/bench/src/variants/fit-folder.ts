import { copyFile, link, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join, posix } from "node:path";
import { describeModel, modelFiles, NestvecError } from "@nestvec/core";
import { directory } from "@nestvec/runtime-node";
import { initializer, node, onnxAddition, value } from "@nestvec/onnx/writer";
import type { FittedFolder } from "./variant-protocol.ts";

/** Of fastembed-js's own models, the one that is fed `input_ids` and `attention_mask` alone. */
const modelName = "fast-multilingual-e5-large";

/** A folder that is there until it is removed. */
export interface OpenFittedFolder {
  readonly folder: FittedFolder;
  remove(): Promise<void>;
}

/**
 * Makes a folder with links to an exit's files and the small files that fastembed asks for, in which texts are cut to so many tokens.
 * @throws NestvecError FILE_MISSING, CONFIG_INVALID where the model lacks what is asked for
 */
export async function fitFolder(model: string, layer: number, cut: number): Promise<OpenFittedFolder> {
  const parent = await mkdtemp(join(tmpdir(), "nestvec-bench-"));
  const remove = (): Promise<void> => rm(parent, { recursive: true, force: true });
  try {
    return { folder: await fitted(parent, model, layer, cut), remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function fitted(parent: string, model: string, layer: number, cut: number): Promise<FittedFolder> {
  const source = directory(model);
  const { exits, output, pooling, tokenWidth: width, tokenizerPath } = await describeModel(source);
  const graph = exits.find((exit) => exit.layer === layer)?.graph ?? "";
  const target = join(parent, modelName);
  const weights = await modelFiles(source).externalFiles(graph);
  const how = pooling.pooling ?? "mean";
  const place = how === "in_graph" ? hardLink : anyLink;
  for (const path of [graph, ...weights.map((file) => file.path)]) await place(join(model, path), join(target, path));
  await anyLink(join(model, "config.json"), join(target, "config.json"));
  await anyLink(join(model, tokenizerPath), join(target, "tokenizer.json"));
  const config = await tokenizerConfig(model, cut);
  await writeFile(join(target, "tokenizer_config.json"), JSON.stringify(config));
  await writeFile(join(target, "special_tokens_map.json"), JSON.stringify(specialTokens(config)));

  if (how !== "in_graph") return { parent, model: target, graph, hiddenGraph: graph, pooling: how, width };
  const hiddenGraph = posix.join(posix.dirname(graph), "hidden-state.onnx");
  await writeFile(join(target, hiddenGraph), withHiddenState(await readFile(join(model, graph)), output ?? "sentence_embedding", width));
  return { parent, model: target, graph, hiddenGraph, pooling: how, width };
}

/** The same graph, which gives its vectors as a hidden state of one token, too. */
function withHiddenState(graph: Uint8Array, output: string, width: number): Uint8Array {
  const added = onnxAddition({
    nodes: [node("Unsqueeze", [output, "nestvec_token_axis"], ["last_hidden_state"])],
    initializers: [initializer("nestvec_token_axis", [1], "int64", BigInt64Array.of(1n))],
    inputs: [],
    outputs: [value("last_hidden_state", "float32", ["rows", 1, width])],
  });
  return Buffer.concat([graph, added]);
}

/** A file under a second name or, on another disk, a copy: ONNX Runtime refuses symbolic links from a graph's folder to weights elsewhere. */
async function hardLink(from: string, to: string): Promise<void> {
  const file = await realFile(from);
  await mkdir(dirname(to), { recursive: true });
  await link(file, to).catch(() => copyFile(file, to));
}

/** A link of either kind, where neither goes a copy: Windows lets only some users make symbolic ones. */
async function anyLink(from: string, to: string): Promise<void> {
  const file = await realFile(from);
  await mkdir(dirname(to), { recursive: true });
  await link(file, to).catch(() => symlink(file, to).catch(() => copyFile(file, to)));
}

/** A second name for a symbolic link would be a link to nowhere. */
const realFile = (path: string): Promise<string> => realpath(path).catch(missing(basename(path), dirname(path)));

const missing =
  (file: string, where: string) =>
  (cause: unknown): never => {
    throw new NestvecError("FILE_MISSING", { file, where, neededBy: "fastembed" }, { cause });
  };

type TokenizerConfig = Readonly<Record<string, unknown>>;

async function tokenizerConfig(model: string, cut: number): Promise<TokenizerConfig> {
  const file = "tokenizer_config.json";
  const text = await readFile(join(model, file), "utf8").catch(missing(file, model));
  const config = JSON.parse(text) as TokenizerConfig;
  if (config["pad_token"] === undefined || config["pad_token"] === null) {
    throw new NestvecError("CONFIG_INVALID", { file, key: "pad_token", found: "missing", expected: "given, since fastembed asks for it" });
  }
  return { ...config, ...specialTokens(config), max_length: cut, model_max_length: cut };
}

/** By name, the text of each special token that a tokenizer's configuration states. */
function specialTokens(config: TokenizerConfig): Readonly<Record<string, string>> {
  const tokens = Object.entries(config).flatMap(([key, token]) => {
    const text: unknown = typeof token === "object" && token !== null && "content" in token ? token.content : token;
    return /^[a-z]+_token$/.test(key) && typeof text === "string" ? [[key, text] as const] : [];
  });
  return Object.fromEntries(tokens);
}
