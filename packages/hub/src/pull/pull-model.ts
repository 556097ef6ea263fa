import { performance } from "node:perf_hooks";
import { NestvecError, type ErrorCode, progressTally, throwIfAborted } from "@nestvec/core";
import { neededFiles, neededSourceFiles } from "@nestvec/core/download";
import { repositoryCache, type RepositoryCache } from "../cache/cache-layout.ts";
import { findSnapshot } from "../cache/read-cache.ts";
import { writeRef } from "../cache/write-cache.ts";
import type { HubClient } from "../protocol/hub-client.ts";
import { listFiles, resolveRevision, type Listing } from "../protocol/repository-api.ts";
import { hubSettings, type HubSettings } from "../settings/hub-settings.ts";
import { repositoryName, requireRepository } from "../settings/repository-name.ts";
import { lockFileName, readLock, writeLock, type LockedModel } from "../trust/lock-file.ts";
import { fetching, type Fetching } from "./fetch-files.ts";
import { localListing } from "./local-listing.ts";
import { cachePlace, folderPlace } from "./place.ts";
import { requirePullOptions, type PulledModel, type PullOptions } from "./pull-options.ts";
import { repositorySource } from "./repository-source.ts";

/**
 * Gets a model from a hub onto this machine: of its files those that the wanted exits need, each compared with its digest before it has its name.
 * What is here already is not asked for again; a download that broke goes on. Where the hub cannot be reached and all files are in the cache,
 * those are it.
 * @param model `ORG/NAME` or `ORG/NAME@REVISION`
 * @throws NestvecError ARGUMENT_INVALID, HUB_REFUSED, HUB_UNREACHABLE, HUB_ANSWER_INVALID, LOCK_MISMATCH, DISK_FULL, FILE_NOT_READABLE,
 * FILE_NOT_WRITABLE, FILE_TRUNCATED, FILE_DIGEST_MISMATCH, ABORTED, and what a model's own files can be wrong in, as `describeModel`
 * @example
 * ```ts
 * import { pullModel } from "@nestvec/hub";
 * import { loadModel } from "@nestvec/runtime-node";
 *
 * const { folder, files } = await pullModel("BAAI/bge-small-en-v1.5");
 * await using embedder = await loadModel(folder);
 * const { dimension } = await embedder.embed(["nesting dolls"]);
 * console.log(`${files.length} files, vectors of ${dimension} numbers`); // → … files, vectors of … numbers
 * ```
 */
export async function pullModel(model: string, options: PullOptions = {}): Promise<PulledModel> {
  requirePullOptions(options);
  throwIfAborted(options.signal, "download");
  // From here on, since an abort may come while settings are read.
  const stopping = new AbortController();
  const stop = (): void => stopping.abort(options.signal?.reason);
  options.signal?.addEventListener("abort", stop);
  try {
    return await openAndPull(model, options, stopping.signal);
  } finally {
    options.signal?.removeEventListener("abort", stop);
  }
}

async function openAndPull(model: string, options: PullOptions, signal: AbortSignal): Promise<PulledModel> {
  const { name, revision } = requireRepository(model, options.revision);
  const settings = await hubSettings(options);
  const frozen = options.frozen === true ? await frozenModel(options.lockFile ?? lockFileName, name, model, options) : undefined;
  // One that is damaged is not found out after the download.
  if (options.lockFile !== undefined && frozen === undefined) await readLock(options.lockFile, name);
  const asked: Asked = { name, revision: frozen?.locked.revision ?? revision, settings, frozen, options, signal };
  const client = settings.isOffline ? undefined : await openClient(settings, name, signal);
  try {
    return await pull(asked, client);
  } finally {
    await client?.close();
  }
}

/**
 * What asks a hub is loaded by those who do, and not by those who look into the cache.
 * @throws NestvecError PACKAGE_MISSING where a bundler has built in what it asks with, which as a module of its own format it cannot
 */
async function openClient(settings: HubSettings, repository: string, signal: AbortSignal): Promise<HubClient> {
  const { openHubClient } = await import("../protocol/hub-client.ts").catch((cause: unknown) => {
    const commands = ["npm install undici, and leave it out of the bundle (esbuild: --external:undici)"];
    throw new NestvecError("PACKAGE_MISSING", { package: "undici", neededBy: "A download from a hub", commands }, { cause });
  });
  return openHubClient(settings, repository, signal);
}

interface Asked {
  readonly name: string;
  readonly revision: string;
  readonly settings: HubSettings;
  readonly frozen: { readonly lockFile: string; readonly locked: LockedModel } | undefined;
  readonly options: PullOptions;
  readonly signal: AbortSignal;
}

