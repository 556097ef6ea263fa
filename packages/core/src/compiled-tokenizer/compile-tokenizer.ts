import type { Digest } from "../platform/platform.ts";
import { tokenizerBounds } from "../config/json-bounds.ts";
import { parseConfigFile } from "../config/config-file.ts";
import type { TokenizerBytes } from "../tokenizer/compiled-form.ts";
import { openLibrary, type LibraryTokenizer } from "../tokenizer/library-tokenizer.ts";
import { readTokenizer, type TokenizerFiles } from "../tokenizer/load-tokenizer.ts";
import { orUnusable, textTokenizer } from "../tokenizer/text-tokenizer.ts";
import { difference } from "./difference.ts";
import { modelTables } from "./model-tables.ts";
import { openCompiled, type CompiledHeader } from "./open-compiled.ts";
import { openSections, writeSections } from "./sections.ts";

/** What stands in a file in place of a compiled tokenizer that is not used, so that it is not tried again. */
export interface NotCompiled {
  /** Why, as half a sentence. */
  readonly problem: string;
}

/**
 * Compiles a tokenizer, and compares the outcome with the library: all pieces, and 2,000 texts. Gives the file's bytes, which hold a `NotCompiled`
 * where the model has no compiled form or the ids are others.
 * @throws NestvecError TOKENIZER_UNUSABLE for a tokenizer that cannot be opened at all, FILE_NOT_UTF8, CONFIG_INVALID for a file that is no JSON
 * @example
 * ```ts
 * import { createHash } from "node:crypto";
 * import { compileTokenizer } from "@nestvec/core/compiled-tokenizer";
 *
 * const model = { type: "BPE", vocab: { a: 0, b: 1, ab: 2 }, merges: [["a", "b"]] };
 * const bytes = new TextEncoder().encode(JSON.stringify({ model }));
 * const others = { tokenizerConfig: undefined, file: "tokenizer.json", vocabularySize: undefined, specialTokenIds: {} };
 * const sha256 = async (file: Uint8Array) => createHash("sha256").update(file).digest("hex");
 * const compiled = await compileTokenizer({ bytes, ...others }, sha256);
 * console.log(compiled.length < 2000); // → true
 * ```
 */
export async function compileTokenizer({ bytes: written, ...rest }: TokenizerBytes, digest: Digest): Promise<Uint8Array<ArrayBuffer>> {
  const files = { ...rest, tokenizerJson: parseConfigFile(rest.file, written, tokenizerBounds).value };
  const { library, header, tables } = orUnusable(files.file, () => {
    const content = readTokenizer(files);
    let opened: LibraryTokenizer | undefined;
    const { changes } = textTokenizer(files, content, (parts) => (opened = openLibrary(parts)));
    const made = modelTables(content.model());
    const joined = content.joined();
    const { model: _, ...json } = content.json.value as Readonly<Record<string, unknown>>;
    return { library: opened, tables: made, header: { json, changes, joined: joined === undefined ? null : [...joined] } };
  });
  const not = (problem: string): Promise<Uint8Array<ArrayBuffer>> =>
    writeSections({ header: { problem } satisfies NotCompiled, sections: {} }, digest);
  if ("problem" in tables) return not(tables.problem);
  const file = { header: { ...header, model: tables.settings } satisfies CompiledHeader, sections: tables.sections };
  const bytes = await writeSections(file, digest);
  const problem = library === undefined ? undefined : provenDifference(files, library, bytes.buffer);
  return problem === undefined ? bytes : not(problem);
}

function provenDifference(files: TokenizerFiles, library: LibraryTokenizer, bytes: ArrayBuffer): string | undefined {
  let compiled: LibraryTokenizer | undefined;
  openCompiled(files, openSections(bytes), (opened) => (compiled = opened));
  return compiled === undefined ? undefined : difference(library, compiled);
}
