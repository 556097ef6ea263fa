import { throwIfAborted, type FileCache, type Signal } from "@nestvec/core";
import { fileName } from "../platform/file-cache.ts";
import { entryUrlHere } from "./load-model.ts";
import { openHere } from "./open-here.ts";

/** A file that belongs into a model's folder. */
export interface CompiledTokenizerFile {
  /** What `loadModel` looks for there. It changes with the tokenizer's files. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * The compiled form of the tokenizer of a folder's model, which `loadModel` reads from that folder in place of `tokenizer.json`. Undefined for a tokenizer that is
 * small enough to be read as it is.
 * @throws NestvecError as `loadModel`
 * @example
 * ```ts
 * import { fileURLToPath } from "node:url";
 * import { compiledTokenizerFile } from "@nestvec/runtime-node";
 *
 * const folder = fileURLToPath(new URL(".", import.meta.resolve("@nestvec/model-mini/package.json")));
 * console.log(await compiledTokenizerFile(folder)); // → undefined
 * ```
 */
export async function compiledTokenizerFile(folder: string, signal?: Signal): Promise<CompiledTokenizerFile | undefined> {
  throwIfAborted(signal, "compiling a tokenizer");
  let made: CompiledTokenizerFile | undefined;
  const tokenizerFiles: FileCache = {
    async file(key, { make }) {
      const bytes = await make();
      made = { name: fileName(key), bytes };
      return { file: bytes.buffer, problem: undefined };
    },
  };
  const engine = await openHere(folder, { tokenizerCache: true }, { tokenizerFiles, entryUrl: entryUrlHere(undefined) });
  await engine.dispose();
  throwIfAborted(signal, "compiling a tokenizer");
  return made;
}
