import type { FormReport } from "@nestvec/compiler";

const counted = (count: number, what: string): readonly string[] => (count === 0 ? [] : [`${count} ${what}`]);

/** The form of a model whose products are in int8, and how near it comes to float32. */
export function describeQuantization({ floatChannels, floatProducts, texts, cosine }: FormReport<object>): string {
  const form = [
    `${floatChannels} input channels of each product in float32`,
    ...counted(floatProducts.length, "inputs whose products stay in float32"),
  ];
  const { minimum, firstPercentile, mean } = cosine;
  return `${form.join(", ")}\nof ${texts} texts, cosine to float32 at least ${minimum.toFixed(5)}, 1st percentile ${firstPercentile.toFixed(5)}, mean ${mean.toFixed(5)}`;
}
