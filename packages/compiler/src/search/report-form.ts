import type { FormReport } from "../quantize/quantization-report.ts";
import { largestWeight } from "../quantize/round-weights.ts";
import type { ChosenForm, SearchedProduct } from "./choose-form.ts";

/** From this least cosine on, vectors may be searched with those of the other form. */
const compatibleFrom = 0.998;

/** What is said of a form. `placeOf`: where products are. */
export function reportForm<Product extends SearchedProduct, Place>(
  { floatChannels, floatProducts, nearness }: ChosenForm<Product>,
  placeOf: (product: Product) => Place,
  texts: number,
  weightBytes: number,
): FormReport<Place> {
  return {
    weightBits: Math.ceil(Math.log2(2 * largestWeight)),
    floatChannels,
    floatProducts: floatProducts.map(placeOf),
    texts,
    cosine: nearness,
    compatible: nearness.minimum >= compatibleFrom,
    weightBytes,
  };
}
