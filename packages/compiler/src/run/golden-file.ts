import { loadModel } from "@nestvec/runtime-node";
import type { Signal } from "@nestvec/core";
import { sampleTexts } from "./texts.ts";

/** What a number of a unit vector may differ by on another machine: two builds of ONNX Runtime agree to 3e-7, and the rest is room. */
const tolerance = 1e-5;

/**
 * The content of `golden.json`: what a compiled model gives for some texts at every exit, on the CPU, for `nestvec verify`. Computed in a process of its
 * own, whose memory goes with it.
 * @throws NestvecError as `loadModel` and `Embedder.embed`
 */
export async function goldenFile(folder: string, signal: Signal | undefined): Promise<string> {
  await using embedder = await loadModel(folder, { isolation: "process", cacheBytes: 0, signal });
  const { exits, maxTokens } = await embedder.info();
  const texts = sampleTexts(maxTokens);
  const cases = texts.map((text) => ({ text, normalized: {} as Record<string, readonly number[]> }));
  for (const { layer } of exits) {
    const { vectors } = await embedder.embed(texts, { layer, prompt: null, truncate: "end", signal });
    for (const [index, { normalized }] of cases.entries())
      normalized[layer] = Array.from(vectors[index] ?? [], (number) => Number(number.toFixed(8)));
  }
  const file = { made_with: "the compiled graphs on the CPU; unit vectors at full width", tolerance: { max_abs: tolerance }, cases };
  return `${JSON.stringify(file)}\n`;
}
