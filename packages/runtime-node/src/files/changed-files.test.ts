import { cp, mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { referenceModels } from "@nestvec/conformance";
import { expect, onTestFinished, test } from "vitest";
import { changedFiles } from "./changed-files.ts";
import { modelDirectory } from "./model-directory.ts";

test("the bundled model is as its manifest lists it", async () => {
  expect(await changedFiles(await modelDirectory("nestvec-mini"))).toEqual([]);
});

test("one changed byte in the middle of the weights is found", async () => {
  const folder = await mkdtemp(join(tmpdir(), "nestvec-changed-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await cp(await modelDirectory("nestvec-mini"), folder, { recursive: true });
  const weights = await open(join(folder, "onnx", "to-layer-6.bin"), "r+");
  await weights.write(Uint8Array.of(0x55, 0xaa), 0, 2, 1_234_567);
  await weights.close();
  expect(await changedFiles(folder)).toEqual(["onnx/to-layer-6.bin"]);
});

test("without a manifest there is nothing to compare with", async () => {
  expect(await changedFiles(fileURLToPath(new URL("tiny-modernbert", referenceModels)))).toBeUndefined();
});
