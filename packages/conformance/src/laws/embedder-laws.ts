import { cosineSimilarity, type Embedder, type ModelInfo } from "@nestvec/core";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectClose, largestDifference } from "../reference/closeness.ts";
import { expectCascade, expectExitsTogether } from "./exit-laws.ts";
import type { LawsEffort } from "./laws-effort.ts";
import { lawTexts } from "./law-texts.ts";
import { expectTokenVectors } from "./token-vectors.ts";
import { vectorsAlone, type VectorsAlone } from "./vectors-alone.ts";

/**
 * What a text's vector may differ by between a padded batch and alone, whatever the model computes in: in float16 each side may be off by
 * 1e-3, the bound of the golden files.
 */
const sameVector = 2e-3;

/**
 * The laws that hold for every embedder of every model. Opens each exit that the model has. `tolerance`: of every number of a unit vector,
 * between a padded batch and a text alone; the default has room for graphs in float16.
 * @example
 * ```ts
 * import { fileURLToPath } from "node:url";
 * import { embedderLaws, referenceModels } from "@nestvec/conformance";
 * import { loadModel } from "@nestvec/runtime-node";
 *
 * const folder = fileURLToPath(new URL("tiny-modernbert/onnx-fp32", referenceModels)); // or the folder of your model
 * embedderLaws("my model", () => loadModel(folder));
 * ```
 */
