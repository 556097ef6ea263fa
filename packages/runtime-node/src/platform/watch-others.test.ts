import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { loadModel } from "../open/load-model.ts";
import { temporaryFolder, tiny } from "../testing/model-copies.ts";
import { watchOthers, watchOthersBefore } from "./watch-others.ts";

const spinning = "process.stdout.write('on'); const end = Date.now() + 20_000; while (Date.now() < end);";

/** Half of the cores, at least one, each for 20 seconds at most, should this test not live to end them. */
async function keepBusy(): Promise<void> {
  const children = Array.from({ length: Math.ceil(availableParallelism() / 2) }, () =>
    spawn(process.execPath, ["-e", spinning], { stdio: ["ignore", "pipe", "ignore"] }),
  );
  onTestFinished(() => children.forEach((child) => child.kill("SIGKILL")));
  await Promise.all(children.map(({ stdout }) => once(stdout, "data")));
}

let cache = "";
beforeEach(async () => {
  cache = await temporaryFolder();
  vi.stubEnv("NESTVEC_CACHE", cache);
  return () => vi.unstubAllEnvs();
});

test.each(["none", "thread", "process"] as const)(
  "a calibration beside other work says so and is not kept, isolation %s",
  async (isolation) => {
    await using embedder = await loadModel(tiny, { isolation, maxTokens: 64 });
    await keepBusy();
    const found = await embedder.calibrate();
    expect(found).toMatchObject({ kept: false, notKeptReason: "the machine was busy" });
    expect(found.busy).toMatch(/^Other work used \d+ % of the cores/);
    expect(found.exits.map(({ layer }) => layer)).toEqual([2, 4, 6]);
    expect(await readdir(cache)).toEqual([]);
  },
);

test("a share of the cores, however short the watch", async () => {
  for (const watch of [watchOthers, watchOthersBefore]) {
    const share = await (await watch())();
    expect(share).toBeGreaterThanOrEqual(0);
    expect(share).toBeLessThanOrEqual(1);
  }
});
