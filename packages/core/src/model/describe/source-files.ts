import { member, type ConfigValue } from "../../config/config-value.ts";
import { readConfig } from "../../config/config-file.ts";
import { NestvecError } from "../../errors/nestvec-error.ts";
import type { FileSource } from "../../runtime/runtime.ts";
import { recordedSource } from "../files/recorded-source.ts";
import { textModulePaths } from "../settings/text-module-config.ts";
import type { NeededFiles, WantedPart } from "./needed-files.ts";
import { readSourceFacts, type SourceFacts } from "./source-facts.ts";

/** Settings and papers, wherever a model has them. */
const names = [
  "config.json",
  "tokenizer.json",
  "tokenizer_config.json",
  "special_tokens_map.json",
  "config_sentence_transformers.json",
  "matryoshka_config.json",
  "modules.json",
  "quality.json",
  ...textModulePaths,
  "README.md",
  "LICENSE",
  "LICENSE.md",
  "LICENSE.txt",
  "NOTICE",
];

/** A file of the source and its place in the compiled model. */
export interface CopiedFile {
  readonly from: string;
  readonly to: string;
}

/**
 * The files that a compiled model has from its source as they are. What lies beside published graphs comes to the root.
 * @example
 * ```ts
 * import { fileURLToPath } from "node:url";
 * import { referenceModels } from "@nestvec/conformance/models";
 * import { copiedFiles, readSourceFacts } from "@nestvec/core/compile";
 * import { directory } from "@nestvec/runtime-node";
 *
 * const source = directory(fileURLToPath(new URL("tiny-modernbert-source", referenceModels)));
 * const copied = await copiedFiles(source, await readSourceFacts(source));
 * console.log(copied.map(({ from }) => from).includes("tokenizer.json")); // → true
 * ```
 */
export async function copiedFiles(
  source: FileSource,
  { folder, moduleFolders }: Pick<SourceFacts, "folder" | "moduleFolders">,
): Promise<readonly CopiedFile[]> {
  const candidates: CopiedFile[] = [
    ...names.flatMap((name) => [
      { from: name, to: name },
      { from: folder + name, to: folder + name },
    ]),
    // config.json beside graphs is that of an exit.
    ...names.slice(1).map((name) => ({ from: `onnx/${name}`, to: name })),
    // What modules of Sentence Transformers, such as 1_Pooling and 2_Dense, are made of.
    ...moduleFolders.flatMap((module) => ["config.json", "model.safetensors"].map((name) => ({ from: module + name, to: module + name }))),
  ];
  const copied = new Map<string, CopiedFile>();
  for (const file of candidates) if (!copied.has(file.to) && (await source.size(file.from)) !== undefined) copied.set(file.to, file);
  return [...copied.values()];
}

/**
 * Which files compiling a model needs: its weights as safetensors, settings, tokenizer, and the modules after the transformer. Published graphs are not among them.
 * @throws NestvecError as `readSourceFacts`, and FILE_MISSING where there are no such weights
 * @example
 * ```ts
 * import { memorySource } from "@nestvec/core";
 * import { neededSourceFiles } from "@nestvec/core/download";
 *
 * const config = JSON.stringify({ hidden_size: 384, num_hidden_layers: 6 });
 * const source = memorySource({ "config.json": config, "tokenizer.json": "{}", "model.safetensors": "", "model.onnx": "" });
 * const { paths, weights } = await neededSourceFiles(source);
 * console.log(paths, await weights()); // → [ 'config.json', 'tokenizer.json' ] [ 'model.safetensors' ]
 * ```
 */
export async function neededSourceFiles(source: FileSource, { pooling }: Pick<WantedPart, "pooling"> = {}): Promise<NeededFiles> {
  const recorded = recordedSource(source);
  const facts = await readSourceFacts(recorded, { pooling });
  const single = `${facts.folder}model.safetensors`;
  const index = await readConfig(recorded, `${single}.index.json`, (at) => indexedFiles(at, facts.folder));
  const isWhole = (await source.size(single)) !== undefined;
  if (!isWhole && index === undefined)
    throw new NestvecError("FILE_MISSING", { file: single, where: source.name, neededBy: "the compiler" });
  const copied = (await copiedFiles(recorded, facts)).map(({ from }) => from);
  // Modules' weights are copied, too.
  const weights = new Set([...(isWhole ? [single] : (index ?? [])), ...copied.filter((path) => path.endsWith(".safetensors"))]);
  return {
    layers: facts.layers,
    paths: [...new Set([...recorded.paths, ...copied])].filter((path) => !weights.has(path)).toSorted(),
    weights: async () => [...weights].toSorted(),
  };
}

/** The files that an index of safetensors lists, by their names beside it. What is wrong in it is said by the compiler. */
function indexedFiles(at: ConfigValue, folder: string): readonly string[] {
  const { value } = member(at, "weight_map");
  const files = typeof value === "object" && value !== null ? Object.values(value) : [];
  return [...new Set(files.filter((name) => typeof name === "string"))].map((name) => folder + name);
}
