import { readConfigFile } from "../config/config-file.ts";
import { tokenizerBounds } from "../config/json-bounds.ts";
import { messageOf } from "../errors/any-error.ts";
import type { ModelDescription } from "../model/describe/model-description.ts";
import type { FileSource } from "../runtime/runtime.ts";
import type { ModelTokenizer } from "../path/1-tokenize.ts";
import type { Digest } from "../platform/platform.ts";
import type { CompiledTokenizers, TokenizerBytes } from "../tokenizer/compiled-form.ts";
import type { TextTokenizer } from "../tokenizer/text-tokenizer.ts";
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
  const { tokenizer, notes } = await compiledForm({ ...files, bytes }, platform.tokenizers, platform.digest);
  return tokenizer === undefined ? openTokenizer({ ...files, tokenizerJson: await json() }, notes) : modelTokenizer(tokenizer, notes);
}

interface Opened {
  readonly tokenizer: TextTokenizer | undefined;
  readonly notes: readonly string[];
}

/** The compiled form is only a faster way to the same: whatever is wrong with it, the file itself can still be read. */
async function compiledForm(files: TokenizerBytes, tokenizers: CompiledTokenizers, digest: Digest): Promise<Opened> {
  const { file } = files;
  const notUsed = (problem: string): Opened => ({
    tokenizer: undefined,
    notes: [`The compiled form of ${file} is not used: ${problem}. Loading it takes more time and memory.`],
  });
  try {
    const found = await tokenizers.open(files, digest);
    if (found.tokenizer === undefined) return notUsed(found.problem);
    const { tokenizer, notKept } = found;
    const notes = notKept === undefined ? [] : [`The compiled form of ${file} could not be kept, and is made at each start: ${notKept}.`];
    return { tokenizer, notes };
  } catch (error) {
    return notUsed(messageOf(error).replace(/\.$/, ""));
  }
}
