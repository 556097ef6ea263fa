import type { Embedder } from "@nestvec/core";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cosine, expectClose } from "../reference/closeness.ts";
import { expectedVector, type Golden } from "../reference/golden.ts";
import { repeatedPlaces, type LawsEffort } from "./laws-effort.ts";

/** A model gives its reference's token ids and vectors: at every cut, alone, in a padded batch, and in any order. */
export function goldenLaws(name: string, open: () => Promise<Embedder>, read: () => Promise<Golden>, effort: LawsEffort = {}): void {
  describe(`${name} gives its reference's answers`, () => {
    let embedder: Embedder;
    let golden: Golden;
    beforeAll(async () => {
      [embedder, golden] = await Promise.all([open(), read()]);
    });
    afterAll(() => embedder?.dispose());

    const textOf = (text: number): string => golden.cases[text]?.text ?? "";
    const repeated = (): number[] =>
      repeatedPlaces(
        golden.cases.map(({ ids }) => ids.length),
        effort,
      );

    /** Compares texts at every dimension. The calls come at once, so that they share each text's run: no dimension needs one of its own. */
    const expectEveryDimension = async (texts: readonly number[], layer: number, how: string): Promise<void> => {
      const embed = async (dimension: number): Promise<void> => {
        const { vectors } = await embedder.embed(texts.map(textOf), { layer, dimension });
        for (const [place, text] of texts.entries()) expectAnswer(vectors[place], text, layer, dimension, how);
      };
      await Promise.all(golden.dimensions.map(embed));
    };

    const expectAnswer = (vector: Float32Array | undefined, text: number, layer: number, dimension: number, how: string): void => {
      const answer = golden.cases[text];
      if (answer === undefined || vector === undefined) return expect.unreachable(`no vector for text ${text}`);
      const expected = expectedVector(answer, layer, dimension);
      const what = `text ${text}, layer ${layer}, dimension ${dimension}, ${how}`;
      expect(vector, what).toHaveLength(dimension);
      const { absolute, cosine: leastCosine } = golden.tolerance;
      expectClose(vector, expected, absolute, what);
      if (leastCosine !== undefined) expect(cosine(vector, expected), what).toBeGreaterThanOrEqual(leastCosine);
    };

    it("in token ids", async () => {
      const tokenized = await embedder.tokenize(golden.cases.map(({ text }) => text));
      expect(tokenized.map(({ ids }) => [...ids])).toEqual(golden.cases.map(({ ids }) => ids));
    });

    it("at every cut, all texts in one call", async () => {
      for (const layer of golden.layers) await expectEveryDimension([...golden.cases.keys()], layer, "among all texts");
    });

    it("at every cut, alone", async () => {
      for (const layer of golden.layers) {
        for (const text of repeated()) await expectEveryDimension([text], layer, "alone");
      }
    });

    it("in any order", async () => {
      const order = fc.shuffledSubarray(repeated(), { minLength: 2 });
      const layers = fc.constantFrom(...golden.layers);
      const dimensions = fc.constantFrom(...golden.dimensions);
      await fc.assert(
        fc.asyncProperty(order, layers, dimensions, async (texts, layer, dimension) => {
          const { vectors } = await embedder.embed(texts.map(textOf), { layer, dimension });
          for (const [place, text] of texts.entries()) expectAnswer(vectors[place], text, layer, dimension, `at place ${place}`);
        }),
        { numRuns: effort.orders ?? 25 },
      );
    });

    it("from token ids in place of texts", async () => {
      const texts = repeated();
      const { vectors, layer, dimension } = await embedder.embed(texts.map((text) => golden.cases[text]?.ids ?? []));
      for (const [place, text] of texts.entries()) expectAnswer(vectors[place], text, layer, dimension, "from ids");
    });
  });
}
