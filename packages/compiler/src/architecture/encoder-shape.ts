import { configInvalid, member, type SourceFacts } from "@nestvec/core/compile";

/** The sizes that encoders of all families have. */
export interface EncoderShape {
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  readonly headWidth: number;
  /** Rows of the embedding table. */
  readonly vocabulary: number;
}

/** @throws NestvecError CONFIG_INVALID where config.json does not say them, or they do not go together */
export function encoderShape({ config, width, totalLayers, transformer }: SourceFacts): EncoderShape {
  const { heads, vocabularySize } = transformer;
  if (heads === undefined) throw configInvalid(member(config, "num_attention_heads"), "there: a whole number of at least 1");
  if (vocabularySize === undefined) throw configInvalid(member(config, "vocab_size"), "there: a whole number of at least 1");
  const headWidth = width / heads;
  if (!Number.isInteger(headWidth) || headWidth % 2 !== 0)
    throw configInvalid(
      member(config, "num_attention_heads"),
      `a number by which ${width}, the width, divides into heads of an even width`,
    );
  return { width, layers: totalLayers, heads, headWidth, vocabulary: vocabularySize };
}
