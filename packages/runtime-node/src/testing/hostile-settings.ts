/** Files of a model that must not be opened, in place of the right ones, and what the refusal says. */
export interface HostileSettings {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly code: "CONFIG_INVALID" | "TOKENIZER_UNUSABLE";
  readonly says: string;
}

const text = (name: string, path: string, content: string, says: string): HostileSettings => ({
  name,
  files: { [path]: content },
  code: "CONFIG_INVALID",
  says,
});
const split = (Regex: string): object => ({ type: "Split", pattern: { Regex }, behavior: "Isolated", invert: false });
const replace = (String: string, content: string): object => ({ type: "Replace", pattern: { String }, content });
const normalizers = (...steps: readonly object[]): object => ({ normalizer: { type: "Sequence", normalizers: steps } });
const many = <T>(count: number, item: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => item(index));
const added = (content: string, index = 0): object => ({ id: index, content, special: true });
const charsmap = (map: Buffer): object => ({ normalizer: { type: "Precompiled", precompiled_charsmap: map.toString("base64") } });

/** Tokenizers and settings of every kind that is refused, made from right ones. */
export function hostileSettings(right: Readonly<Record<string, Uint8Array | string>>): readonly HostileSettings[] {
  const json = JSON.parse(Buffer.from(right["tokenizer.json"] ?? "").toString()) as Readonly<Record<string, unknown>>;
  const tokenizer = (name: string, changes: object, says: string): HostileSettings => ({
    name,
    files: { "tokenizer.json": JSON.stringify({ ...json, ...changes }) },
    code: "TOKENIZER_UNUSABLE",
    says,
  });
  const longText = Buffer.concat([Buffer.from([4, 0, 0, 0, 0, 0, 0, 0]), Buffer.alloc(10_000, "a")]);
  const single = many(1000, () => ({ SpecialToken: { id: "x", type_id: 0 } }));
  const template = {
    type: "TemplateProcessing",
    single: [{ Sequence: { id: "A", type_id: 0 } }, ...single],
    special_tokens: { x: { id: "x", ids: [1], tokens: ["x"] } },
  };
  return [
    text("JSON of lists in lists", "tokenizer.json", "[".repeat(1_000_000), "nested more than 64 deep"),
    text("JSON of millions of values", "tokenizer.json", `[${"0,".repeat(7_000_000)}0]`, "one of 7,000,001 values"),
    text("settings of lists in lists", "config.json", `{"a":`.repeat(100_000), "nested more than 64 deep"),
    text("settings of millions of values", "tokenizer_config.json", `[${"{},".repeat(1_000_000)}0]`, "values; it must be"),
    tokenizer("a pattern that takes exponential time", { pre_tokenizer: split("(a+)+$") }, "the regular expression"),
    tokenizer("a pattern that takes the square of a text's length", { pre_tokenizer: split("a*a*b") }, "the regular expression"),
    tokenizer("a pattern that refers to itself", { pre_tokenizer: split(String.raw`(a)\1`) }, "the regular expression"),
    tokenizer("a pattern of two kilobytes", { pre_tokenizer: split("a".repeat(2000)) }, "a text of at most 1024 characters"),
    tokenizer("a part that is a script", { pre_tokenizer: { type: "Custom", module: "./evil.mjs" } }, '"pre_tokenizer.type"'),
    tokenizer("replacements of replacements", normalizers(...many(12, () => replace("a", "aaaaaaaaaa"))), "more than 1000 times as long"),
    tokenizer(
      "a replacement between all characters",
      normalizers({ type: "Replace", pattern: { Regex: "b*" }, content: "b".repeat(1000) }),
      "times as long",
    ),
    tokenizer("a replacement by a megabyte", normalizers(replace("a", "b".repeat(2 ** 20))), "times as long"),
    tokenizer("a thousand normalizers", normalizers(...many(1000, () => ({ type: "Lowercase" }))), "at most 100 parts"),
    tokenizer(
      "a hundred thousand added tokens",
      { added_tokens: many(100_001, (index) => added(`t${index}`, index)) },
      "at most 100000 tokens",
    ),
    tokenizer("an added token of a megabyte", { added_tokens: [added("a".repeat(2 ** 20))] }, "a text of at most 1024 characters"),
    tokenizer(
      "added tokens of megabytes together",
      { added_tokens: many(2000, (index) => added(`${index} ${"a".repeat(1000)}`, index)) },
      "characters together",
    ),
    tokenizer("a thousand tokens around a text", { post_processor: template }, "at most 64 tokens around a text"),
    tokenizer(
      "a long list of tokens around a text, named a thousand times",
      {
        post_processor: {
          ...template,
          single: [{ Sequence: { id: "A", type_id: 0 } }, ...single.slice(0, 60)],
          special_tokens: { x: { id: "x", ids: many(1000, () => 1), tokens: [] } },
        },
      },
      "at most 64 tokens around a text",
    ),
    tokenizer(
      "a word piece of thousands of characters",
      { model: { type: "WordPiece", vocab: { "[UNK]": 0, ["a".repeat(5000)]: 1 }, unk_token: "[UNK]", max_input_chars_per_word: 1e9 } },
      "pieces of at most 256 characters",
    ),
    tokenizer(
      "a piece of a Unigram model of thousands of characters",
      {
        model: {
          type: "Unigram",
          vocab: [
            ["<unk>", 0],
            ["a".repeat(2000), -1],
          ],
          unk_id: 0,
        },
      },
      "pieces of at most 256 characters",
    ),
    tokenizer(
      "a character map with a trie beyond its end",
      charsmap(Buffer.from([0xff, 0xff, 0xff, 0x7f, 0, 0, 0, 0, 0])),
      "character map",
    ),
    tokenizer("a character map that makes texts long", charsmap(longText), "more than 256 bytes in place of a few"),
    tokenizer(
      "an id beyond 31 bits",
      { model: { type: "WordLevel", vocab: { "[UNK]": 2 ** 31 }, unk_token: "[UNK]" } },
      "a whole number from 0 to",
    ),
    tokenizer("ids by chance", { model: { type: "BPE", dropout: 0.5, vocab: {}, merges: [] } }, "ids must not be left to chance"),
  ];
}
