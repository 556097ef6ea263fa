import type { CompiledModel, StoredWeights } from "../settings/compiled-model.ts";
import type { CompiledQuantization } from "../settings/quantization.ts";
import type { QuantizedModel } from "../settings/quantized-model.ts";

/** What is worth knowing of a compiled model, each a sentence: what it was compared with, what its weights are stored in, and what it computes in. */
export function compiledNotes({ compiler, verification, weights, quantization }: CompiledModel): readonly string[] {
  const compared =
    verification === undefined
      ? "not compared with published graphs"
      : `compared with the published graphs of layers ${verification.map(({ layer }) => layer).join(", ")}`;
  const stored = weights === undefined || weights.storage === "float32" ? [] : [weightsNote(weights)];
  return [
    `The model was compiled by ${compiler}, and ${compared}.`,
    ...stored,
    ...(quantization === undefined ? [] : [quantizationNote(quantization)]),
  ];
}

/** The same of published graphs in int8. */
export const quantizedNotes = ({ compiler, quantization }: QuantizedModel): readonly string[] => [
  `Its graphs were quantized by ${compiler}.`,
  quantizationNote(quantization),
];

const quantizationNote = ({ texts, minimum, mean }: CompiledQuantization): string =>
  `Its products are in int8: of ${texts} texts, the least cosine to float32 is ${minimum.toFixed(5)}, the mean ${mean.toFixed(5)}.`;

function weightsNote({ storage, bytes, floatBytes, loss }: StoredWeights): string {
  const size = `Its weights are stored as ${storage}, ${megabytes(bytes)} MB in place of ${megabytes(floatBytes)}`;
  if (loss === undefined) return `${size}, which keeps every number of them.`;
  const cosines = loss.map(({ layer, leastCosine }) => `${leastCosine.toFixed(6)} at layer ${layer}`);
  const largest = Math.max(...loss.map(({ largestDifference }) => largestDifference));
  return `${size}: against float32, the least cosine of some texts is ${cosines.join(", ")}, and numbers of unit vectors differ by up to ${largest.toPrecision(2)}.`;
}

const megabytes = (bytes: number): string => Math.ceil(bytes / 1e6).toLocaleString("en-US");
