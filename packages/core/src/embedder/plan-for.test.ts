import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import type { Engine } from "../engine/engine.ts";
import type { ModelInfo } from "../model/info/model-info.ts";
import type { Calibration } from "../plan/calibration.ts";
import type { WatchOthers } from "../platform/platform.ts";
import type { EmbedderParts } from "./embedder-parts.ts";
import { calibrateModel, planFor } from "./plan-for.ts";

const info = {
  name: "m",
  identity: "sha256:abc",
  machine: "a machine",
  exits: [1, 2].map((layer) => ({ layer, graph: `${layer}.onnx`, space: "s" })),
  dimensions: [4],
  width: 4,
  maxTokens: 16,
  longestText: 16,
  vocabularySize: 10,
  quality: { file: "quality.json", tables: [] },
} as unknown as ModelInfo;

/** An embedder whose time passes only in runs, a millisecond a layer, on a machine that others use as they are told to. */
function parts(watchOthers?: WatchOthers) {
  let now = 0;
  const engine = {
    info: async () => info,
    warmUp: async () => {},
    embed: async ({ layer }: { readonly layer: number }) => {
      now += layer;
    },
  } as unknown as Engine;
  const texts = new Map<string, string>();
  const made: EmbedderParts = {
    engine,
    info,
    cache: undefined,
    onNoPrompt: () => {},
    clock: () => now,
    digest: async (bytes) => createHash("sha256").update(bytes).digest("hex"),
    store: {
      read: async (key) => texts.get(key),
      write: async (key, text) => ({ kept: texts.set(key, text).has(key) }),
    },
    ...(watchOthers === undefined ? {} : { watchOthers }),
  };
  return { made, texts, now: () => now };
}

const exits = [
  { layer: 1, tokens: [16], milliseconds: [1] },
  { layer: 2, tokens: [16], milliseconds: [2] },
];
const sharing =
  (share: number): WatchOthers =>
  async () =>
  async () =>
    share;

test("a calibration on a busy machine says so, and is not kept", async () => {
  const { made, texts } = parts(sharing(0.4));
  const found = await calibrateModel(made);
  expect(found).toMatchObject({ exits, kept: false, notKeptReason: "the machine was busy" });
  expect(found.busy).toContain("40 % of the cores");
  expect(texts.size).toBe(0);
});

test.each([["quiet", sharing(0.1)] as const, ["one of which nothing is known", undefined] as const])(
  "on a machine that is %s it is kept, without a word",
  async (_, watch) => {
    const { made, texts } = parts(watch);
    expect(await calibrateModel(made)).toEqual({ model: info.identity, machine: info.machine, exits, kept: true });
    expect(texts.size).toBe(1);
  },
);

test("the watch begins before the first run that is measured, and ends after the last", async () => {
  const seen: number[] = [];
  const { made, now } = parts(async () => {
    seen.push(now());
    return async () => {
      seen.push(now());
      return 0;
    };
  });
  await calibrateModel(made);
  expect(seen).toEqual([0, now()]);
  expect(now()).toBeGreaterThan(0);
});

test("what nobody waits for any more is not kept", async () => {
  const controller = new AbortController();
  const { made, texts } = parts(async () => async () => {
    controller.abort();
    return 0;
  });
  await expect(calibrateModel(made, { signal: controller.signal })).rejects.toMatchObject({ code: "ABORTED" });
  expect(texts.size).toBe(0);
});

test("a plan goes by times of a busy machine once, and says so; the next one measures again", async () => {
  let share = 0.5;
  const { made } = parts(async () => async () => share);
  let measured = 0;
  const calibrate = (): Promise<Calibration> => {
    measured += 1;
    return calibrateModel(made);
  };
  const plan = () => planFor(made, { maxMilliseconds: 1.5, tokens: 16 }, calibrate);
  expect(await plan()).toMatchObject({ layer: 1, milliseconds: 1, busy: expect.stringContaining("50 %") as string });
  share = 0;
  for (let again = 0; again < 2; again++) {
    const quiet = await plan();
    expect(quiet).toMatchObject({ layer: 1, milliseconds: 1 });
    expect(quiet).not.toHaveProperty("busy");
  }
  expect(measured).toBe(2);
});
