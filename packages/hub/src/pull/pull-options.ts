import type { LoadProgress, OptionNames, Signal } from "@nestvec/core";
import type { WantedPart } from "@nestvec/core/download";
import type { HubChoice } from "../settings/hub-settings.ts";

/** What is downloaded, from where, and where to. */
export interface PullOptions extends WantedPart, HubChoice {
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

/** The names of all options. */
export const pullOptionNames: OptionNames<PullOptions> = {
  layers: true,
  pooling: true,
  dtype: true,
  file: true,
  maxTokens: true,
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
