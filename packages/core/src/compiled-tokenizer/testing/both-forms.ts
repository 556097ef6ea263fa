import { createHash } from "node:crypto";
import { expect } from "vitest";
import { loadTokenizer, type TokenizerFiles } from "../../tokenizer/load-tokenizer.ts";
import type { TextTokenizer } from "../../tokenizer/text-tokenizer.ts";
import { compileTokenizer } from "../compile-tokenizer.ts";
import { openCompiled } from "../open-compiled.ts";
import { openSections } from "../sections.ts";

/** A tokenizer as the library opens it, and in its compiled form. */
export interface BothForms {
  readonly library: TextTokenizer;
  readonly compiled: TextTokenizer;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export const sha256 = async (bytes: Uint8Array): Promise<string> => createHash("sha256").update(bytes).digest("hex");

/** Files of which nothing but tokenizer.json is known. */
export const filesOf = (tokenizerJson: unknown): TokenizerFiles => ({
  tokenizerJson,
  tokenizerConfig: {},
  file: "tokenizer.json",
  vocabularySize: undefined,
  specialTokenIds: {},
});

const compiledBytes = ({ tokenizerJson, ...rest }: TokenizerFiles): Promise<Uint8Array<ArrayBuffer>> =>
  compileTokenizer({ ...rest, bytes: Buffer.from(JSON.stringify(tokenizerJson)) }, sha256);

/** Why a tokenizer has no compiled form; undefined where it has one. */
export async function problemOf(files: TokenizerFiles): Promise<string | undefined> {
  const { header } = openSections((await compiledBytes(files)).buffer);
  return (header as { readonly problem?: string }).problem;
}

/** Both forms of a tokenizer; the proof at compiling has passed. */
export async function bothForms(files: TokenizerFiles): Promise<BothForms> {
  const bytes = await compiledBytes(files);
  const file = openSections(bytes.buffer);
  expect(file.header).not.toHaveProperty("problem");
  return { library: loadTokenizer(files), compiled: openCompiled(files, file), bytes };
}

/** All that is asked of a tokenizer about a text is the same of both forms. */
export function expectSame({ library, compiled }: BothForms, text: string): void {
  const ids = library.encodeBody(text);
  const shown = JSON.stringify(text);
  expect(compiled.encodeBody(text), shown).toEqual(ids);
  expect(compiled.encodeBody(text, false), shown).toEqual(library.encodeBody(text, false));
  expect(compiled.pieces(ids), shown).toEqual(library.pieces(ids));
  expect(compiled.offsets(text, ids), shown).toEqual(library.offsets(text, ids));
  for (const skipped of [true, false])
    expect(compiled.decode(Int32Array.from(ids), skipped), shown).toBe(library.decode(Int32Array.from(ids), skipped));
  for (const index of [1, text.length >> 1]) {
    expect(compiled.cuts.after(text, index), shown).toBe(library.cuts.after(text, index));
    expect(compiled.cuts.before(text, index), shown).toBe(library.cuts.before(text, index));
  }
}

/** What is said of a tokenizer as a whole is the same of both forms. */
export function expectSameProperties({ library, compiled }: BothForms): void {
  for (const name of ["changes", "vocabularySize", "prefix", "suffix", "specialIds", "padId", "padSide", "truncate"] as const)
    expect(compiled[name], name).toEqual(library[name]);
}
