import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { referenceModels } from "@nestvec/conformance/models";
import { folderFiles, repositoryOf, startLoopbackHub, type HubRepository, type LoopbackHub } from "@nestvec/loopback-hub";
import { NestvecError } from "@nestvec/core";
import { expect, onTestFinished } from "vitest";
import type { PullOptions } from "../pull/pull-options.ts";

/** The folder of tiny-modernbert: exits 2, 4 and 6, each with weights beside its graph. */
export const tinyFolder: string = fileURLToPath(new URL("tiny-modernbert", referenceModels));

/** The files of tiny-modernbert, and others that no exit needs. */
export const tinyFiles = (): Record<string, Uint8Array | string> => ({
  ...folderFiles(tinyFolder),
  "README.md": "# A model\n",
  "pytorch_model.bin": "weights of another kind",
});

/** Those that exit 2 needs. */
export const oneExit = (): Record<string, Uint8Array | string> =>
  Object.fromEntries(Object.entries(tinyFiles()).filter(([path]) => !/layer-[46]|fp32|golden|README|pytorch/.test(path)));

/** The name of tiny-modernbert on the hub. */
export const tinyName = "some-org/tiny-modernbert";

/** An empty folder that goes when the test ends. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "nestvec-hub-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A hub, a cache of its own, and what a download is told of both. */
export interface HubForTest {
  readonly hub: LoopbackHub;
  readonly cacheFolder: string;
  readonly options: PullOptions & { readonly cacheFolder: string };
}

/** A hub with tiny-modernbert or other repositories, which goes when the test ends. */
export async function hubForTest(repositories: readonly HubRepository[] = [repositoryOf(tinyName, tinyFiles())]): Promise<HubForTest> {
  const hub = await startLoopbackHub(repositories);
  onTestFinished(() => hub.close());
  const cacheFolder = join(await temporaryFolder(), "hub");
  return { hub, cacheFolder, options: { endpoint: hub.endpoint, cacheFolder } };
}

/** All files and links below a folder, by path. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted();
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