export function embedderLaws(
  name: string,
  open: () => Promise<Embedder>,
  tolerance: number = sameVector,
  { repeatedTokens }: LawsEffort = {},
): void {
  describe(`${name} obeys the laws of an embedder`, () => {
    let embedder: Embedder;
    let info: ModelInfo;
    let texts: readonly string[] = [];
    /** Tokens of each text. */
    let lengths: readonly number[] = [];
    let alone: VectorsAlone;
    beforeAll(async () => {
      embedder = await open();
      info = await embedder.info();
      ({ texts, lengths } = await lawTexts(embedder, repeatedTokens));
      alone = vectorsAlone(embedder, texts);
    });
    afterAll(() => embedder?.dispose());
    const layers = (): readonly number[] => info.exits.map(({ layer }) => layer);
    const dimensions = (): readonly number[] => info.dimensions ?? [info.width, Math.ceil(info.width / 3), 1];

    const expectUnit = async (layer: number, dimension: number): Promise<void> => {
      const answer = await embedder.embed(texts, { layer, dimension });
      expect(answer).toMatchObject({
        layer,
        dimension,
        normalized: true,
        space: info.exits.find((exit) => exit.layer === layer)?.space,
      });
      expect(answer.vectors).toHaveLength(texts.length);
      expect(answer.data).toHaveLength(texts.length * dimension);
      // 1e-5: a float32 sum of squares over at most a few thousand numbers.
      for (const vector of answer.vectors) expect(Math.abs(Math.hypot(...vector) - 1)).toBeLessThanOrEqual(1e-5);
    };

    it("gives unit vectors of the asked size in the order of the texts, at every cut", async () => {
      // At once, so that the dimensions share each text's run.
      for (const layer of layers()) await Promise.all(dimensions().map((dimension) => expectUnit(layer, dimension)));
    });

    it("nests: a smaller dimension is the start of a larger one, scaled again", async () => {
      const [full, ...cuts] = await Promise.all([
        embedder.embed(texts, { normalize: false }),
        ...dimensions().map((dimension) => embedder.embed(texts, { dimension })),
      ]);
      for (const cut of cuts) {
        const { dimension } = cut;
        for (const [text, vector] of cut.vectors.entries()) {
          const start = full.vectors[text]?.slice(0, dimension) ?? new Float32Array();
          const norm = Math.hypot(...start);
          // 1e-6: the scale is rounded to float32 once on each side.
          expectClose(
            vector,
            Array.from(start, (number) => number / norm),
            1e-6,
            `dimension ${dimension}`,
          );
        }
      }
    });

    it("gives a text the same vector alone, in a batch and twice", async () => {
      for (const layer of layers()) {
        const together = await embedder.embed([...texts, ...texts], { layer });
        for (const [text, vector] of (await alone(layer)).entries()) {
          expectClose(together.vectors[text], vector, tolerance, `text ${text}, layer ${layer}`);
          expectClose(together.vectors[text + texts.length], vector, tolerance, `text ${text} again, layer ${layer}`);
        }
      }
    });

    it("gives a vector for each token, which pooled make that of the text; or says that its graphs pool inside", async () => {
      const dimension = dimensions().at(-1) ?? info.width;
      for (const layer of layers()) await expectTokenVectors(embedder, texts, { layer, dimension }, tolerance);
    });

    it("gives several exits in one call the vectors that each has alone", async () => {
      await expectExitsTogether(embedder, texts, alone, tolerance);
      await expect(embedder.embedLayers(texts, { layers: [] })).rejects.toMatchObject({ code: "ARGUMENT_INVALID" });
      await expect(embedder.embedLayers(texts, { layers: [99_999] })).rejects.toMatchObject({ code: "LAYER_UNAVAILABLE" });
    });

    it("keeps calls made at once apart", async () => {
      const calls = texts.flatMap((content, text) => layers().map((layer) => ({ content, text, layer })));
      const atOnce = await Promise.all(calls.map(({ content, layer }) => embedder.embed([content], { layer })));
      for (const [call, { text, layer }] of calls.entries()) {
        const vector = (await alone(layer))[text] ?? [];
        expectClose(atOnce[call]?.data, vector, tolerance, `text ${text}, layer ${layer}`);
      }
    });

    it("says how many tokens it read, and whether a text was cut", async () => {
      // Room for the special tokens, which every text has, and more tokens than the shortest text has of its own, whatever the tokenizer.
      const maxTokens = Math.min(...lengths) + 2;
      expect(Math.max(...lengths)).toBeGreaterThan(maxTokens);
      const answer = await embedder.embed(texts, { maxTokens });
      expect(answer.tokens).toEqual(lengths.map((length) => Math.min(length, maxTokens)));
      expect(answer.truncated).toEqual(lengths.map((length) => length > maxTokens));
      await expect(embedder.embed(texts, { maxTokens, truncate: "none" })).rejects.toMatchObject({
        code: "TEXT_TOO_LONG",
        details: { text: lengths.findIndex((length) => length > maxTokens), limit: maxTokens },
      });
    });

    it("gives an empty text a vector where special tokens stand for it, and refuses it by its place where none do", async () => {
      const answer = embedder.embed(["a", ""]);
      if (texts.includes("")) expect((await answer).vectors).toHaveLength(2);
      else await expect(answer).rejects.toMatchObject({ code: "ARGUMENT_INVALID", details: { argument: "texts[1]" } });
    });

    it("searches as comparing one by one does, in texts and in vectors made earlier", async () => {
      const dimension = dimensions().at(-1) ?? info.width;
      const stored = await embedder.embed(texts, { dimension });
      const [query] = (await embedder.embed(["my password is lost"], { dimension })).vectors;
      const expected = stored.vectors.map((vector) => cosineSimilarity(query ?? new Float32Array(), vector));
      for (const candidates of [texts, stored]) {
        const { matches } = await embedder.search("my password is lost", candidates, { dimension, topK: texts.length });
        expect(matches.map(({ index }) => index).toSorted()).toEqual(texts.map((_text, index) => index));
        const similarities = matches.map(({ similarity }) => similarity);
        expect(similarities).toEqual(similarities.toSorted((a, b) => b - a));
        const byIndex = matches.toSorted((a, b) => a.index - b.index).map(({ similarity }) => similarity);
        expect(largestDifference(byIndex, expected)).toBeLessThanOrEqual(tolerance);
      }
    });

    it("searches in a cascade as step by step", async () => {
      await expectCascade(embedder, texts, info, dimensions().at(-1) ?? info.width, tolerance);
    });

    it("compares exits just where they share a space", async () => {
      const shallow = Math.min(...layers());
      const deep = Math.max(...layers());
      const stored = await embedder.embed(texts, { layer: deep });
      const search = embedder.search("password", stored, { layer: shallow, topK: 3 });
      if (info.sharedSpace || shallow === deep) expect((await search).matches).toHaveLength(3);
      else await expect(search).rejects.toMatchObject({ code: "SPACE_MISMATCH", details: { right: stored.space } });
    });

    it("answers an empty list with nothing, after checking the cut", async () => {
      expect(await embedder.embed([])).toMatchObject({ vectors: [], tokens: [], truncated: [], provider: null });
      await expect(embedder.embed([], { layer: 99_999 })).rejects.toMatchObject({
        code: "LAYER_UNAVAILABLE",
        details: { available: layers() },
      });
      await expect(embedder.embed([], { dimension: info.width + 1 })).rejects.toMatchObject({ code: "DIMENSION_UNAVAILABLE" });
      await expect(embedder.embed([], { dimension: 0 })).rejects.toMatchObject({ code: "DIMENSION_UNAVAILABLE" });
    });

    it("refuses ids outside the vocabulary", async () => {
      const outside = fc.oneof(fc.integer({ max: -1 }), fc.integer({ min: info.vocabularySize }), fc.constantFrom(0.5, Number.NaN));
      await fc.assert(
        fc.asyncProperty(outside, async (id) => {
          await expect(embedder.embed(["a", [0, id]])).rejects.toMatchObject({
            code: "TOKEN_OUT_OF_RANGE",
            details: { text: 1, position: 1 },
          });
        }),
        { numRuns: 25 },
      );
    });

    it("drops what is not done by its deadline, and goes on", async () => {
      const many = Array.from({ length: 500 }, (_, place) => `${place} ${texts[3]}`);
      await expect(embedder.embed(many, { deadlineMilliseconds: 1 })).rejects.toMatchObject({
        code: "DEADLINE_EXCEEDED",
        details: { deadlineMilliseconds: 1 },
      });
      expect((await embedder.embed(["a"], { deadlineMilliseconds: 3_600_000 })).vectors).toHaveLength(1);
      await expect(embedder.embed(["a"], { deadlineMilliseconds: -1 })).rejects.toMatchObject({ code: "ARGUMENT_INVALID" });
    });

    it("warms up the exits that are asked for, and counts what it does", async () => {
      await embedder.warmUp();
      const before = await embedder.stats();
      expect(before).toMatchObject({ queuedTexts: 0, waitingTokens: 0, openedExits: layers() });
      const { tokens } = await embedder.embed(["counted once", "counted once"]);
      const after = await embedder.stats();
      expect(after.usefulTokens - before.usefulTokens).toBe(tokens[0]);
      expect(after.batches).toBeGreaterThan(before.batches);
      expect(after.paddedTokens - before.paddedTokens).toBeGreaterThanOrEqual(tokens[0] ?? Infinity);
      await expect(embedder.warmUp({ layers: [99_999] })).rejects.toMatchObject({ code: "LAYER_UNAVAILABLE" });
    });

    it("stops at an aborted signal, whatever is asked for", async () => {
      const reason = new Error("the user left");
      const signal = AbortSignal.abort(reason);
      const calls: Record<string, () => Promise<unknown>> = {
        embed: () => embedder.embed(texts, { signal }),
        embedLayers: () => embedder.embedLayers(texts, { layers: layers(), signal }),
        cascade: () => embedder.search("a", texts, { cascade: [{ layer: Math.min(...layers()) }], signal }),
        similarity: () => embedder.similarity("a", "b", { signal }),
        search: () => embedder.search("a", texts, { signal }),
        warmUp: () => embedder.warmUp({ signal }),
        plan: () => embedder.plan({ signal }),
        calibrate: () => embedder.calibrate({ signal }),
      };
      for (const [method, call] of Object.entries(calls)) {
        const error = await call().catch((caught: unknown) => caught);
        expect(error, method).toMatchObject({ code: "ABORTED", cause: reason });
      }
    });
  });
}
