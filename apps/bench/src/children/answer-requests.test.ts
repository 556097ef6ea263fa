import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { NestvecError } from "@nestvec/core";
import { referenceModels } from "@nestvec/conformance";
import { expect, onTestFinished, test } from "vitest";
import { builtFile } from "../built-file.ts";
import type { SessionMemory, SessionMemoryTask } from "../engine/session-memory.ts";
import { openChild } from "./measured-child.ts";

// The tests' own children run the build, as users' do: any of them shows what all have in common.
const file = "session-memory-child.js";
const task: SessionMemoryTask = {
  model: fileURLToPath(new URL("tiny-modernbert/onnx-fp32", referenceModels)),
  layer: 6,
  threads: 1,
  vocabularySize: 100,
  choice: { arena: true, spinning: false },
  tokens: [8],
};

test.runIf(process.platform === "linux")("a failure is told with its code, and the next request is answered", async () => {
  const child = await openChild({ file });
  onTestFinished(() => child.close());
  expect(child.hello).toEqual({ node: process.version });
  const error: unknown = await child.ask({ ...task, model: "nowhere" }).catch((problem: unknown) => problem);
  expect(NestvecError.is(error, "MODEL_NOT_FOUND")).toBe(true);
  expect((await child.ask<SessionMemory>(task)).used.peak).toBeGreaterThan(1);
});

test.skipIf(process.platform === "win32")("Ctrl-C is the host's to decide on", async () => {
  const child = await openChild({ file });
  onTestFinished(() => child.close());
  process.kill(child.processId, "SIGINT");
  await expect(child.ask({ ...task, model: "nowhere" })).rejects.toThrow("nowhere");
});

test.skipIf(process.platform === "win32")("it ends with its host, however that ends", async () => {
  // A host that is killed has no last words: only the pipe tells.
  const host = spawn(process.execPath, ["-e", hostScript, builtFile(file)], { stdio: ["ignore", "pipe", "inherit"] });
  const [childId] = (await once(host.stdout, "data")) as [Buffer];
  host.kill("SIGKILL");
  await expect.poll(() => isAlive(Number(childId)), { timeout: 20_000 }).toBe(false);
});

const hostScript = `
  const child = require("node:child_process").spawn(process.execPath, [process.argv[1]], { stdio: ["pipe", "pipe", "inherit"] });
  child.stdout.once("data", () => process.stdout.write(String(child.pid)));`;

function isAlive(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch {
    return false;
  }
}