async function pull(asked: Asked, client: HubClient | undefined): Promise<PulledModel> {
  const { name, revision, settings, frozen, options } = asked;
  const cache = repositoryCache(settings.cacheFolder, name);
  const state = await stateOf(asked, cache, client);
  const { commit, listing } = state;
  const cached = cachePlace(cache, commit, settings.avoidsLinks);
  const place = options.to === undefined ? cached : folderPlace(options.to, cached);
  const files = fetching({
    client: state.client,
    hub: settings.endpoint,
    repository: name,
    commit,
    listing,
    place,
    frozen,
    progress: progressTally(options.onProgress, () => performance.now()),
    signal: asked.signal,
  });
  const layers = await getNeeded(asked, state, files).finally(() => files.stop());
  // A cache that cannot be written to, and has all files, is as good.
  if (options.to === undefined && state.client !== undefined)
    await writeRef(cache, revision, commit, { isOlder: frozen !== undefined }).catch((error: unknown) => {
      if (files.downloadedBytes() > 0) throw error;
    });
  const pulled = [...files.files.values()].toSorted((left, right) => (left.path < right.path ? -1 : 1));
  if (options.lockFile !== undefined && frozen === undefined) {
    const listed = Object.fromEntries(pulled.map(({ path, bytes, sha256 }) => [path, { bytes, sha256 }]));
    await writeLock(options.lockFile, name, { revision, commit, files: listed }, asked.signal);
  }
  const downloadedBytes = files.downloadedBytes();
  return { folder: place.folder, repository: name, revision, commit, layers, files: pulled, downloadedBytes };
}

/** Gets what the wanted exits need. Which that is, is read from the files themselves as they come. */
async function getNeeded(
  { name, options, settings: { endpoint } }: Asked,
  { listing, unreachable }: State,
  files: Fetching,
): Promise<readonly number[]> {
  const { layers, pooling, maxTokens, dtype, file, weights = false } = options;
  try {
    const source = repositorySource(name, listing, files.one);
    const needed = await (weights
      ? neededSourceFiles(source, { pooling })
      : neededFiles(source, { layers, pooling, maxTokens, dtype, file }));
    await files.all(needed.paths);
    await files.all(await needed.weights());
    return needed.layers;
  } catch (error) {
    const isPart = ["MODEL_NOT_FOUND", "FILE_MISSING", "LAYER_UNAVAILABLE", "GRAPH_UNAVAILABLE"].some((code) =>
      NestvecError.is(error, code as ErrorCode),
    );
    if (unreachable === undefined && NestvecError.is(error, "MODEL_NOT_FOUND"))
      throw new NestvecError("MODEL_NOT_FOUND", { ...error.details, hub: endpoint }, { cause: error });
    if (unreachable === undefined || !isPart) throw error;
    const problem = `${unreachable.details.problem}; the cache has only a part of the model`;
    throw new NestvecError("HUB_UNREACHABLE", { ...unreachable.details, problem }, { cause: error });
  }
}

interface State {
  readonly commit: string;
  readonly listing: Listing;
  /** Undefined where the hub is not asked any more: then there is a reason. */
  readonly client: HubClient | undefined;
  readonly unreachable?: NestvecError<"HUB_UNREACHABLE">;
}

/** What the hub has at the revision or, where it cannot be reached, what the cache has. */
async function stateOf({ name, revision, settings, frozen }: Asked, cache: RepositoryCache, client: HubClient | undefined): Promise<State> {
  let unreachable = new NestvecError("HUB_UNREACHABLE", { hub: settings.endpoint, problem: "HF_HUB_OFFLINE is set" });
  try {
    if (client !== undefined) {
      const commit = frozen?.locked.commit ?? (await resolveRevision(client, name, revision));
      return { commit, listing: await listFiles(client, name, commit), client };
    }
  } catch (error) {
    if (!NestvecError.is(error, "HUB_UNREACHABLE")) throw error;
    unreachable = error;
  }
  const wanted = frozen?.locked.commit ?? revision;
  const snapshot = await findSnapshot(cache, wanted);
  if (snapshot === undefined) {
    const problem = `${unreachable.details.problem}; the cache has no "${wanted}" of "${name}"`;
    throw new NestvecError("HUB_UNREACHABLE", { ...unreachable.details, problem }, { cause: unreachable });
  }
  return { commit: snapshot.commit, listing: await localListing(snapshot.folder), client: undefined, unreachable };
}

async function frozenModel(
  lockFile: string,
  repository: string,
  model: string,
  { revision }: PullOptions,
): Promise<{ readonly lockFile: string; readonly locked: LockedModel }> {
  const locked = await readLock(lockFile, repository);
  const mismatch = (problem: string): NestvecError => new NestvecError("LOCK_MISMATCH", { lockFile, repository, problem });
  if (locked === undefined) throw mismatch("it does not list the repository");
  const asked = revision ?? repositoryName(model)?.revision;
  if (asked !== undefined && asked !== locked.revision && asked !== locked.commit)
    throw mismatch(`it lists the revision "${locked.revision}", not "${asked}"`);
  return { lockFile, locked };
}
