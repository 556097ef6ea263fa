import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { NestvecError } from "@nestvec/core";
import { referenceModels } from "@nestvec/conformance";
import { cpu } from "@nestvec/runtime-node";
import { expect, onTestFinished, test } from "vitest";
import { builtFile } from "./built-file.ts";
import type { ShapeAnswer, ShapeRequest, ShapesTask } from "../shapes/shape-request.ts";
import { openChild, type MeasuredChild } from "./measured-child.ts";

// The tests' own children run the build, as users' do: any of them shows what all have in common.
const file = builtFile("shapes-child.js");
const model = fileURLToPath(new URL("tiny-modernbert/onnx-fp32", referenceModels));
const task: ShapesTask = { model, threads: 1, seed: 1, provider: cpu(), longest: 16 };
const request: ShapeRequest = { layer: 6, tokens: 8, batch: 1, runs: 1, warmUps: 0 };
const open = async (): Promise<MeasuredChild> => {
  const child = await openChild({ file, arguments: [JSON.stringify(task)] });
  onTestFinished(() => child.close());
  return child;
};

test("a failure is told with its code, and the next request is answered", async () => {
  const child = await open();
  expect(child.hello).toMatchObject({ node: process.version });
  const error: unknown = await child.ask({ ...request, layer: 5 }).catch((problem: unknown) => problem);
  expect(NestvecError.is(error, "LAYER_UNAVAILABLE")).toBe(true);
  expect((await child.ask<ShapeAnswer>(request)).milliseconds).toBeGreaterThan(0);
});

test.skipIf(process.platform === "win32")("Ctrl-C is the host's to decide on", async () => {
  const child = await open();
  process.kill(child.processId, "SIGINT");
  await expect(child.ask({ ...request, layer: 5 })).rejects.toThrow("no layer 5");
});

test.skipIf(process.platform === "win32")("it ends with its host, however that ends", async () => {
  // A host that is killed has no last words: only the pipe tells.
  const host = spawn(process.execPath, ["-e", hostScript, file, JSON.stringify(task)], { stdio: ["ignore", "pipe", "inherit"] });
  const [childId] = (await once(host.stdout, "data")) as [Buffer];
  host.kill("SIGKILL");
  await expect.poll(() => isAlive(Number(childId)), { timeout: 20_000 }).toBe(false);
});

const hostScript = `
  const child = require("node:child_process").spawn(process.execPath, process.argv.slice(1), { stdio: ["pipe", "pipe", "inherit"] });
  child.stdout.once("data", () => process.stdout.write(String(child.pid)));`;

function isAlive(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch {
    return false;
  }
}
