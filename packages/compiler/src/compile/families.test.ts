import { describe, expect, test } from "vitest";
import { join } from "node:path";
import { encoderSource } from "../testing/encoder-fixtures.ts";
import { familyDifference, tolerance } from "../testing/family-difference.ts";
import { compileAlone, largestDifference, temporaryFolder, tinySource } from "../testing/sources.ts";
import { openStages, someIds } from "../testing/stages.ts";

/** Where blocks of 64 and windows of 16, 20, 32 and 64 begin, end and meet; families.hosts.test.ts has all lengths. */
const lengths = [1, 2, 15, 16, 17, 20, 21, 40, 63, 64, 65, 80, 81, 127, 128, 129, 191, 192, 193, 256, 400, 511, 512, 513, 577, 639, 640];

describe("the graphs for short and for long texts give one vector", () => {
  test.each(["modernbert-yarn", "modernbert-linear", "gemma3-dense", "gemma3-causal", "qwen3", "qwen3-window"])("%s", async (name) => {
    const folder = await temporaryFolder();
    await compileAlone(await encoderSource(name, join(folder, "source")), { out: join(folder, "out"), layers: [1, 2, 3], pooling: "mean" });
    expect(await familyDifference(join(folder, "out"), lengths)).toBeLessThan(tolerance);
  });

  test.each([100, 270])("gemma3-dense with %i tokens on each side", async (window) => {
    const folder = await temporaryFolder();
    const source = await encoderSource("gemma3-dense", join(folder, "source"), { sliding_window: 2 * window });
    await compileAlone(source, { out: join(folder, "out"), layers: [1, 3] });
    const long = [1, 99, 100, 101, 199, 200, 201, 300, 301, 370, 371, 512, 526, 527, 639, 640];
    expect(await familyDifference(join(folder, "out"), long)).toBeLessThan(tolerance);
  });

  test("tiny-modernbert", async () => {
    const folder = await temporaryFolder();
    await compileAlone(await tinySource(join(folder, "source")), { out: join(folder, "out") });
    expect(await familyDifference(join(folder, "out"), [...lengths, 700])).toBeLessThan(tolerance);
  });
});

test("an exit that goes on from another one gives what it gives alone", async () => {
  const folder = await temporaryFolder();
  const source = await tinySource(join(folder, "source"));
  await compileAlone(source, { out: join(folder, "staged") });
  await compileAlone(source, { out: join(folder, "alone"), layers: [6] });
  const [staged, alone] = [await openStages(join(folder, "staged")), await openStages(join(folder, "alone"))];
  for (const length of [1, 30, 200, 600])
    for (const family of ["short", "long"] as const) {
      const [resumed, fresh] = [await staged.run(family, someIds(length)), await alone.run(family, someIds(length))];
      // The same operators on the same numbers: bit for bit.
      expect(largestDifference(resumed.get(6) ?? [], fresh.get(6) ?? [1])).toBe(0);
    }
});
