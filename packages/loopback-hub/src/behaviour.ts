/** What the hub does wrong, or otherwise than most days. Can be changed between requests. */
export interface Behaviour {
  /** After how many bytes the answer to a request for a file is cut; undefined: not at all. */
  cutAfter: ((path: string) => number | undefined) | undefined;
  /** Changes a byte of this file. */
  flips: string | undefined;
  /** Leaves out the last bytes of this file. */
  truncates: string | undefined;
  /** Calls itself at this commit in its answers for files. */
  answersCommit: string | undefined;
  /** What the next requests are refused with, each once. */
  refusals: { readonly status: number; readonly retryAfter?: string; readonly path?: RegExp }[];
  /** Whether requests for parts of files are answered with parts. */
  givesParts: boolean;
  /** Files that the tree lists besides those that there are. */
  listsBesides: readonly string[];
  /** What the tree says the size of a file is, by path. */
  listsSizes: Readonly<Record<string, number>>;
  /** Where the second host is said to be, in place of where it is. */
  redirectsTo: string | undefined;
  /** Files in one page of the tree. */
  pageSize: number;
  /** Where a page of the tree says that the list goes on, by the number of its first entry, in place of where it does. */
  goesOnAt: ((from: number) => string) | undefined;
  /** Waits so many milliseconds between pieces of 16 kB of a file. */
  pieceMilliseconds: number;
}

/** A usual day. */
export const usualBehaviour = (): Behaviour => ({
  cutAfter: undefined,
  flips: undefined,
  truncates: undefined,
  answersCommit: undefined,
  refusals: [],
  givesParts: true,
  listsBesides: [],
  listsSizes: {},
  redirectsTo: undefined,
  pageSize: 1000,
  goesOnAt: undefined,
  pieceMilliseconds: 0,
});

/** A request that was answered. */
export interface HubRequest {
  /** Which of the two hosts. */
  readonly host: "hub" | "storage";
  readonly method: string;
  /** The path of the URL, without its query. */
  readonly path: string;
  readonly range: string | undefined;
  readonly authorization: string | undefined;
  readonly status: number;
  /** Bytes of the body that were handed to the network. */
  sent: number;
}
