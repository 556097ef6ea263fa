import { expect, test } from "vitest";
import { downloadLog } from "./download-log.ts";

test("a download has a line when it begins and one every half minute; what is here already has none", () => {
  const lines: unknown[] = [];
  let now = 5;
  const update = downloadLog(
    (sentence, bytes) => lines.push([now, sentence, bytes]),
    () => now,
  );
  const progress = { file: "a", fileBytes: 1, fileTotalBytes: 9, bytes: 1, totalBytes: 9 };
  for (const from of ["cache", "disk"] as const) update({ ...progress, from });
  for (; now <= 65_005; now += 1000) update({ ...progress, from: "network" });
  const bytes = { bytes: 1, totalBytes: 9 };
  expect(lines).toEqual([
    [5, "downloading", bytes],
    [30_005, "still downloading", bytes],
    [60_005, "still downloading", bytes],
  ]);
});
