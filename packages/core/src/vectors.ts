export { cosineSimilarity, dotProduct } from "./vectors/similarity.ts";
export { similarityMatrix } from "./vectors/similarity-matrix.ts";
export { storedMatrix, type StoredVectors } from "./vectors/stored-vectors.ts";
export { requireComparable, type QuerySpaces } from "./vectors/space.ts";
export { topK } from "./vectors/top-k.ts";
export type { Scored } from "./vectors/best-scores.ts";
export { rankByCosine } from "./vectors/rank.ts";
export { calibrateRanges, type Ranges } from "./vectors/ranges.ts";
export {
  dequantize,
  quantizeInt8,
  quantizeUint8,
  type Int8Matrix,
  type ScalarQuantized,
  type Uint8Matrix,
} from "./vectors/scalar-quantization.ts";
export { packBinary, packUbinary, type BinaryMatrix, type BinaryQuantized, type UbinaryMatrix } from "./vectors/binary-quantization.ts";
export { hammingDistance, rankByHamming, type HammingMatch, type PackedVector } from "./vectors/hamming.ts";
export { decodeBase64, encodeBase64 } from "./vectors/base64.ts";
export { encodeJson } from "./vectors/encode-json.ts";
export { normalize } from "./path/5-normalize.ts";
export { truncate } from "./path/4-truncate.ts";
export type { Matrix } from "./runtime/tensor.ts";
