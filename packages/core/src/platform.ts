// What the core needs of the place it runs in, as small structural types: it knows neither Node nor the DOM.

/** The part of `AbortSignal` used here. */
export interface Signal {
  readonly aborted: boolean;
  readonly reason?: unknown;
}

/** Milliseconds that only ever grow, as `performance.now` gives. */
export type Clock = () => number;

/** The sha256 of some bytes, in lower-case hexadecimal. */
export type Digest = (bytes: Uint8Array) => Promise<string>;

/** A place that keeps small texts between runs, such as a folder of the user's cache. */
export interface Store {
  /** A text kept before, or undefined when there is none. */
  read(key: string): Promise<string | undefined>;
  /** Keeps a text. Says why not, where it cannot; never throws. */
  write(key: string, text: string): Promise<{ readonly kept: boolean; readonly reason?: string }>;
}
