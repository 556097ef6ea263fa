import { calibrateRanges, cosineSimilarity, packUbinary, quantizeInt8, rankByHamming } from "@nestvec/core/vectors";

// Three unit vectors of eight numbers, as an embedder gives them: rows of one buffer.
const rows = [
  [0.6, 0.3, -0.2, 0.5, -0.4, 0.2, 0.1, -0.2],
  [0.5, 0.4, -0.3, 0.4, -0.5, 0.2, -0.1, -0.2],
  [-0.4, 0.2, 0.6, -0.3, 0.1, -0.5, 0.2, 0.2],
];
const vectors = rows.map((row) => Float32Array.from(row, (number) => number / Math.hypot(...row)));
const matrix = { data: Float32Array.from(vectors.flatMap((vector) => [...vector])), rows: rows.length, width: 8 };

const [first = new Float32Array(8), ...others] = vectors;
for (const other of others) console.log(cosineSimilarity(first, other).toFixed(2));

// One byte a number with the ranges of many vectors, or one bit.
const bytes = quantizeInt8(matrix, calibrateRanges(matrix));
const bits = packUbinary(matrix);
console.log(`bytes a vector: ${matrix.width * 4} as float32, ${bytes.width} as int8, ${bits.width} as bits`);
const nearest = rankByHamming(packUbinary({ data: first, rows: 1, width: 8 }).data, bits, 2);
console.log(`nearest by bits: ${nearest.map(({ index }) => index).join(", ")}`);
