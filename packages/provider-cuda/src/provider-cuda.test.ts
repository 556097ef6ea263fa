import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onnxRuntimeVersion } from "@nestvec/onnxruntime";
import { expect, onTestFinished, test } from "vitest";
import { cuda } from "./cuda.ts";
import { fetchLibraries } from "./fetch-libraries.ts";
import { libraries, pythonPackage } from "./libraries.ts";
import { executionProvider } from "./module.ts";

const isLinux = process.platform === "linux" && process.arch === "x64";

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "nestvec-cuda-"));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
}

test("the provider is plain data, with the device", () => {
  expect(structuredClone(cuda({ device: 1 }))).toMatchObject({
    name: "cuda",
    options: { device: 1 },
    module: expect.stringMatching(/^file:/),
  });
  expect(executionProvider.sessionOption({ device: 1 })).toEqual({ name: "cuda", deviceId: 1 });
});

test("the libraries are of the version of ONNX Runtime's own", () => {
  expect(pythonPackage.version).toBe(onnxRuntimeVersion);
});

test("what is missing here is named, or nothing is", async () => {
  const obstacle = await executionProvider.obstacle({});
  if (obstacle !== undefined) expect(obstacle).toMatch(/linux x64 alone|provider-cuda fetch|driver|CUDA/);
});

test.skipIf(!isLinux)("libraries of another content are refused, and nothing is left behind", async () => {
  const [from, to] = [await folder(), await folder()];
  for (const { name } of libraries) await writeFile(join(from, name), "another");
  await expect(fetchLibraries({ from, to })).rejects.toThrow(/is another libonnxruntime_providers_shared\.so than that of onnxruntime-gpu/);
  await expect(fetchLibraries({ from: to, to })).rejects.toThrow(/holds no libonnxruntime_providers_shared\.so/);
  await expect(fetchLibraries({ from: join(from, "nowhere"), to })).rejects.toThrow(/neither a wheel nor a folder/);
  expect(await readdir(to)).toEqual([]);
});

test.skipIf(!isLinux)("a file that is no wheel, and a Python that is not there, are errors that say so", async () => {
  const [from, to] = [await folder(), await folder()];
  const wheel = join(from, "some.whl");
  await writeFile(wheel, "no archive");
  await expect(fetchLibraries({ from: wheel, to })).rejects.toThrow(/cannot unpack/);
  await expect(fetchLibraries({ to, python: "no-such-python" })).rejects.toThrow(
    /no-such-python -m pip cannot download onnxruntime-gpu 1\.\d+\.\d+.*--from FILE/,
  );
  expect(await readdir(to)).toEqual([]);
});
