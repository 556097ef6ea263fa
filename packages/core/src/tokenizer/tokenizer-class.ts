/** What the files say that a class makes its parts of. */
export interface ClassSettings {
  /** A setting of tokenizer_config.json. */
  flag(name: string, byDefault: boolean): boolean;
  /** The same, null where it is left out. */
  flagOrNull(name: string): boolean | null;
  /** The special token of a name. */
  token(name: SpecialName): string;
  /** The id of a token: `[token, id]`. */
  withId(token: string): readonly [string, number];
  /** The index of a piece in the list of a Unigram model; `byDefault` where it has none. */
  pieceIndex(piece: string, byDefault: number): number;
  /** The character map of the normalizer of tokenizer.json, as a part; nothing where it has none. */
  readonly charsmap: readonly object[];
}

/** The parts that a class of transformers makes. What is left out is that of tokenizer.json. */
export interface ClassParts {
  /** Settings of the model, which keeps its vocabulary and merges. */
  readonly model: Readonly<Record<string, unknown>>;
  readonly normalizer: object | null;
  readonly pre_tokenizer: object;
  readonly post_processor?: object | null;
}

/** The names of special tokens: `cls_token` of tokenizer_config.json is `cls`. */
export type SpecialName = "bos" | "eos" | "unk" | "sep" | "pad" | "cls" | "mask";

/** A class that makes the parts of a tokenizer by itself. */
export interface TokenizerClass {
  readonly name: string;
  /** The type that the model of tokenizer.json must have. */
  readonly kind: "BPE" | "Unigram" | "WordPiece";
  /** The special tokens that tokenizer_config.json need not name. */
  readonly special: Readonly<Partial<Record<SpecialName, string>>>;
  /** Further special tokens. */
  readonly more?: readonly string[];
  readonly make: (settings: ClassSettings) => ClassParts;
}

/** Normalizers, one after the other. */
export const sequence = (normalizers: readonly object[]): object => ({ type: "Sequence", normalizers });

/** Pre-tokenizers, one after the other. */
export const preSequence = (pretokenizers: readonly object[]): object => ({ type: "Sequence", pretokenizers });

const item = (token: string): object => ({ SpecialToken: { id: token, type_id: 0 } });

/** A template of one token before the text and one after it, of which either may be missing. */
export function around({ withId }: ClassSettings, before: string | undefined, after: string): object {
  const tokens = [before, after].filter((token) => token !== undefined);
  const special = tokens.map((token) => [token, { id: token, ids: [withId(token)[1]], tokens: [token] }] as const);
  return {
    type: "TemplateProcessing",
    single: [...(before === undefined ? [] : [item(before)]), { Sequence: { id: "A", type_id: 0 } }, item(after)],
    special_tokens: Object.fromEntries(special),
  };
}

/** RoBERTa's special tokens around a text. */
export const clsAndSep = (settings: ClassSettings, cls: string, sep: string): object => ({
  type: "RobertaProcessing",
  cls: settings.withId(cls),
  sep: settings.withId(sep),
  trim_offsets: settings.flag("trim_offsets", true),
  add_prefix_space: settings.flag("add_prefix_space", false),
});

/** The mark of SentencePiece in place of a space; `scheme`: before which words it is put where there is none. */
export const metaspace = (scheme: "always" | "never" | "first", split: boolean = true): object => ({
  type: "Metaspace",
  replacement: "▁",
  prepend_scheme: scheme,
  split,
});
