import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { LoadOptions } from "@nestvec/runtime-node";

/** A file of a row: its JSON, the name of a file that rows share, or the kind of a tokenizer with what this copy of it has besides. */
export type RowFile =
  | { readonly json: unknown }
  | { readonly blob: string }
  | { readonly tokenizer: string; readonly with: Readonly<Record<string, unknown>> };

/** Ids and vectors of two short texts with a prompt before them. */
export interface PromptedGolden {
  readonly prompt: string;
  readonly ids: readonly (readonly number[])[];
  readonly vectors: readonly string[];
}

/** The answers of the reference. Vectors are unit vectors of float32 in base64. */
export interface RowGolden {
  readonly by: string;
  /** Which of the texts have a vector. */
  readonly texts: readonly number[];
  readonly ids: readonly (readonly number[])[];
  readonly vectors: readonly string[];
  /** How many numbers `cut`, the vectors of the first texts, keep. */
  readonly dimension: number;
  readonly cut: readonly string[];
  readonly prompted: Readonly<Record<string, PromptedGolden>>;
  /** Vectors of shallower exits, by layer. */
  readonly layers?: Readonly<Record<string, readonly string[]>>;
}

/** A row of the matrix: a published repository, made small. */
export interface Row {
  readonly id: string;
  readonly order: number;
  readonly repository: string;
  readonly family: string;
  readonly layout: string;
  /** The length of the repository's own vectors, and the shorter ones that it was trained for. */
  readonly dimensions: string;
  /** Where the facts of its files were read. */
  readonly source: string;
  readonly note: string;
  /** What the graph is made of, where the model's own code is in no library. */
  readonly standsIn: string;
  readonly options: LoadOptions;
  /** The code of the error that is right, where there is one. */
  readonly refused: string;
  readonly files: Readonly<Record<string, RowFile>>;
  readonly golden: RowGolden | null;
}

/** The texts that every row is asked for, and those that have prompts before them. */
export interface RowTexts {
  readonly texts: readonly string[];
  readonly prompted: readonly string[];
}

/** All rows under a folder that `make/make.py` wrote, in their order. */
export function readRows(made: string): readonly Row[] {
  return readdirSync(join(made, "rows"))
    .map((name): Row => ({ ...(JSON.parse(readFileSync(join(made, "rows", name), "utf8")) as Row), id: name.replace(/\.json$/, "") }))
    .toSorted((left, right) => left.order - right.order);
}

/** The texts of all rows. */
export const readTexts = (made: string): RowTexts => JSON.parse(readFileSync(join(made, "texts.json"), "utf8")) as RowTexts;

/** Writes the files of a row into a folder, named as the repository is, and returns that folder. */
export function layOut(row: Row, made: string, parent: string): string {
  const folder = join(parent, row.id, ...row.repository.replace(/[^\w./-]+/g, "-").split("/"));
  for (const [path, file] of Object.entries(row.files)) {
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, contentOf(file, made));
  }
  return folder;
}

function contentOf(file: RowFile, made: string): string | Uint8Array {
  if ("blob" in file) return readFileSync(join(made, "blobs", file.blob));
  if ("json" in file) return withCharsmap(JSON.stringify(file.json, null, 2), made);
  const kept = JSON.parse(readFileSync(join(made, "tokenizers", `${file.tokenizer}.json`), "utf8")) as object;
  return withCharsmap(JSON.stringify({ ...kept, ...file.with }), made);
}

/** SentencePiece's table is larger than all else, so that the tokenizers share one. */
function withCharsmap(text: string, made: string): string {
  const mark = `"@nmt_nfkc"`;
  if (!text.includes(mark)) return text;
  return text.replaceAll(mark, JSON.stringify(gunzipSync(readFileSync(join(made, "tokenizers", "nmt_nfkc.gz"))).toString("base64")));
}
