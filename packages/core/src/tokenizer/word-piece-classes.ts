import { around, clsAndSep, type ClassParts, type ClassSettings, type TokenizerClass } from "./tokenizer-class.ts";

const bertNormalizer = (settings: ClassSettings): object => ({
  type: "BertNormalizer",
  clean_text: true,
  handle_chinese_chars: settings.flag("tokenize_chinese_chars", true),
  strip_accents: settings.flagOrNull("strip_accents"),
  lowercase: settings.flag("do_lower_case", true),
});

const wordPiece = (settings: ClassSettings): ClassParts["model"] => ({
  unk_token: settings.token("unk"),
  continuing_subword_prefix: "##",
  max_input_chars_per_word: 100,
});

/** The classes of transformers 5 with a WordPiece model. */
export const wordPieceClasses: readonly TokenizerClass[] = [
  {
    name: "BertTokenizer",
    kind: "WordPiece",
    special: { unk: "[UNK]", sep: "[SEP]", pad: "[PAD]", cls: "[CLS]", mask: "[MASK]" },
    make: (settings) => ({
      model: wordPiece(settings),
      normalizer: bertNormalizer(settings),
      pre_tokenizer: { type: "BertPreTokenizer" },
      post_processor: around(settings, settings.token("cls"), settings.token("sep")),
    }),
  },
  {
    name: "MPNetTokenizer",
    kind: "WordPiece",
    special: { bos: "<s>", eos: "</s>", sep: "</s>", cls: "<s>", unk: "[UNK]", pad: "<pad>", mask: "<mask>" },
    make: (settings) => ({
      model: wordPiece(settings),
      normalizer: bertNormalizer(settings),
      pre_tokenizer: { type: "BertPreTokenizer" },
      post_processor: {
        ...clsAndSep(settings, settings.token("cls"), settings.token("sep")),
        trim_offsets: true,
        add_prefix_space: false,
      },
    }),
  },
];
