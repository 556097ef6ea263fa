import fc from "fast-check";
import { expect, test } from "vitest";
import { anyBatch, type BatchShape } from "./batch-shape.ts";
import { formBatch } from "./next-batch.ts";
import { lengthBuckets, type Waiting } from "./length-buckets.ts";

const limits = { paddedTokens: 512, fillTokens: 64, maxWaste: 0.05, attentionScores: 2 ** 20, heads: 12, shape: anyBatch };

interface Text extends Waiting {
  readonly name: number;
}

const textsOf = (lengths: readonly number[], due = () => 0): Text[] =>
  lengths.map((length, name) => ({ ids: new Int32Array(length), due: due(), sequence: name, name }));

function bucketsOf(texts: readonly Text[]) {
  const buckets = lengthBuckets<Text>();
  for (const text of texts) buckets.add(text);
  return buckets;
}

/** Everything that waits, cut into batches around the longest text each time. */
function cutAll(lengths: readonly number[]): Text[][] {
  const texts = textsOf(lengths);
  const buckets = bucketsOf(texts);
  const batches: Text[][] = [];
  while (buckets.lengths.length > 0) {
    const seed = buckets.at(buckets.lengths.at(-1)!)[0]!;
    const batch = formBatch(seed, [{ buckets, paddedTokens: limits.paddedTokens }], limits);
    for (const text of batch) buckets.remove(text);
    batches.push(batch);
  }
  return batches;
}

const longestOf = (batch: readonly Text[]): number => Math.max(...batch.map(({ ids }) => ids.length));
const usefulOf = (batch: readonly Text[]): number => batch.reduce((sum, { ids }) => sum + ids.length, 0);
const someLengths = fc.array(fc.oneof(fc.integer({ min: 1, max: 64 }), fc.integer({ min: 1, max: 2000 })), { maxLength: 150 });

test("every text is in one batch, and no batch is over a budget or wastes more than it may", () => {
  fc.assert(
    fc.property(someLengths, (lengths) => {
      const batches = cutAll(lengths);
      const names = batches.flat().map(({ name }) => name);
      expect(names.toSorted((a, b) => a - b)).toEqual([...lengths.keys()]);
      for (const batch of batches) {
        if (batch.length === 1) continue;
        const padded = batch.length * longestOf(batch);
        expect(padded).toBeLessThanOrEqual(512);
        expect(batch.length * 12 * longestOf(batch) ** 2).toBeLessThanOrEqual(2 ** 20);
        expect(padded <= 64 || 1 - usefulOf(batch) / padded <= 0.05).toBe(true);
      }
    }),
  );
});

test("any text may lead: the batch holds it once, within the limits", () => {
  fc.assert(
    fc.property(someLengths, fc.nat(), fc.infiniteStream(fc.nat({ max: 3 })), (lengths, pick, dues) => {
      fc.pre(lengths.length > 0);
      const texts = textsOf(lengths, () => dues.next().value ?? 0);
      const seed = texts[pick % texts.length]!;
      const batch = formBatch(seed, [{ buckets: bucketsOf(texts), paddedTokens: 512 }], limits);
      expect(batch[0]).toBe(seed);
      expect(new Set(batch).size).toBe(batch.length);
      if (batch.length > 1) expect(batch.length * longestOf(batch)).toBeLessThanOrEqual(512);
    }),
  );
});

test("all texts over the padded tokens run alone", () => {
  expect(cutAll([513, 513, 600, 512, 512]).map((batch) => batch.map(({ ids }) => ids.length))).toEqual([[600], [513], [513], [512], [512]]);
});

test("the padding of a usual mix stays within 5 %", () => {
  // Log-normal, p50 28 and p95 838 tokens, cut at 512: the mix of a service that embeds queries and passages.
  const normal = fc.sample(fc.tuple(fc.double({ min: 1e-9, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })), {
    numRuns: 256,
    seed: 4,
  });
  const lengths = normal.map(([u, v]) =>
    Math.min(512, Math.max(2, Math.round(28 * Math.exp(2.07 * Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v))))),
  );
  const batches = cutAll(lengths);
  const padded = batches.reduce((sum, batch) => sum + batch.length * longestOf(batch), 0);
  const useful = lengths.reduce((sum, length) => sum + length, 0);
  expect(1 - useful / padded).toBeLessThanOrEqual(0.05);
});

test("small batches are filled whatever the padding; of one length those due first are taken; the second source fills no further than it may", () => {
  const first = textsOf([20, 5, 3]);
  expect(formBatch(first[0]!, [{ buckets: bucketsOf(first), paddedTokens: 512 }], limits)).toHaveLength(3);

  let due = 0;
  const [seed, ...same] = textsOf([128, 128, 128, 128, 128], () => -(due += 1));
  const taken = formBatch(seed!, [{ buckets: bucketsOf([seed!, ...same]), paddedTokens: 512 }], limits);
  expect(taken.map(({ name }) => name)).toEqual([0, 4, 3, 2]);

  const query = textsOf([16])[0]!;
  const bulk = { buckets: bucketsOf(textsOf(Array.from({ length: 40 }, () => 16))), paddedTokens: 64 };
  expect(formBatch(query, [{ buckets: bucketsOf([query]), paddedTokens: 512 }, bulk], limits)).toHaveLength(4);
});

const oneBatch = (lengths: readonly number[], shape: Partial<BatchShape>): number[] => {
  const texts = textsOf(lengths);
  const batch = formBatch(texts[0]!, [{ buckets: bucketsOf(texts), paddedTokens: 512 }], { ...limits, shape: { ...anyBatch, ...shape } });
  return batch.map(({ ids }) => ids.length).toSorted((left, right) => left - right);
};

test("texts that would change each other run one by one", () => {
  expect(oneBatch([10, 10, 10], { mostRows: 1 })).toEqual([10]);
});

test("a batch of fixed rows is filled with what fits, at no cost, and gets no longer for it", () => {
  const shape = { mostRows: 4, fixed: { rows: 4, tokens: undefined } };
  expect(oneBatch([200, 200, 100, 300, 50, 10], shape)).toEqual([50, 100, 200, 200]);
  expect(oneBatch([200, 100, 300], { ...shape, mayPad: false })).toEqual([200]);
});

test("texts of a fixed length are padded in any company: the padded tokens alone bound their batch", () => {
  expect(oneBatch([100, 3, 7, 90, 60], { fixed: { rows: undefined, tokens: 128 } })).toEqual([7, 60, 90, 100]);
});

test("texts that run alone are in no batch with others, whichever is first", () => {
  const texts = textsOf([100, 50, 120, 40]);
  const shape: BatchShape = { ...anyBatch, aloneFrom: 100 };
  const batchOf = (seed: number) =>
    formBatch(texts[seed]!, [{ buckets: bucketsOf(texts), paddedTokens: 4096 }], { ...limits, maxWaste: 1, shape }).map(({ name }) => name);
  expect([0, 1, 2, 3].map(batchOf)).toEqual([[0], [1, 3], [2], [3, 1]]);
});

test("for a provider that compiles every shape, texts of one padded length fill a batch up to its rows", () => {
  const shape: BatchShape = { ...anyBatch, batching: { tokenBuckets: [16, 64], rowBuckets: [1, 2, 4] } };
  const texts = textsOf([30, 40, 50, 60, 33, 10]);
  const batch = formBatch(texts[3]!, [{ buckets: bucketsOf(texts), paddedTokens: 512 }], { ...limits, shape });
  expect(batch).toHaveLength(4);
  expect(batch.map(({ ids }) => ids.length).toSorted((left, right) => left - right)).toEqual([33, 40, 50, 60]);
});
