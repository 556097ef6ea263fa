import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { referenceModels } from "@nestvec/conformance";
import { NestvecError } from "@nestvec/core";
import { expect, onTestFinished } from "vitest";
import { loadModel, type LoadOptions } from "../open/load-model.ts";

/** The folder of tiny-modernbert. */
export const tiny: string = fileURLToPath(new URL("tiny-modernbert", referenceModels));

/** An empty folder that goes when the test ends. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "nestvec-model-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A copy of tiny-modernbert to spoil. */
export async function tinyCopy(): Promise<string> {
  const folder = join(await temporaryFolder(), "tiny-modernbert");
  await cp(tiny, folder, { recursive: true });
  return folder;
}

/** What a model makes of a word, at its deepest exit or at a layer. */
export async function vectorOf(folder: string, options?: LoadOptions, layer?: number): Promise<number[]> {
  await using embedder = await loadModel(folder, options);
  return [...(await embedder.embed(["hello"], layer === undefined ? {} : { layer })).data];
}

/** The space of each exit of a model. */
export async function spacesOf(folder: string, options?: LoadOptions): Promise<(string | null)[]> {
  await using embedder = await loadModel(folder, options);
  return (await embedder.info()).exits.map(({ space }) => space);
}

/** The error of ours that some work ends with. */
export async function failure(work: Promise<unknown>): Promise<NestvecError> {
  const error = await work.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (!NestvecError.is(error)) return expect.unreachable(`not a NestvecError: ${String(error)}`);
  return error;
}
