import type { FileSource } from "@nestvec/core";
import { textModulePaths, type SourceFacts } from "@nestvec/core/compile";

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

/** The files that a compiled model has from its source as they are. What lies beside published graphs comes to the root. */
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
