import { around, metaspace, preSequence, sequence, type ClassSettings, type TokenizerClass } from "./tokenizer-class.ts";

const markedWords = (settings: ClassSettings): object =>
  preSequence([{ type: "WhitespaceSplit" }, metaspace(settings.flag("add_prefix_space", true) ? "always" : "never")]);

/** The classes of transformers 5 with a Unigram model. */
export const unigramClasses: readonly TokenizerClass[] = [
  {
    name: "XLMRobertaTokenizer",
    kind: "Unigram",
    special: { bos: "<s>", eos: "</s>", sep: "</s>", cls: "<s>", unk: "<unk>", pad: "<pad>", mask: "<mask>" },
    make: (settings) => ({
      model: { unk_id: 3, byte_fallback: false },
      normalizer: settings.charsmap[0] ?? null,
      pre_tokenizer: markedWords(settings),
      post_processor: around(settings, settings.token("bos"), settings.token("eos")),
    }),
  },
  {
    name: "CamembertTokenizer",
    kind: "Unigram",
    special: { bos: "<s>", eos: "</s>", sep: "</s>", cls: "<s>", unk: "<unk>", pad: "<pad>", mask: "<mask>" },
    more: ["<s>NOTUSED", "</s>NOTUSED", "<unk>NOTUSED"],
    make: (settings) => ({
      model: { unk_id: settings.pieceIndex(settings.token("unk"), 0), byte_fallback: false },
      normalizer: settings.charsmap[0] ?? null,
      pre_tokenizer: markedWords(settings),
      post_processor: around(settings, settings.token("bos"), settings.token("eos")),
    }),
  },
  {
    name: "AlbertTokenizer",
    kind: "Unigram",
    special: { bos: "[CLS]", eos: "[SEP]", unk: "<unk>", sep: "[SEP]", pad: "<pad>", cls: "[CLS]", mask: "[MASK]" },
    make: (settings) => ({
      model: { unk_id: 1, byte_fallback: false },
      normalizer: sequence([
        { type: "Replace", pattern: { String: "``" }, content: '"' },
        { type: "Replace", pattern: { String: "''" }, content: '"' },
        ...(settings.flag("keep_accents", false) ? [] : [{ type: "NFKD" }, { type: "StripAccents" }]),
        ...(settings.flag("do_lower_case", true) ? [{ type: "Lowercase" }] : []),
        ...settings.charsmap,
      ]),
      pre_tokenizer: markedWords(settings),
      post_processor: around(settings, settings.token("cls"), settings.token("sep")),
    }),
  },
  {
    name: "DebertaV2Tokenizer",
    kind: "Unigram",
    special: { bos: "[CLS]", eos: "[SEP]", unk: "[UNK]", sep: "[SEP]", pad: "[PAD]", cls: "[CLS]", mask: "[MASK]" },
    make: (settings) => ({
      model: { unk_id: settings.pieceIndex(settings.token("unk"), 1), byte_fallback: false },
      normalizer: sequence([
        ...(settings.flag("do_lower_case", false) ? [{ type: "Lowercase" }] : []),
        { type: "Replace", pattern: { Regex: String.raw`\s{2,}|[\n\r\t]` }, content: " " },
        { type: "NFC" },
        { type: "Strip", strip_left: false, strip_right: true },
      ]),
      pre_tokenizer: preSequence([
        ...(settings.flag("split_by_punct", false) ? [{ type: "Punctuation", behavior: "Isolated" }] : []),
        metaspace(settings.flag("add_prefix_space", true) ? "always" : "first"),
      ]),
      post_processor: around(settings, settings.token("cls"), settings.token("sep")),
    }),
  },
  {
    name: "T5Tokenizer",
    kind: "Unigram",
    special: { eos: "</s>", unk: "<unk>", pad: "<pad>" },
    more: Array.from({ length: 100 }, (_, index) => `<extra_id_${index}>`),
    make: (settings) => ({
      model: { unk_id: 2, byte_fallback: false },
      normalizer: settings.charsmap[0] ?? null,
      pre_tokenizer: preSequence([{ type: "WhitespaceSplit" }, metaspace("always")]),
      post_processor: around(settings, undefined, "</s>"),
    }),
  },
];
