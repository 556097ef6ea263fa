import { modelPlace } from "../files/model-place.ts";
import type { PullChoice, PullRequest } from "../files/hub-model.ts";

/** What `modelFolder` may be told: whether a repository of the hub is downloaded, and which part of it. */
export interface FolderOptions extends PullRequest {
  readonly pull?: PullChoice | undefined;
}

/**
 * The folder that `loadModel` would load a model from: for a program that loads it elsewhere, such as in another process, or reads its files.
 * @throws NestvecError MODEL_NOT_FOUND, ARGUMENT_INVALID, and with `pull` as `pullModel`
 * @example
 * ```ts
 * import { readdir } from "node:fs/promises";
 * import { modelFolder } from "@nestvec/runtime-node";
 *
 * console.log((await readdir(await modelFolder("nestvec-mini"))).includes("tokenizer.json")); // → true
 * ```
 */
export async function modelFolder(model: string | URL, { pull, ...request }: FolderOptions = {}): Promise<string> {
  return (await modelPlace(model, pull, request)).folder;
}
