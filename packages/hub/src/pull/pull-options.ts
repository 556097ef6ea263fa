import { invalidArgument, type LoadProgress, type OptionNames, requireOptions, requireSignal, type Signal } from "@nestvec/core";
import type { WantedPart } from "@nestvec/core/download";
import type { HubChoice } from "../settings/hub-settings.ts";

/** What is downloaded, from where, and where to. */
export interface PullOptions extends WantedPart, HubChoice {
  /**
   * Whether the files that a model is compiled from are wanted, in place of its graphs: `model.safetensors` or the files of its index, settings and tokenizer.
   * Default: false.
   */
  readonly weights?: boolean | undefined;
  /** A branch, a tag or a commit. Default: the one in the name, else `main`; of a frozen download, the lock file's commit. */
  readonly revision?: string | undefined;
  /** A folder for the model's files alone. Default: the hub's cache, which Python's huggingface_hub shares. */
  readonly to?: string | undefined;
  /** A file that says which commit and which bytes were downloaded. Written by a download, and compared by a frozen one. */
  readonly lockFile?: string | undefined;
  /** Whether exactly what the lock file says is wanted, and nothing else. The lock file's default is then `nestvec.lock.json`. */
  readonly frozen?: boolean | undefined;
  /** Is told how much of each file and of all files is there. */
  readonly onProgress?: ((progress: LoadProgress) => void) | undefined;
  /** Stops the download. What came by then is kept, and the next one goes on from there. */
  readonly signal?: Signal | undefined;
}

const pullOptionNames: OptionNames<PullOptions> = {
  layers: true,
  pooling: true,
  dtype: true,
  file: true,
  maxTokens: true,
  weights: true,
  endpoint: true,
  token: true,
  cacheFolder: true,
  revision: true,
  to: true,
  lockFile: true,
  frozen: true,
  onProgress: true,
  signal: true,
};

/**
 * Refuses what callers in plain JavaScript may pass: a misspelt name, or `frozen: "true"`, which would download without the lock file.
 * @throws NestvecError ARGUMENT_INVALID
 */
export function requirePullOptions(options: unknown): asserts options is PullOptions {
  requireOptions<PullOptions>("pullModel", options, pullOptionNames);
  const { to, lockFile, frozen, weights, onProgress, layers, signal } = options;
  requireSignal(signal);
  for (const [argument, value] of Object.entries({ to, lockFile }))
    if (value !== undefined && (typeof value !== "string" || value === "")) throw invalidArgument(argument, value, "a path, or left out");
  for (const [argument, value] of Object.entries({ frozen, weights }))
    if (value !== undefined && typeof value !== "boolean") throw invalidArgument(argument, value, "true, false, or left out");
  if (weights === true)
    for (const argument of ["layers", "dtype", "file"] as const)
      if (options[argument] !== undefined)
        throw invalidArgument(argument, options[argument], "left out with weights: true, which gets no graphs");
  if (onProgress !== undefined && typeof onProgress !== "function")
    throw invalidArgument("onProgress", onProgress, "a function, or left out");
  const isList = Array.isArray(layers) && layers.length > 0 && layers.every((layer) => Number.isSafeInteger(layer));
  if (layers !== undefined && !isList) throw invalidArgument("layers", layers, "a list of layers, such as [6, 11], or left out");
}

/** A file that is on this machine now. */
export interface PulledFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** What came of a download. Plain data. */
export interface PulledModel {
  /** The folder to load. */
  readonly folder: string;
  /** "org/name" */
  readonly repository: string;
  readonly revision: string;
  readonly commit: string;
  readonly layers: readonly number[];
  readonly files: readonly PulledFile[];
  /** Bytes that came from the hub; the rest was here. */
  readonly downloadedBytes: number;
}
