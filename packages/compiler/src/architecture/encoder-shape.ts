import { configInvalid, member, type ConfigValue, type SourceFacts } from "@nestvec/core/compile";

/** The sizes that encoders of all families have. */
export interface EncoderShape {
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  /** Rows of the embedding table. */
  readonly vocabulary: number;
}

/** @throws NestvecError CONFIG_INVALID where config.json does not say them, or they do not go together */
export function encoderShape({ config, width, totalLayers, transformer }: SourceFacts): EncoderShape {
  const { heads, vocabularySize } = transformer;
  if (heads === undefined) throw configInvalid(member(config, "num_attention_heads"), "there: a whole number of at least 1");
  if (vocabularySize === undefined) throw configInvalid(member(config, "vocab_size"), "there: a whole number of at least 1");
  return { width, layers: totalLayers, heads, vocabulary: vocabularySize };
}

/** The width of heads that divide a model's. @throws NestvecError CONFIG_INVALID where they do not, or it is odd */
export function evenHeadWidth(config: ConfigValue, { width, heads }: EncoderShape): number {
  const headWidth = width / heads;
  if (Number.isInteger(headWidth) && headWidth % 2 === 0) return headWidth;
  throw configInvalid(member(config, "num_attention_heads"), `a number by which ${width}, the width, divides into heads of an even width`);
}
