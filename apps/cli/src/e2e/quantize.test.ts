import { cp, readdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { referenceModels } from "@nestvec/conformance";
import { expect, test, vi } from "vitest";
import { finished, runCli, startCli } from "../testing/cli.ts";
import { freshFolder } from "../testing/folder.ts";

const folder = freshFolder();

/** The reference model with one of its exits, so that the search is short. */
async function oneExit(): Promise<string> {
  const source = folder.path("tiny");
  const from = fileURLToPath(new URL("tiny-modernbert", referenceModels));
  await cp(from, source, { recursive: true, filter: (path) => !/onnx-fp32|layer-[46]|golden\.json/.test(path) });
  return source;
}

test("a model is quantized, and embeds", async () => {
  const [source, out, texts] = [await oneExit(), folder.path("int8"), folder.path("texts.txt")];
  await writeFile(texts, Array.from({ length: 20 }, (_, index) => `Doll ${index} is inside of doll ${index + 1}.`).join("\n"));
  const made = await runCli(["quantize", source, "--out", out, "--min-cosine", "0.98", "--texts", texts]);
  expect({ code: made.code, stderr: made.stderr }).toEqual({ code: 0, stderr: "" });
  expect(made.stdout).toMatch(/^layers +2$/m);
  expect(made.stdout).toMatch(/^int8 +\d+ input channels of each product in float32/m);
  expect(made.stdout).toMatch(/of 20 texts, cosine to float32 at least 0\.9\d+|at least 1\.00000/);
  const embedded = await runCli(["embed", "hello", "--model", out, "--layer", "2"]);
  expect(embedded).toMatchObject({ code: 0, stdout: expect.stringContaining(`"layer":2,"dimension":64`) });
  expect(await runCli(["info", "--model", out])).toMatchObject({ code: 0, stdout: expect.stringMatching(/products are in int8/) });
  expect(await runCli(["layers", "--model", out])).toMatchObject({ code: 0, stdout: expect.stringMatching(/layer-2\/int8/) });
  const again = await runCli(["quantize", source, "--out", out]);
  expect(again).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("nothing is written over") });
  const twice = await runCli(["quantize", out, "--out", folder.path("twice"), "--format", "json"]);
  expect(twice).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("a model in int8 already") });
});

test("what cannot be quantized is an error of one line, and nothing is written", async () => {
  const missing = await runCli(["quantize", folder.path(), "--out", folder.path("out")]);
  expect(missing).toMatchObject({ code: 66, stdout: "", stderr: expect.stringMatching(/^nestvec: .*\n$/) });
  expect(await readdir(folder.path())).toEqual([]);
});

// Windows has no signals: there, the process would be ended without a word.
test.skipIf(process.platform === "win32")("Ctrl-C leaves nothing", async () => {
  const source = await oneExit();
  const child = startCli(["quantize", source, "--out", folder.path("out")]);
  const end = finished(child);
  await vi.waitFor(async () => expect(await readdir(folder.path())).not.toEqual(["tiny"]), { timeout: 30_000, interval: 20 });
  child.kill("SIGINT");
  expect(await end).toMatchObject({ code: 130, stdout: "" });
  expect(await readdir(folder.path())).toEqual(["tiny"]);
});
