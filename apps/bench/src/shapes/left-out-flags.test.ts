import { expect, test } from "vitest";
import type { LeftOut } from "./cell.ts";
import { leftOutFlags } from "./left-out-flags.ts";

const left = (layer: number, tokens: number, why: string, provider = "cpu"): LeftOut => {
  return { cell: { layer, tokens, batch: 8 }, provider, kind: "not run", why };
};

test("layers with one reason at one length are one sentence", () => {
  const flags = leftOutFlags("throughput", [
    left(2, 512, "No room."),
    left(6, 512, "No room."),
    left(6, 2048, "No room."),
    left(6, 2048, "No kernel.", "webgpu"),
  ]);
  expect(flags.map(({ detail }) => detail)).toEqual([
    "8 × 512 tokens at layer 2, 6 on cpu are left out: No room.",
    "8 × 2048 tokens at layer 6 on cpu are left out: No room.",
    "8 × 2048 tokens at layer 6 on webgpu are left out: No kernel.",
  ]);
  expect(flags[0]).toMatchObject({ part: "throughput", kind: "not run" });
});
