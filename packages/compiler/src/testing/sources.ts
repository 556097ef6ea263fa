import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { referenceModels } from "@nestvec/conformance";
import { NestvecError } from "@nestvec/core";
import { expect, onTestFinished } from "vitest";
import { compileModel } from "../compile/compile-model.ts";
import type { CompiledModelReport, CompileOptions } from "../compile/compile-options.ts";

/** An empty folder that goes when the test ends. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "nestvec-compiler-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Makes a folder of tiny-modernbert as it is published, with its weights: `model.safetensors`, settings, and graphs in float32 where they are wanted. */
export async function tinySource(folder: string, { hasGraphs = false }: { readonly hasGraphs?: boolean } = {}): Promise<string> {
  await cp(fileURLToPath(new URL("tiny-modernbert-source", referenceModels)), folder, { recursive: true });
  if (hasGraphs) await cp(fileURLToPath(new URL("tiny-modernbert/onnx-fp32", referenceModels)), join(folder, "onnx"), { recursive: true });
  return folder;
}

/** Compiles a model, and runs nothing of it. */
export const compileAlone = (source: string, options: CompileOptions): Promise<CompiledModelReport> =>
  compileModel(source, { goldenVectors: false, ...options });

/** The error of ours that some work ends with. */
export async function failure(work: Promise<unknown>): Promise<NestvecError> {
  const error = await work.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (!NestvecError.is(error)) return expect.unreachable(`not a NestvecError: ${String(error)}`);
  return error;
}

/** The largest difference of two lists of numbers, infinite where one is longer. */
export const largestDifference = (left: ArrayLike<number>, right: ArrayLike<number>): number =>
  left.length === right.length
    ? Array.from(left).reduce((largest, number, index) => Math.max(largest, Math.abs(number - (right[index] ?? Number.NaN))), 0)
    : Infinity;
