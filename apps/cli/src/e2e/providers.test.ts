import { writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { runCli } from "../testing/cli.ts";
import { freshFolder } from "../testing/folder.ts";

const folder = freshFolder();

/** A provider's module, as anybody may have one, in the current folder. */
async function provider(obstacle: string): Promise<void> {
  const text = `export const executionProvider = { obstacle: async () => ${obstacle}, sessionOption: () => "cpu" };\n`;
  await writeFile(folder.path("mine.mjs"), text);
}

const embed = (names: string) =>
  runCli(["embed", "a text", "--layer", "2", "--dimension", "32", "--format", "jsonl", "--quiet", "--provider", names], {
    folder: folder.path(),
  });

test("a provider whose package is missing is an error with what to install", async () => {
  const { code, stdout, stderr } = await embed("directml,cpu");
  const message =
    "--provider directml,cpu needs the package @nestvec/provider-directml, which is not installed. Add it: npm install @nestvec/provider-directml.";
  expect({ code, stdout, stderr }).toEqual({ code: 69, stdout: "", stderr: `nestvec: ${message}\n` });
});

test("one that cannot run gives way to the processor, which is told once; without it, it is an error", async () => {
  await provider(`"there is no card"`);
  const { code, stdout, stderr } = await embed("./mine.mjs,cpu");
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ text: "a text" });
  expect(stderr).toBe(`nestvec: cpu runs "onnx/model_layer_2.onnx" in place of mine: there is no card.\n`);
  expect(await embed("./mine.mjs")).toMatchObject({
    code: 69,
    stderr: "nestvec: No execution provider could start: mine (there is no card).\n",
  });
});

test("one that works runs", async () => {
  await provider("undefined");
  expect(await embed("./mine.mjs")).toMatchObject({ code: 0, stderr: "" });
});

test("doctor lists every provider, with what keeps it from running", async () => {
  const { stdout } = await runCli(["doctor"], { folder: folder.path() });
  for (const name of ["cuda", "webgpu", "directml", "coreml"]) expect(stdout).toMatch(new RegExp(`^provider ${name} +\\S`, "m"));
  expect(stdout).toMatch(/^provider directml +not installed: npm install @nestvec\/provider-directml$/m);
});
