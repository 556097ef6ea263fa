import type { ModelVectors } from "./model-vectors.ts";

/**
 * What a number of a unit vector may differ by on another machine, by what products are computed in: two builds of ONNX Runtime agree to 3e-7 in float32, and
 * the rest is room. In int8 the last digit of a float may round an input to the next integer; sums that overflow are off by far more.
 */
const tolerances = { float32: 1e-5, int8: 1e-3 } as const;

/** The content of `golden.json`: what a compiled model gave for some texts at every exit, on the CPU, for `nestvec verify`. */
export function goldenFile({ texts, exits }: ModelVectors, compute: keyof typeof tolerances): string {
  const cases = texts.flatMap((text, index) => (typeof text === "string" ? [{ text, normalized: normalized(exits, index) }] : []));
  const file = {
    made_with: "the compiled graphs on the CPU; unit vectors at full width",
    tolerance: { max_abs: tolerances[compute] },
    cases,
  };
  return `${JSON.stringify(file)}\n`;
}

const normalized = (exits: ModelVectors["exits"], text: number): Readonly<Record<string, readonly number[]>> =>
  Object.fromEntries(
    Array.from(exits, ([layer, { vectors }]) => [layer, Array.from(vectors[text] ?? [], (number) => Number(number.toFixed(8)))]),
  );
