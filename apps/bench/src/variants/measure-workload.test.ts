import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { tmpdir } from "node:os";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { modelFolder } from "@nestvec/runtime-node";
import { arePeersInstalled, peersFolder } from "./install-peers.ts";
import { measureWorkload, type WorkloadOptions } from "./measure-workload.ts";

const mini = await modelFolder("nestvec-mini");
const tiny: WorkloadOptions = { model: mini, layer: 2, threads: 1, seed: 1, seconds: 60, rounds: 2, workload: "queries", count: 40 };
/** Kinds that depend on how quiet the machine is. */
const ofMachine = ["busy machine", "wide spread"];

test("both variants embed the same texts, and agree", async () => {
  const told: string[] = [];
  const { result, flags, more } = await measureWorkload({ ...tiny, progress: (text) => told.push(text) });
  expect(result).toMatchObject({ name: "queries", texts: 40, layer: 2, cut: 256, medianTokens: expect.any(Number) });
  expect(result.variants.map(({ name }) => name)).toEqual(["nestvec", "the binding's way"]);
  for (const variant of result.variants) {
    expect(variant.versions.join()).toMatch(/onnxruntime-node \d+\.\d+/);
    expect(variant.seconds).toMatchObject({ rounds: 2 });
    expect(variant.textsPerSecond / variant.tokensPerSecond).toBeCloseTo(result.texts / result.tokens, 9);
    expect(variant.cpuSeconds).toBeGreaterThan(0);
    expect(variant.peakMegabytes).toBeGreaterThan(10);
    // Padding and batches change less.
    expect(variant.largestDifference).toBeLessThan(1e-6);
  }
  expect(result.variants[0]?.timesOurs).toEqual({ median: 1, least: 1, spread: 0, rounds: 2 });
  expect(flags.filter(({ kind }) => !ofMachine.includes(kind))).toEqual([]);
  expect(more.join(" ")).toMatch(/--peers.*--python/);
  // The order turns round from one round to the next.
  const order = told.filter((text) => /round [12]/.test(text)).map((text) => /: (.+), round/.exec(text)?.[1]);
  expect(order).toEqual(["nestvec", "the binding's way", "the binding's way", "nestvec"]);
});

test("texts of the user's own keep their name, and long ones are cut in all variants", async () => {
  const workload = { name: "mine.txt", texts: ["short", "word ".repeat(60), "日本語"] };
  const { result } = await measureWorkload({ ...tiny, workload, cut: 20, rounds: 1 });
  expect(result).toMatchObject({ name: "mine.txt", texts: 3, cut: 20 });
  expect(result.tokens).toBeLessThanOrEqual(60);
  expect(result.variants[1]?.largestDifference).toBeLessThan(1e-6);
});

test("a variant that cannot run is flagged with its reason, and the others go on", async () => {
  const { result, flags } = await measureWorkload({ ...tiny, rounds: 1, python: "nestvec-no-such-python", peers: "nowhere" });
  expect(result.variants.map(({ name }) => name)).toEqual(["nestvec", "the binding's way"]);
  const reasons = flags.flatMap(({ kind, detail }) => (kind === "not run" ? [detail] : []));
  expect(reasons).toEqual([
    expect.stringMatching(/transformers\.js was not run: .*Cannot find module/),
    expect.stringMatching(/fastembed-js was not run: .*Cannot find module/),
    expect.stringMatching(/fastembed, Python was not run: .*ENOENT/),
    expect.stringMatching(/sentence-transformers was not run: .*--python-model/),
    expect.stringMatching(/transformers, torch was not run: .*--python-model/),
  ]);
});

test("when the time is up, nothing more is begun, and that is flagged", async () => {
  const { result, flags } = await measureWorkload({ ...tiny, rounds: 50, seconds: 0.001 });
  expect(result.variants[1]?.seconds.rounds).toBe(1);
  expect(flags).toContainEqual({ part: "workloads", kind: "cut short", detail: expect.stringContaining("1 of 50 rounds") });
});

test("a layer that the model has not is refused", async () => {
  await expect(measureWorkload({ ...tiny, layer: 5 })).rejects.toThrow(/2, 3, 4, 6/);
});

test("an abort ends it, and leaves nothing behind", async () => {
  const temporary = mkdtempSync(join(tmpdir(), "nestvec-bench-"));
  for (const name of ["TMPDIR", "TEMP"]) vi.stubEnv(name, temporary);
  onTestFinished(() => {
    vi.unstubAllEnvs();
    rmSync(temporary, { recursive: true });
  });
  const stop = new AbortController();
  let folders = 0;
  const progress = (text: string): void => {
    if (!text.includes("round 2")) return;
    folders = readdirSync(temporary).length;
    stop.abort();
  };
  const measured = measureWorkload({ ...tiny, rounds: 1000, peers: "nowhere", signal: stop.signal, progress });
  await expect(measured).rejects.toThrow("aborted");
  expect(folders).toBe(1);
  expect(readdirSync(temporary)).toEqual([]);
});

describe.skipIf(!arePeersInstalled())("peers, where `bench --peers` has installed them", () => {
  test("they take the bundled model, and their vectors are ours", async () => {
    const { result, flags } = await measureWorkload({ ...tiny, rounds: 1, peers: peersFolder() });
    expect(flags.filter(({ kind }) => kind === "not run" || kind === "other vectors")).toEqual([]);
    expect(result.variants.map(({ name }) => name)).toEqual(["nestvec", "the binding's way", "transformers.js", "fastembed-js"]);
    // Builds of ONNX Runtime differ by 3e-7.
    for (const variant of result.variants) expect(variant.largestDifference).toBeLessThan(1e-6);
  });
});
