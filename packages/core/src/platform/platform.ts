// What core needs of its platform, as small structural types: it knows neither Node nor the DOM.

/** What says whether work is still wanted, to those who look now and then. */
export interface StopSign {
  readonly aborted: boolean;
  readonly reason?: unknown;
}

/** The part of `AbortSignal` used here. */
export interface Signal extends StopSign {
  /** Calls back once the signal aborts. */
  addEventListener(type: "abort", listener: () => void): void;
  /** Calls that one back no more. */
  removeEventListener(type: "abort", listener: () => void): void;
}

/** Milliseconds that only ever grow, as `performance.now` gives. */
export type Clock = () => number;

/**
 * Calls back once, so many milliseconds later: 0 is the next turn of the event loop, after what has arrived meanwhile was taken in;
 * the longest is 2^31 - 1. Returns what calls it off. Waiting for longer than 0 must not keep a program alive that has nothing else to do.
 */
export type After = (milliseconds: number, callback: () => void) => () => void;

/** The sha256 of some bytes, in lower-case hexadecimal. */
export type Digest = (bytes: Uint8Array) => Promise<string>;

/**
 * Begins to watch the machine. What it answers ends that, and says which part of all cores, 0 to 1, others than this program used meanwhile.
 */
export type WatchOthers = () => Promise<() => Promise<number>>;

/** Keeps small texts between runs, for example in the user's cache folder. */
export interface Store {
  /** A text kept before, or undefined when there is none. */
  read(key: string): Promise<string | undefined>;
  /** Keeps a text. Says why not, where it cannot; never throws. */
  write(key: string, text: string): Promise<{ readonly kept: boolean; readonly reason?: string }>;
}

/** What a file of a cache has to be. */
export interface CachedFile {
  /** Whether what was kept before is right. What is not is made anew. */
  isWhole(file: ArrayBufferLike): Promise<boolean>;
  /** Makes the file. */
  make(): Promise<Uint8Array<ArrayBuffer>>;
}

/** Keeps large files that were made of others between runs, in the user's cache folder say. Several processes may use it at once. */
export interface FileCache {
  /**
   * The file of a key: what was kept before, else what is made now. Where that cannot be kept, `problem` says why; without a file, none was made,
   * since nothing can be kept at all.
   * @throws what `make` throws
   */
  file(
    key: string,
    wanted: CachedFile,
  ): Promise<
    { readonly file: ArrayBufferLike; readonly problem: string | undefined } | { readonly file: undefined; readonly problem: string }
  >;
}
