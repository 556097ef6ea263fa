import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Embedder } from "@nestvec/core";
import { z } from "zod";

/** How one exit was found to work: by its golden vectors or, where the model has none, by a run whose vector was finite and of length 1. */
export interface ExitCheck {
  readonly layer: number;
  readonly check: "golden" | "inference";
  readonly passed: boolean;
  readonly problem?: string | undefined;
}

/** Cases of a golden file that are tried: enough to see that weights, tokenizer and pooling are the right ones. */
const goldenCases = 3;

/** Length of a unit vector in float32 at any width that models have. */
const unitTolerance = 1e-4;

/** Opens and runs each exit, and compares. Never throws: what fails is the exit's `problem`. */
export async function checkExits(embedder: Embedder, folder: string, layers: readonly number[]): Promise<readonly ExitCheck[]> {
  const golden = await readGolden(folder);
  const checks: ExitCheck[] = [];
  for (const layer of layers) {
    const known = golden?.cases.some(({ normalized }) => normalized[layer] !== undefined) === true;
    const check = (): Promise<string | undefined> =>
      known && golden !== undefined ? goldenProblem(embedder, layer, golden) : inferenceProblem(embedder, layer);
    const problem = await opened(embedder, layer, check).catch((error: unknown) =>
      error instanceof Error ? error.message : String(error),
    );
    checks.push({ layer, check: known ? "golden" : "inference", passed: problem === undefined, problem });
  }
  return checks;
}

/** Opens an exit in every child, of which the check itself reaches one. */
async function opened<Result>(embedder: Embedder, layer: number, check: () => Promise<Result>): Promise<Result> {
  await embedder.warmUp({ layers: [layer] });
  return check();
}

async function goldenProblem(embedder: Embedder, layer: number, { cases, tolerance }: Golden): Promise<string | undefined> {
  const known = cases.filter(({ normalized }) => normalized[layer] !== undefined).slice(0, goldenCases);
  const { vectors } = await embedder.embed(
    known.map(({ text }) => text),
    { layer, prompt: null },
  );
  const errors = known.map(({ normalized }, index) => largestDifference(vectors[index], normalized[layer] ?? []));
  const largest = Math.max(...errors);
  return largest <= tolerance.max_abs
    ? undefined
    : `its vectors differ from the golden ones by up to ${largest}; ${tolerance.max_abs} is allowed`;
}

async function inferenceProblem(embedder: Embedder, layer: number): Promise<string | undefined> {
  const [task] = (await embedder.info()).tasks ?? [];
  const { vectors } = await embedder.embed(["Is this exit in order?"], { layer, ...(task && { task }) });
  const length = Math.hypot(...(vectors[0] ?? []));
  return Math.abs(length - 1) <= unitTolerance ? undefined : `its vector has length ${length} instead of 1`;
}

function largestDifference(vector: Float32Array | undefined, expected: readonly number[]): number {
  if (vector === undefined || vector.length !== expected.length) return Number.POSITIVE_INFINITY;
  return vector.reduce((largest, number, at) => Math.max(largest, Math.abs(number - (expected[at] ?? Number.NaN))), 0);
}

/** Texts with the vectors that a reference gave for them, as `golden.json` beside a model holds them. */
interface Golden {
  /** Most that a number of a unit vector may differ. */
  readonly tolerance: { readonly max_abs: number };
  readonly cases: readonly { readonly text: string; readonly normalized: Readonly<Record<string, readonly number[]>> }[];
}

const golden: z.ZodType<Golden> = z.object({
  tolerance: z.object({ max_abs: z.number().positive() }),
  cases: z.array(z.object({ text: z.string(), normalized: z.record(z.string(), z.array(z.number())) })).min(1),
});

/** The golden vectors of a model in a folder; undefined where it has none in this form. */
async function readGolden(folder: string): Promise<Golden | undefined> {
  for (const parent of [folder, dirname(folder)]) {
    const text = await readFile(join(parent, "golden.json"), "utf8").catch(() => undefined);
    if (text !== undefined) return parseGolden(text);
  }
  return undefined;
}

function parseGolden(text: string): Golden | undefined {
  try {
    return golden.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
