import {
  around,
  clsAndSep,
  metaspace,
  preSequence,
  sequence,
  type ClassParts,
  type ClassSettings,
  type TokenizerClass,
} from "./tokenizer-class.ts";

const byteLevel = (settings: ClassSettings): object => ({
  type: "ByteLevel",
  add_prefix_space: settings.flag("add_prefix_space", false),
  use_regex: true,
});

const bytePairs: ClassParts["model"] = { fuse_unk: false, byte_fallback: false };

/** Qwen's pieces: contractions, letters, single digits, signs, line ends, white space. */
const qwenPattern = String.raw`(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`;

const clipPattern = String.raw`<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+`;

/** The classes of transformers 5 with a BPE model. */
export const bytePairClasses: readonly TokenizerClass[] = [
  {
    name: "RobertaTokenizer",
    kind: "BPE",
    special: { bos: "<s>", eos: "</s>", sep: "</s>", cls: "<s>", unk: "<unk>", pad: "<pad>", mask: "<mask>" },
    make: (settings) => ({
      model: bytePairs,
      normalizer: null,
      pre_tokenizer: byteLevel(settings),
      post_processor: clsAndSep(settings, settings.token("cls"), settings.token("sep")),
    }),
  },
  {
    name: "DebertaTokenizer",
    kind: "BPE",
    special: { bos: "[CLS]", eos: "[SEP]", sep: "[SEP]", cls: "[CLS]", unk: "[UNK]", pad: "[PAD]", mask: "[MASK]" },
    make: (settings) => ({
      model: bytePairs,
      normalizer: null,
      pre_tokenizer: byteLevel(settings),
      post_processor: around(settings, settings.token("cls"), settings.token("sep")),
    }),
  },
  {
    name: "LlamaTokenizer",
    kind: "BPE",
    special: { unk: "<unk>", bos: "<s>", eos: "</s>" },
    make: (settings) => ({
      model: { fuse_unk: true, byte_fallback: true },
      normalizer: null,
      pre_tokenizer: metaspace(
        settings.flag("add_prefix_space", true) ? (settings.flag("legacy", false) ? "always" : "first") : "never",
        false,
      ),
    }),
  },
  {
    name: "GemmaTokenizer",
    kind: "BPE",
    special: { unk: "<unk>", bos: "<bos>", eos: "<eos>", pad: "<pad>", mask: "<mask>" },
    make: (settings) => ({
      model: { fuse_unk: true, byte_fallback: true, unk_token: settings.token("unk") },
      normalizer: { type: "Replace", pattern: { String: " " }, content: "▁" },
      pre_tokenizer: { type: "Split", pattern: { String: " " }, behavior: "MergedWithPrevious", invert: false },
    }),
  },
  {
    name: "Qwen2Tokenizer",
    kind: "BPE",
    special: { unk: "<|endoftext|>", eos: "<|endoftext|>", pad: "<|endoftext|>" },
    make: (settings) => ({
      model: bytePairs,
      normalizer: { type: "NFC" },
      pre_tokenizer: preSequence([
        { type: "Split", pattern: { Regex: qwenPattern }, behavior: "Isolated", invert: false },
        { type: "ByteLevel", add_prefix_space: settings.flag("add_prefix_space", false), use_regex: false },
      ]),
    }),
  },
  {
    name: "GPT2Tokenizer",
    kind: "BPE",
    special: { unk: "<|endoftext|>", bos: "<|endoftext|>", eos: "<|endoftext|>" },
    make: (settings) => ({
      model: bytePairs,
      normalizer: null,
      pre_tokenizer: byteLevel(settings),
    }),
  },
  {
    name: "GPTNeoXTokenizer",
    kind: "BPE",
    special: { unk: "<|endoftext|>", bos: "<|endoftext|>", eos: "<|endoftext|>", pad: "<|padding|>" },
    make: (settings) => ({
      model: bytePairs,
      normalizer: { type: "NFC" },
      pre_tokenizer: byteLevel(settings),
      post_processor: null,
    }),
  },
  {
    name: "CLIPTokenizer",
    kind: "BPE",
    special: { unk: "<|endoftext|>", bos: "<|startoftext|>", eos: "<|endoftext|>", pad: "<|endoftext|>" },
    make: (settings) => ({
      model: { unk_token: settings.token("unk"), end_of_word_suffix: "</w>" },
      normalizer: sequence([
        { type: "NFC" },
        { type: "Replace", pattern: { Regex: String.raw`\s+` }, content: " " },
        { type: "Lowercase" },
      ]),
      pre_tokenizer: preSequence([
        { type: "Split", pattern: { Regex: clipPattern }, behavior: "Removed", invert: true },
        { type: "ByteLevel", add_prefix_space: false, use_regex: true },
      ]),
      post_processor: {
        type: "RobertaProcessing",
        cls: settings.withId(settings.token("bos")),
        sep: settings.withId(settings.token("eos")),
        trim_offsets: false,
        add_prefix_space: false,
      },
    }),
  },
  {
    name: "HerbertTokenizer",
    kind: "BPE",
    special: { cls: "<s>", unk: "<unk>", pad: "<pad>", mask: "<mask>", sep: "</s>" },
    make: (settings) => ({
      model: { unk_token: settings.token("unk"), end_of_word_suffix: "</w>" },
      normalizer: { type: "BertNormalizer", clean_text: true, handle_chinese_chars: true, strip_accents: false, lowercase: false },
      pre_tokenizer: { type: "BertPreTokenizer" },
      post_processor: {
        type: "BertProcessing",
        sep: [settings.token("sep"), 2],
        cls: [settings.token("cls"), 0],
      },
    }),
  },
  {
    name: "CohereTokenizer",
    kind: "BPE",
    special: {
      unk: "<UNK>",
      bos: "<BOS_TOKEN>",
      eos: "<|END_OF_TURN_TOKEN|>",
      pad: "<PAD>",
      cls: "<CLS>",
      sep: "<SEP>",
      mask: "<MASK_TOKEN>",
    },
    make: (settings) => ({
      model: bytePairs,
      normalizer: { type: "NFC" },
      pre_tokenizer: preSequence([{ type: "Digits", individual_digits: true }, byteLevel(settings)]),
    }),
  },
];
