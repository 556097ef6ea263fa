import type { LinearGroup } from "../architecture/linear-groups.ts";
import type { QuantizationReport, QuantizedPlace } from "../quantize/quantization-report.ts";
import { largestWeight } from "../quantize/round-weights.ts";
import type { ChosenForm } from "./choose-form.ts";
import type { LayerProducts } from "./find-form.ts";

/** From this least cosine on, vectors may be searched with those of the other form. */
const compatibleFrom = 0.998;

const placeOf = ({ layer, place }: LinearGroup): QuantizedPlace => ({ layer, place });

/** What is said of a form. */
export function reportForm(
  { floatChannels, floatProducts, nearness }: ChosenForm<LayerProducts>,
  texts: number,
  weightBytes: number,
): QuantizationReport {
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
