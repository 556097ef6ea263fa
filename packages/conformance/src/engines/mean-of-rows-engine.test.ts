import { embedderOver } from "@nestvec/core";
import { expect, test } from "vitest";
import { meanOfRowsEngine } from "./mean-of-rows-engine.ts";

test("an engine that no embedder is made over is disposed of, and the error is that of the options", async () => {
  const platform = {
    clock: () => performance.now(),
    digest: async (bytes: Uint8Array) => String(bytes),
    store: { read: async () => undefined, write: async () => ({ kept: false }) },
  };
  for (const options of [{ cacheBytes: -1 }, { observer: {} as never }]) {
    let disposals = 0;
    const engine = meanOfRowsEngine("colours", { grey: [1, 1], red: [1, 0] });
    const watched = { ...engine, dispose: async () => void (disposals += 1) };
    await expect(embedderOver(watched, platform, options)).rejects.toMatchObject({ code: "ARGUMENT_INVALID" });
    expect(disposals).toBe(1);
  }
});
