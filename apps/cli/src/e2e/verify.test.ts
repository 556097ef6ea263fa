import { cp, readFile, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { runCli, tinyModel } from "../testing/cli.ts";
import { freshFolder } from "../testing/folder.ts";

const folder = freshFolder();

test("the bundled model is right: digests, graphs, tokenizer, golden vectors", async () => {
  const { code, stdout, stderr } = await runCli(["verify"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^onnx\/to-layer-2\.bin +digest +nestvec-manifest\.json +right$/m);
  expect(stdout).toMatch(/^onnx\/model_layer_6\.onnx +graph +the checks before opening +right$/m);
  expect(stdout).toMatch(/^all +tokenizer and settings +loading the model +right$/m);
  for (const layer of [2, 3, 4, 6]) expect(stdout).toMatch(new RegExp(`^layer ${layer} +golden vectors +golden\\.json +right$`, "m"));
  expect(stdout).toMatch(/Everything that was verified is right\.\n$/);
});

test("what is wrong is said with its cause, exit code 1", async () => {
  await cp(tinyModel, folder.path("model"), { recursive: true });
  await writeFile(folder.path("model", "onnx", "layer-2", "model.onnx"), "<html>");
  const { code, stdout } = await runCli(["verify", folder.path("model")]);
  expect(code).toBe(1);
  expect(stdout).toMatch(/Something is wrong:\n- onnx\/layer-2\/model\.onnx: The graph .* cannot be used: it is not an ONNX model\.\n/);
  expect(stdout).toMatch(/golden vectors +none to compare with/);
});

test("as JSON, the model by --model", async () => {
  await cp(tinyModel, folder.path("model"), { recursive: true });
  const tokenizer = folder.path("model", "tokenizer.json");
  const json = JSON.parse(await readFile(tokenizer, "utf8")) as object;
  await writeFile(
    tokenizer,
    JSON.stringify({ ...json, pre_tokenizer: { type: "Split", pattern: { Regex: "(a+)+$" }, behavior: "Isolated" } }),
  );
  const { code, stdout } = await runCli(["verify", "--model", folder.path("model"), "--format", "json"]);
  expect(code).toBe(1);
  const { isRight, parts } = JSON.parse(stdout) as { isRight: boolean; parts: { what: string; problem?: string }[] };
  expect(isRight).toBe(false);
  expect(parts.filter(({ problem }) => problem !== undefined)).toEqual([
    expect.objectContaining({ what: "tokenizer and settings", problem: expect.stringContaining("the regular expression") as unknown }),
  ]);
});
