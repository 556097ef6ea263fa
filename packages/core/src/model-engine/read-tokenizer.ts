import { readConfigFile } from "../config/config-file.ts";
import { tokenizerBounds } from "../config/json-bounds.ts";
import type { ModelDescription } from "../model/describe/model-description.ts";
import type { FileSource } from "../runtime/runtime.ts";
import type { ModelTokenizer } from "../path/1-tokenize.ts";
import type { EnginePlatform } from "./engine-platform.ts";

/** A tokenizer.json of fewer bytes is opened in at most 0.2 s and 70 MB without a compiled form. */
const leastCompiled: number = 2 ** 21;

/** The tokenizer of a model, in its compiled form where the platform keeps those and the file is large. */
export async function readTokenizer(
  source: FileSource,
  description: ModelDescription,
  platform: Pick<EnginePlatform, "tokenizers" | "digest">,
): Promise<ModelTokenizer> {
  const { tokenizerPath, tokenizerConfigPath, specialTokensPath, vocabularySize, specialTokenIds, table } = description;
  const { modelType, tokenizerClass: modelClass, lowerCases } = description;
  const read = (path: string | undefined): ReturnType<typeof readConfigFile> =>
    path === undefined ? Promise.resolve(undefined) : readConfigFile(source, path);
  const json = async (): Promise<unknown> => (await readConfigFile(source, tokenizerPath, tokenizerBounds))?.value;
  if (table !== undefined) return (await import("../path/1-tokenize-static.ts")).openStaticTokenizer(await json(), table);
  const config = await read(tokenizerConfigPath);
  const specialTokens = await read(specialTokensPath);
  const files = {
    tokenizerConfig: config?.value,
    specialTokensMap: specialTokens?.value,
    modelType,
    modelClass,
    lowerCases,
    file: tokenizerPath,
    vocabularySize,
    specialTokenIds,
  };
  const { modelTokenizer, openTokenizer } = await import("../path/1-tokenize.ts");
  if (platform.tokenizers === undefined || ((await source.size(tokenizerPath)) ?? 0) < leastCompiled)
    return openTokenizer({ ...files, tokenizerJson: await json() });
  const bytes = await source.read(tokenizerPath);
  const { tokenizer, notes } = await platform.tokenizers.open({ ...files, bytes }, platform.digest);
  return tokenizer === undefined ? openTokenizer({ ...files, tokenizerJson: await json() }, notes) : modelTokenizer(tokenizer, notes);
}
