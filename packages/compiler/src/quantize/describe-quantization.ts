import type { FormReport } from "./quantization-report.ts";

/** `quantization` of nestvec.json. */
export const describeQuantization = ({
  weightBits,
  floatChannels,
  floatProducts,
  texts,
  cosine,
  compatible,
  weightBytes,
}: FormReport<object>): object => ({
  weight_bits: weightBits,
  float_channels: floatChannels,
  float_products: floatProducts,
  texts,
  cosine: { minimum: cosine.minimum, first_percentile: cosine.firstPercentile, mean: cosine.mean },
  compatible,
  weight_bytes: weightBytes,
});
