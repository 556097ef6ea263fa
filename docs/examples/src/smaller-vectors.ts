import { calibrateRanges, cosineSimilarity, dequantize, packUbinary, quantizeInt8, rankByHamming } from "@nestvec/runtime-node/vectors";
import { loadModel } from "@nestvec/runtime-node";

const embedder = await loadModel();
const questions = [
  "Where is my parcel?",
  "How do I cancel my order?",
  "Can I pay by card?",
  "Do you ship to Norway?",
  "May I return shoes that do not fit?",
  "Is there a discount for students?",
];
const { data, dimension, space } = await embedder.embed(questions);
const matrix = { data, rows: questions.length, width: dimension };

// One byte a number, to be stored with its ranges; take these from many vectors of your own. One bit a number needs nothing else.
const ranges = calibrateRanges(matrix);
const bytes = quantizeInt8(matrix, ranges);
const bits = packUbinary(matrix);
console.log(`bytes a vector: ${dimension * 4} as float32, ${bytes.width} as int8, ${bits.width} as bits`);

// Bits find the likely ones; bytes put them in order. These functions take bare numbers: see to it yourself that the spaces agree.
const query = await embedder.embed(["I want to send back these boots"]);
if (query.space !== space) throw new Error(`the vectors are of ${space}, the query is of ${query.space}`);
const likely = rankByHamming(packUbinary({ data: query.data, rows: 1, width: dimension }).data, bits, 3);
const { data: restored } = dequantize(bytes, ranges);
const ordered = likely
  .map(({ index }) => ({ index, score: cosineSimilarity(query.data, restored.subarray(index * dimension, (index + 1) * dimension)) }))
  .toSorted((left, right) => right.score - left.score);
for (const { index, score } of ordered) console.log(questions[index], score.toFixed(2));

await embedder.dispose();
