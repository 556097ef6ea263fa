// Parts that the patterns share. White space is tried last and always taken whole, so that the run which `\s*[\r\n]+` or
// `\s+(?!\S)` gives back is read at most three times; that is why these are linear although they give back.
const contraction = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
const whiteSpace = String.raw`\s+(?!\S)|\s+`;
const lines = String.raw`\s*[\r\n]+|${whiteSpace}`;
const word = String.raw`[^\r\n\p{L}\p{N}]?\p{L}+`;
const symbols = String.raw` ?[^\s\p{L}\p{N}]+[\r\n]*`;
const upper = String.raw`\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}`;
const lower = String.raw`\p{Ll}\p{Lm}\p{Lo}\p{M}`;

/** A word of o200k: capitals then small letters. The second branch takes what the first gave back, so a word is read twice at most. */
const casedWord = (tail: string): string =>
  String.raw`[^\r\n\p{L}\p{N}]?[${upper}]*[${lower}]+${tail}|[^\r\n\p{L}\p{N}]?[${upper}]+[${lower}]*${tail}`;

/** The pattern of GPT-2, which a ByteLevel pre-tokenizer uses. */
export const gpt2Pattern: string = String.raw`'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|${whiteSpace}`;

/** The regular expressions of well-known tokenizers, each seen to run in linear time on every text. */
export const publishedPatterns: ReadonlySet<string> = new Set([
  gpt2Pattern,
  // GPT-4 (cl100k) and Llama 3.
  String.raw`${contraction}|${word}|\p{N}{1,3}|${symbols}|${lines}`,
  // Qwen 2 and 3.
  String.raw`${contraction}|${word}|\p{N}|${symbols}|${lines}`,
  // GPT-4o (o200k).
  String.raw`${casedWord(`${contraction}?`)}|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|${lines}`,
  // Mistral's Tekken.
  String.raw`${casedWord("")}|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|${lines}`,
]);
