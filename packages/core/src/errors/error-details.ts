/** The details of each error code, as plain data that can cross a message port. */
export interface ErrorDetails {
  /** A configuration file of the model has an unusable value. */
  CONFIG_INVALID: { readonly file: string; readonly key: string; readonly found: string; readonly expected: string };
  /**
   * No model was found. `noFolder`: the model's folder, if it does not exist; `weights`: a file of weights that is no graph; `models`: folders in
   * it that hold models; `pull`: the command that downloads it, where its name is one of a hub's.
   */
  MODEL_NOT_FOUND: {
    readonly model: string;
    readonly looked: readonly string[];
    readonly noFolder?: string;
    readonly weights?: string;
    readonly models?: readonly string[];
    readonly pull?: string;
    readonly hub?: string;
  };
  /** The model has no graph of the kind that was asked for, or several and none was asked for. `asked`: the option and its value. */
  GRAPH_UNAVAILABLE: { readonly model: string; readonly asked?: string; readonly available: readonly string[] };
  /** A file that the model needs is not there. */
  FILE_MISSING: { readonly file: string; readonly where: string; readonly neededBy?: string };
  /** A file is shorter than its graph or manifest says. */
  FILE_TRUNCATED: { readonly file: string; readonly bytes: number; readonly needed: number; readonly neededBy: string };
  /** A file's bytes are not those that are listed: by the manifest, unless `listedBy` names another. Both are digests in hexadecimal. */
  FILE_DIGEST_MISMATCH: { readonly file: string; readonly found: string; readonly expected: string; readonly listedBy?: string };
  /** A file could not be read. */
  FILE_NOT_READABLE: { readonly file: string; readonly problem: string };
  /** A file could not be written. */
  FILE_NOT_WRITABLE: { readonly file: string; readonly problem: string };
  /** A folder has too little room for what is to be downloaded. In bytes. */
  DISK_FULL: { readonly folder: string; readonly needed: number; readonly free: number };
  /** A hub has no such repository or revision, or does not give it. `remedy` completes the message. */
  HUB_REFUSED: { readonly hub: string; readonly repository: string; readonly problem: string; readonly remedy: string };
  /** A hub cannot be reached, or cannot answer now. */
  HUB_UNREACHABLE: { readonly hub: string; readonly problem: string; readonly retryAfterMilliseconds?: number };
  /** What a hub says of a repository cannot be right, or must not be trusted. */
  HUB_ANSWER_INVALID: { readonly hub: string; readonly repository: string; readonly problem: string };
  /** A frozen download is not what the lock file says. */
  LOCK_MISMATCH: { readonly lockFile: string; readonly repository: string; readonly problem: string };
  /** A text file holds bytes that are not UTF-8. */
  FILE_NOT_UTF8: { readonly file: string; readonly line: number };
  /** A line of a file is not what the format asks for. */
  LINE_INVALID: { readonly file: string; readonly line: number; readonly found: string; readonly expected: string };
  /** A graph file is not an ONNX graph that can be used. */
  GRAPH_INVALID: { readonly graph: string; readonly problem: string };
  /** No int8 form of a model comes near enough to float32. Cosines: the least one reached, and the mean; `alone` is that of the product that is farthest off. */
  MODEL_NOT_QUANTIZABLE: {
    readonly model: string;
    readonly reached: number;
    readonly mean: number;
    readonly minCosine: number;
    /** What is farthest off: `the feed-forward output of layer 3`. */
    readonly product: string;
    readonly alone: number;
  };
  /** A graph has an unsupported input. */
  GRAPH_INPUT_UNKNOWN: { readonly graph: string; readonly input: string; readonly known: readonly string[] };
  /** A graph has no supported output. */
  GRAPH_OUTPUT_UNKNOWN: { readonly graph: string; readonly outputs: readonly string[]; readonly known: readonly string[] };
  /** An output of a graph has the wrong shape or type. */
  OUTPUT_UNEXPECTED: { readonly graph: string; readonly output: string; readonly found: string; readonly expected: string };
  /** A graph gave numbers that are not finite. */
  OUTPUT_NOT_FINITE: { readonly graph: string; readonly layer: number; readonly text: number };
  /** A vector cannot be scaled to length 1, since all its numbers are 0. */
  VECTOR_WITHOUT_DIRECTION: { readonly text: number; readonly dimension: number };
  LAYER_UNAVAILABLE: { readonly layer: number; readonly available: readonly number[]; readonly missing: readonly number[] };
  DIMENSION_UNAVAILABLE: { readonly dimension: number; readonly available: readonly number[] | undefined; readonly width: number };
  /** A graph pools inside and has no token vectors as output. */
  TOKEN_VECTORS_UNAVAILABLE: { readonly graph: string; readonly outputs: readonly string[] };
  /** The model's files do not say how token vectors become one vector. */
  POOLING_UNKNOWN: { readonly model: string; readonly looked: readonly string[]; readonly known: readonly string[] };
  /** The model needs an unsupported step. */
  MODULE_UNSUPPORTED: { readonly file: string; readonly module: string; readonly supported: readonly string[] };
  /** The tokenizer does not belong to the model, or cannot be loaded. */
  TOKENIZER_UNUSABLE: { readonly file: string; readonly problem: string };
  PROMPT_UNKNOWN: { readonly prompt: string; readonly available: readonly string[] };
  /** A text is longer than the limit, with `truncate: "none"`. `ofCharacters`: the tokens are those of so many characters at its start. */
  TEXT_TOO_LONG: { readonly text: number; readonly tokens: number; readonly limit: number; readonly ofCharacters?: number };
  /**
   * A text is too large to be run in bounded memory. `tokens`: padded tokens; `attention scores`: heads × tokens²; the bytes are those
   * of this text's vectors and of all before it.
   */
  TEXT_OVER_BUDGET: {
    readonly text: number;
    readonly tokens: number;
    readonly budget: "tokens" | "attention scores" | "bytes for all token vectors";
    readonly needed: number;
    readonly limit: number;
  };
  /** A token id is not in the vocabulary. */
  TOKEN_OUT_OF_RANGE: { readonly text: number; readonly position: number; readonly id: number; readonly vocabularySize: number };
  /** An argument is not what the function takes. */
  ARGUMENT_INVALID: { readonly argument: string; readonly found: string; readonly expected: string };
  /** Vectors or matrices do not fit each other, or themselves. `found` and `expected` complete "it has …". */
  SHAPE_MISMATCH: { readonly what: string; readonly found: string; readonly expected: string };
  /** Vectors of two spaces cannot be compared. */
  SPACE_MISMATCH: { readonly left: string; readonly right: string; readonly isCompatible?: boolean };
  PROVIDER_UNAVAILABLE: { readonly tried: readonly { readonly provider: string; readonly reason: string }[] };
  /** A graph and its weights would not fit into the memory that the runtime can have. All in bytes; `inUse` by the graphs that are open. */
  MEMORY_EXCEEDED: { readonly graph: string; readonly needed: number; readonly inUse: number; readonly limit: number };
  SESSION_FAILED: { readonly step: "open" | "run"; readonly graph: string; readonly problem: string };
  /** ONNX Runtime has no binary for this machine. */
  PLATFORM_UNSUPPORTED: { readonly platform: string; readonly problem: string };
  /** An optional package is needed and not installed. `commands`: ways to install it. */
  PACKAGE_MISSING: { readonly package: string; readonly neededBy: string; readonly commands: readonly string[] };
  QUALITY_TABLE_MISSING: { readonly model: string; readonly file: string; readonly table?: string; readonly available: readonly string[] };
  PLAN_IMPOSSIBLE: { readonly wanted: string; readonly best: string };
  /**
   * The queue is full, or too long for the deadline of the call. The counts are of the work that the call would wait for. The retry time comes from
   * the measured throughput and is 30 seconds at most.
   */
  OVERLOADED: {
    readonly retryAfterMilliseconds: number;
    readonly waitingTexts: number;
    readonly waitingTokens: number;
  } & (
    | { readonly limit: { readonly texts: number; readonly tokens: number } }
    | { readonly expectedMilliseconds: number; readonly deadlineMilliseconds: number }
  );
  /** Work was not done in time. */
  DEADLINE_EXCEEDED: { readonly what: string; readonly deadlineMilliseconds: number; readonly unfinishedTexts: number };
  /** The caller's signal was aborted. `cause` is the signal's reason. */
  ABORTED: { readonly what: string };
  /**
   * The worker that did the work is gone. `worker` is "worker thread" or "child process"; `isReplaced`: another replaces it;
   * `retryAfterMilliseconds` is set while no other is started.
   */
  WORKER_DIED: {
    readonly worker: string;
    readonly reason: string;
    readonly isReplaced?: boolean;
    readonly retryAfterMilliseconds?: number;
  };
  DISPOSED: { readonly what: string };
}
