import { readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { referenceModels } from "@nestvec/conformance";
import { expect, test, vi } from "vitest";
import { finished, runCli, startCli } from "../testing/cli.ts";
import { freshFolder } from "../testing/folder.ts";

const folder = freshFolder();
const source = fileURLToPath(new URL("tiny-modernbert-source", referenceModels));

test("a model is compiled, and embeds", async () => {
  const out = folder.path("compiled");
  const { code, stdout, stderr } = await runCli(["compile", source, "--out", out, "--layers", "2,6", "--weights", "int8", "--verify"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^layers +2, 6$/m);
  expect(stdout).toMatch(/^pooling +mean, from 1_Pooling\/config\.json$/m);
  expect(stdout).toMatch(/^long texts +from 513 tokens on, by graphs of their own$/m);
  expect(stdout).toMatch(
    /^weights +int8, 0\.\d MB in place of 1\.\d; against float32:\n +layer 2: numbers differ by up to 0\.0\d+, least cosine 0\.99\d+$/m,
  );
  expect(stdout).toMatch(/^verified +no: there are no published graphs beside the weights$/m);
  const embedded = await runCli(["embed", "hello", "--model", out, "--layer", "2"]);
  expect(embedded).toMatchObject({ code: 0, stdout: expect.stringContaining(`"layer":2,"dimension":64`) });
  expect(await runCli(["verify", out])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^layer 6 +golden vectors +golden\.json +right$/m),
  });
  const measured = await runCli(["bench", "--model", out, "--only", "latency", "--tokens", "16", "--rounds", "1", "--seconds", "20"]);
  expect(measured).toMatchObject({ code: 0, stdout: expect.not.stringContaining("not run") });
  const again = await runCli(["compile", source, "--out", out]);
  expect(again).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("nothing is written over") });
});

test("what cannot be compiled is an error of one line, and nothing is written", async () => {
  const missing = await runCli(["compile", folder.path(), "--out", folder.path("out")]);
  expect(missing).toMatchObject({ code: 78, stdout: "", stderr: expect.stringMatching(/^nestvec: .*\n$/) });
  expect(await readdir(folder.path())).toEqual([]);
});

// Windows has no signals: there, the process would be ended without a word.
test.skipIf(process.platform === "win32")("Ctrl-C leaves nothing", async () => {
  const child = startCli(["compile", source, "--out", folder.path("out")]);
  const end = finished(child);
  // Files are written beside the model's place, and golden vectors take a while.
  await vi.waitFor(async () => expect(await readdir(folder.path())).not.toEqual([]), { timeout: 30_000, interval: 20 });
  child.kill("SIGINT");
  expect(await end).toMatchObject({ code: 130, stdout: "" });
  expect(await readdir(folder.path())).toEqual([]);
});
