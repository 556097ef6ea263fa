import { expect, test } from "vitest";
import { childEnvironment } from "./environment.ts";

const options = (text: string): string | undefined => childEnvironment({ NODE_OPTIONS: text })["NODE_OPTIONS"];

test("of NODE_OPTIONS, a child gets what finds packages under Yarn's Plug'n'Play, and nothing else", () => {
  expect(options("--max-old-space-size=100 --require ./tracer.cjs")).toBeUndefined();
  const yarn = "--require /app/.pnp.cjs --experimental-loader file:///app/.pnp.loader.mjs";
  expect(options(`--inspect ${yarn} --import ./tracer.mjs`)).toBe(yarn);
  expect(options(`--require "/my app/.pnp.cjs" --require ./tracer.cjs`)).toBe(`--require "/my app/.pnp.cjs"`);
});

test("a child gets what the drivers of its providers read, and no more", () => {
  const host = { CUDA_VISIBLE_DEVICES: "1", CUDA_SECRET: "2", VK_ICD_FILENAMES: "icd.json", AWS_KEY: "secret", XDG_RUNTIME_DIR: "/run" };
  const providers = [{ name: "gpu", environment: ["CUDA_*", "XDG_RUNTIME_DIR"] }, { name: "cpu" }];
  expect(childEnvironment(host, providers)).toEqual({
    ORT_DISABLE_TELEMETRY: "1",
    CUDA_VISIBLE_DEVICES: "1",
    CUDA_SECRET: "2",
    XDG_RUNTIME_DIR: "/run",
  });
});
