import { join } from "node:path";
import { expect, test } from "vitest";
import { encoderSource } from "../testing/encoder-fixtures.ts";
import { familyDifference, tolerance } from "../testing/family-difference.ts";
import { compileAlone, temporaryFolder, tinySource } from "../testing/sources.ts";

test("texts of every length from 1 to 700 have one vector by the graphs for short and for long texts", async () => {
  const folder = await temporaryFolder();
  await compileAlone(await tinySource(join(folder, "source")), { out: join(folder, "out") });
  const lengths = Array.from({ length: 700 }, (_, index) => index + 1);
  expect(await familyDifference(join(folder, "out"), lengths)).toBeLessThan(tolerance);
});

test.each(["gemma3-dense", "gemma3-causal", "qwen3", "qwen3-window"])(
  "%s: texts of every length that it takes have one vector",
  async (name) => {
    const folder = await temporaryFolder();
    await compileAlone(await encoderSource(name, join(folder, "source")), { out: join(folder, "out"), layers: [1, 2, 3], pooling: "mean" });
    const lengths = Array.from({ length: 640 }, (_, index) => index + 1);
    expect(await familyDifference(join(folder, "out"), lengths)).toBeLessThan(tolerance);
  },
);
