import { messageOf } from "../errors/any-error.ts";
import { encodeUtf8 } from "../platform/utf8.ts";
import type { Digest, FileCache } from "../platform/platform.ts";
import type { CompiledTokenizers, TokenizerBytes } from "../tokenizer/compiled-form.ts";
import type { TextTokenizer } from "../tokenizer/text-tokenizer.ts";
import type { NotCompiled } from "./compile-tokenizer.ts";
import { openCompiled } from "./open-compiled.ts";
import { formatVersion, isWhole, openSections } from "./sections.ts";

/**
 * Opens tokenizers in their compiled form: tables of numbers, which are not parsed. Each is made once, compared with the library on every piece of its vocabulary and on 2,000 texts, and
 * kept in the cache under a digest of tokenizer.json and of what else decides ids. Hand it to `openEngine`.
 * `compile` may do that work in another thread, which then has the memory that it takes.
 * @example
 * ```ts
 * import { compiledTokenizers } from "@nestvec/core/compiled-tokenizer";
 *
 * const kept = new Map<string, ArrayBufferLike>();
 * const tokenizers = compiledTokenizers({
 *   async file(key, { isWhole, make }) {
 *     const before = kept.get(key);
 *     const file = before !== undefined && (await isWhole(before)) ? before : (await make()).buffer;
 *     kept.set(key, file);
 *     return { file, problem: undefined };
 *   },
 * });
 * console.log(Object.keys(tokenizers)); // → [ 'open' ]
 * ```
 */
export function compiledTokenizers(
  cache: FileCache,
  { compile = compileHere }: { readonly compile?: CompileTokenizer | undefined } = {},
): CompiledTokenizers {
  /** The form of a tokenizer, and why it could not be kept; or why there is none. */
  async function formOf(
    tokenizer: TokenizerBytes,
    digest: Digest,
  ): Promise<{ readonly opened?: TextTokenizer; readonly problem: string | undefined }> {
    const { tokenizerConfig = null, specialTokensMap = null, modelType = null, modelClass = null, lowerCases = false } = tokenizer;
    const settings = [tokenizerConfig, specialTokensMap, modelType, modelClass, lowerCases];
    const key = await digest(encodeUtf8(JSON.stringify([formatVersion, await digest(tokenizer.bytes), ...settings])));
    const { file, problem } = await cache.file(`tokenizer-${key}`, {
      isWhole: (kept) => isWhole(kept, digest),
      make: () => compile(tokenizer, digest),
    });
    if (file === undefined) return { problem };
    const opened = openSections(file);
    if (isNotCompiled(opened.header)) return { problem: opened.header.problem };
    return { opened: openCompiled(tokenizer, opened), problem };
  }

  return {
    async open(tokenizer, digest) {
      const { file } = tokenizer;
      // The compiled form is only a faster way to the same: whatever is wrong with it, the file itself can still be read.
      const { opened, problem } = await formOf(tokenizer, digest).catch((error: unknown) => ({
        opened: undefined,
        problem: messageOf(error).replace(/\.$/, ""),
      }));
      if (problem === undefined) return { tokenizer: opened, notes: [] };
      const note =
        opened === undefined
          ? `The compiled form of ${file} is not used: ${problem}. Loading it takes more time and memory.`
          : `The compiled form of ${file} could not be kept, and is made at each start: ${problem}.`;
      return { tokenizer: opened, notes: [note] };
    },
  };
}

/** Compiles a tokenizer, in this thread or in another. @see compileTokenizer */
export type CompileTokenizer = (tokenizer: TokenizerBytes, digest: Digest) => Promise<Uint8Array<ArrayBuffer>>;

const compileHere: CompileTokenizer = async (tokenizer, digest) =>
  (await import("./compile-tokenizer.ts")).compileTokenizer(tokenizer, digest);

const isNotCompiled = (header: unknown): header is NotCompiled => typeof header === "object" && header !== null && "problem" in header;
