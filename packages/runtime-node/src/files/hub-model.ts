import { invalidArgument, type LoadProgress, NestvecError, type Signal } from "@nestvec/core";
import type { PullOptions } from "@nestvec/hub";

/** Whether and how a model is downloaded: which exits, by whom, from which hub, and by which lock file. */
export type PullChoice = boolean | Pick<PullOptions, "layers" | "revision" | "frozen" | "lockFile" | "endpoint" | "token" | "cacheFolder">;

/** What else decides what is downloaded, and who is told. */
export interface PullRequest extends Pick<PullOptions, "dtype" | "file" | "pooling" | "maxTokens" | "weights"> {
  /** Is told what has been loaded of each file. */
  readonly onProgress?: ((progress: LoadProgress) => void) | undefined;
  readonly signal?: Signal | undefined;
}

/** Where a repository of the hub is on this machine. */
export interface HubPlace {
  readonly folder: string;
  /** The layers of its exits as the hub has them, where it was asked. */
  readonly layers?: readonly number[];
  /** Where it was only looked for in the cache, of which any part may be there: the command that downloads what is not. */
  readonly pull?: string;
}

/**
 * The place of a repository of the hub: of its cache or, where that is asked for, after a download. Undefined where a text is no such name.
 * @throws NestvecError MODEL_NOT_FOUND where the cache has none of it, ARGUMENT_INVALID, and as `pullModel`
 */
export async function hubModel(model: string, path: string, pull: PullChoice, request: PullRequest): Promise<HubPlace | undefined> {
  if (typeof pull !== "boolean" && (typeof pull !== "object" || pull === null))
    throw invalidArgument("pull", pull, "true, false, or an object of options such as { layers: [6] }");
  const hub = await import("@nestvec/hub");
  const repository = hub.repositoryName(model);
  if (repository === undefined) return undefined;
  if (pull !== false) {
    const { dtype, file, pooling, maxTokens, weights, onProgress, signal } = request;
    const wanted = { dtype, file, pooling, maxTokens, weights, onProgress, signal };
    const { folder, layers } = await hub.pullModel(model, pull === true ? wanted : { ...pull, ...wanted });
    return { folder, layers };
  }
  const command = pullCommand(model, request);
  const cached = await hub.cachedModel(model);
  if (cached !== undefined) return { folder: cached.folder, pull: command };
  const looked = [`a folder ${path}`, `${repository.revision ?? "main"} in the hub's cache ${hub.hubCacheFolder()}`];
  throw new NestvecError("MODEL_NOT_FOUND", { model, looked, pull: command });
}

function pullCommand(model: string, { dtype, file, weights = false }: PullRequest): string {
  const choice = [...(dtype === undefined ? [] : ["--dtype", dtype]), ...(file === undefined ? [] : ["--file", file])];
  const more = weights ? [...choice, "--weights"] : choice;
  return ["nestvec pull", model, ...more].join(" ");
}

/**
 * The error of a model in the hub's cache that lacks a file: it says how to get that. Others are as they are.
 * @example
 * ```ts
 * import { NestvecError, ofPartlyCached } from "@nestvec/runtime-node";
 *
 * const place = { folder: "/home/me/.cache/huggingface/hub/…", pull: "nestvec pull some-org/some-model" };
 * const missing = new NestvecError("FILE_MISSING", { file: "model.onnx", where: place.folder });
 * console.log(String(ofPartlyCached(missing, "some-org/some-model", place)).includes(place.pull)); // → true
 * ```
 */
export function ofPartlyCached(error: unknown, model: string, { folder, pull }: HubPlace): unknown {
  const codes = ["MODEL_NOT_FOUND", "FILE_MISSING", "GRAPH_UNAVAILABLE"] as const;
  if (pull === undefined || !codes.some((code) => NestvecError.is(error, code))) return error;
  const looked = [`all of its files in ${folder}, where only some are`];
  return new NestvecError("MODEL_NOT_FOUND", { model, looked, pull }, { cause: error });
}
