import { cp, rm, stat, truncate, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { runCli, tinyModel } from "../testing/cli.ts";
import { freshFolder } from "../testing/folder.ts";

const folder = freshFolder();

test("on a machine that works everything is in order", async () => {
  const { code, stdout, stderr } = await runCli(["doctor"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toContain(process.version);
  expect(stdout).toMatch(/providers built in +.*cpu/);
  for (const layer of [2, 3, 4, 6]) expect(stdout).toMatch(new RegExp(`^ +${layer} {2}works +cpu +384 +1\\.000000`, "m"));
  expect(stdout).toMatch(/Everything is in order\.\n$/);
});

test("a model with weights cut short is reported, exit code 1", async () => {
  await cp(tinyModel, folder.path("model"), { recursive: true });
  await truncate(folder.path("model", "onnx", "layer-4", "model.onnx.data"), 1000);
  const { code, stdout } = await runCli(["doctor", "--model", folder.path("model")]);
  expect(code).toBe(1);
  expect(stdout).toMatch(/Something is wrong:\n- The file "onnx\/layer-4\/model\.onnx\.data" has 1,000 bytes/);
});

test("an exit with damaged weights is found, and the other exits are checked", async () => {
  await cp(tinyModel, folder.path("model"), { recursive: true });
  const weights = folder.path("model", "onnx", "layer-4", "model.onnx.data");
  // All bits set is not a number, in float16 as in float32.
  await writeFile(weights, Buffer.alloc((await stat(weights)).size, 0xff));
  const { code, stdout } = await runCli(["doctor", "--model", folder.path("model"), "--format", "json"]);
  expect(code).toBe(1);
  const { model, problems } = JSON.parse(stdout) as { model: { exits: { layer: number; problem: string | null }[] }; problems: string[] };
  expect(model.exits.map(({ layer, problem }) => [layer, problem === null])).toEqual([
    [2, true],
    [4, false],
    [6, true],
  ]);
  expect(problems).toEqual([expect.stringMatching(/layer 4.*NaN or infinity/)]);
});

test("an exit that is not there is a note where it is not the deepest; the deepest is what calls that name no layer get", async () => {
  await cp(tinyModel, folder.path("model"), { recursive: true });
  await rm(folder.path("model", "onnx", "layer-4"), { recursive: true });
  const shallower = await runCli(["doctor", "--model", folder.path("model")]);
  expect(shallower.code).toBe(0);
  expect(shallower.stdout).toMatch(/note +its files list layers that are not there: 4/);
  await rm(folder.path("model", "onnx", "layer-6"), { recursive: true });
  const deepest = await runCli(["doctor", "--model", folder.path("model")]);
  expect(deepest.code).toBe(1);
  expect(deepest.stdout).toMatch(/Something is wrong:\n- .*layer 6.*2/s);
});

test("a model that is not there is reported, exit code 1", async () => {
  const { code, stdout } = await runCli(["doctor", "--model", folder.path("none")]);
  expect(code).toBe(1);
  expect(stdout).toMatch(/Something is wrong:\n- No model at /);
});

// A checkout has WebAssembly, which a user adds or has installed where there is no binary.
test.each([
  ["an architecture without a binary", 'Object.defineProperty(process, "arch", { value: "riscv64" })', /riscv64/],
  ["musl", "process.report.getReport = () => ({ header: {} })", /musl/],
])("%s is named, and WebAssembly embeds; with the binary alone it ends with 69", async (name, change, problem) => {
  if (name === "musl" && process.platform !== "linux") return;
  const node = ["--import", `data:text/javascript,${encodeURIComponent(change)}`];
  const doctor = await runCli(["doctor"], { node });
  expect(doctor.code).toBe(0);
  expect(doctor.stdout).toMatch(problem);
  expect(doctor.stdout).toMatch(/WebAssembly/);
  if (name === "musl") return;
  const embed = await runCli(["embed", "a", "--runtime", "native"], { node });
  expect(embed.code).toBe(69);
  expect(embed.stderr).toMatch(problem);
});
