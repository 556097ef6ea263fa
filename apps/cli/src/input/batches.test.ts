import fc from "fast-check";
import { expect, test } from "vitest";
import { batchesOf, type TextBatch } from "./batches.ts";
import type { TextGroup } from "./texts.ts";

const groupOf = (texts: readonly string[], bytesRead: number): TextGroup => ({
  texts,
  ids: texts.map((text, place) => `${place} ${text}`),
  placeOf: (text) => `${texts[text]} at ${text} of ${bytesRead}`,
  bytesRead,
});

async function* from(groups: readonly TextGroup[]): AsyncGenerator<TextGroup> {
  yield* groups;
}

async function batches(groups: readonly TextGroup[]): Promise<TextBatch[]> {
  const all: TextBatch[] = [];
  for await (const batch of batchesOf(from(groups))) all.push(batch);
  return all;
}

test("batches hold all texts in order, know their place, and are at most 64 long", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(fc.string({ maxLength: 3 }), { maxLength: 200 }), { maxLength: 6 }), async (texts) => {
      const all = await batches(texts.map((group, place) => groupOf(group, (place + 1) * 1000)));
      expect(all.flatMap((batch) => batch.texts)).toEqual(texts.flat());
      expect(all.flatMap((batch) => batch.ids)).toEqual(texts.flatMap((group) => group.map((text, place) => `${place} ${text}`)));
      const places = texts.flatMap((group, place) => group.map((text, at) => `${text} at ${at} of ${(place + 1) * 1000}`));
      expect(all.flatMap((batch) => batch.texts.map((_, text) => batch.placeOf(text)))).toEqual(places);
      let index = 0;
      let bytes = 0;
      for (const batch of all) {
        expect(batch.firstIndex).toBe(index);
        expect(batch.texts.length).toBeGreaterThan(0);
        expect(batch.texts.length).toBeLessThanOrEqual(64);
        expect(batch.bytesRead).toBeGreaterThanOrEqual(bytes);
        index += batch.texts.length;
        bytes = batch.bytesRead;
      }
      expect(bytes).toBeLessThanOrEqual(texts.length * 1000);
    }),
  );
});

test("very long texts are not gathered into one batch", async () => {
  const long = "a".repeat(700_000);
  const all = await batches([groupOf(["b", long, long, long, "b"], 1)]);
  expect(all.map((batch) => batch.texts.map(({ length }) => length))).toEqual([[1, 700_000], [700_000], [700_000, 1]]);
});

test("a batch does not wait for the next group", async () => {
  let asked = 0;
  async function* slow(): AsyncGenerator<TextGroup> {
    for (;;) {
      asked += 1;
      yield groupOf([`text ${asked}`], asked);
    }
  }
  const { value } = await batchesOf(slow()).next();
  expect(value).toMatchObject({ texts: ["text 1"], firstIndex: 0 });
  expect(asked).toBe(1);
});
