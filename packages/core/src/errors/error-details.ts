/** What each kind of failure carries, as plain data that can cross a message port. */
export interface ErrorDetails {
  /** A file that describes the model says something that cannot be used. */
  CONFIG_INVALID: { readonly file: string; readonly key: string; readonly found: string; readonly expected: string };
  /** No model where one was looked for. `noFolder`: the folder that would hold it and is not there. */
  MODEL_NOT_FOUND: { readonly model: string; readonly looked: readonly string[]; readonly noFolder?: string };
  /** A file that the model needs is not there. */
  FILE_MISSING: { readonly file: string; readonly where: string; readonly neededBy?: string };
  /** A file ends before the bytes that something says it holds. */
  FILE_TRUNCATED: { readonly file: string; readonly bytes: number; readonly needed: number; readonly neededBy: string };
  /** A file's bytes are not those that the manifest lists. Both are sha256s in hexadecimal. */
  FILE_DIGEST_MISMATCH: { readonly file: string; readonly found: string; readonly expected: string };
  /** A file could not be read. */
  FILE_NOT_READABLE: { readonly file: string; readonly problem: string };
  /** A file could not be written. */
  FILE_NOT_WRITABLE: { readonly file: string; readonly problem: string };
  /** A text file holds bytes that are not UTF-8. */
  FILE_NOT_UTF8: { readonly file: string; readonly line: number };
  /** A line of a file is not what the format asks for. */
  LINE_INVALID: { readonly file: string; readonly line: number; readonly found: string; readonly expected: string };
  /** A graph file is not an ONNX graph that can be used. */
  GRAPH_INVALID: { readonly graph: string; readonly problem: string };
  /** A graph asks for an input that nothing here can feed. */
  GRAPH_INPUT_UNKNOWN: { readonly graph: string; readonly input: string; readonly known: readonly string[] };
  /** A graph gives no output from which a vector can be made. */
  GRAPH_OUTPUT_UNKNOWN: { readonly graph: string; readonly outputs: readonly string[]; readonly known: readonly string[] };
  /** A graph gave an output of another shape or type than it must. */
  OUTPUT_UNEXPECTED: { readonly graph: string; readonly output: string; readonly found: string; readonly expected: string };
  /** A graph gave numbers that are not finite. */
  OUTPUT_NOT_FINITE: { readonly graph: string; readonly layer: number; readonly text: number };
  /** A vector cannot be scaled to length 1, since all its numbers are 0. */
  VECTOR_WITHOUT_DIRECTION: { readonly text: number; readonly dimension: number };
  LAYER_UNAVAILABLE: { readonly layer: number; readonly available: readonly number[]; readonly missing: readonly number[] };
  DIMENSION_UNAVAILABLE: { readonly dimension: number; readonly available: readonly number[] | undefined; readonly width: number };
  /** A graph pools inside: vectors of single tokens never leave it. */
  TOKEN_VECTORS_UNAVAILABLE: { readonly graph: string; readonly outputs: readonly string[] };
  /** The model's files do not say how token vectors become one vector. */
  POOLING_UNKNOWN: { readonly model: string; readonly looked: readonly string[]; readonly known: readonly string[] };
  /** The model needs a step that is not applied here. */
  MODULE_UNSUPPORTED: { readonly file: string; readonly module: string; readonly supported: readonly string[] };
  /** The tokenizer does not belong to the model, or cannot be loaded. */
  TOKENIZER_UNUSABLE: { readonly file: string; readonly problem: string };
  PROMPT_UNKNOWN: { readonly prompt: string; readonly available: readonly string[] };
  /** A text is longer than the limit and was not to be cut. `ofCharacters`: of so long a text, so many characters were counted. */
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
  /** A token id given in place of a text is not in the vocabulary. */
  TOKEN_OUT_OF_RANGE: { readonly text: number; readonly position: number; readonly id: number; readonly vocabularySize: number };
  /** An argument is not what the function takes. */
  ARGUMENT_INVALID: { readonly argument: string; readonly found: string; readonly expected: string };
  /** Vectors or matrices do not fit each other, or themselves. `found` and `expected` complete "it has …". */
  SHAPE_MISMATCH: { readonly what: string; readonly found: string; readonly expected: string };
  /** Vectors of two spaces were to be compared. */
  SPACE_MISMATCH: { readonly left: string; readonly right: string };
  PROVIDER_UNAVAILABLE: { readonly tried: readonly { readonly provider: string; readonly reason: string }[] };
  /** A graph and its weights would not fit into the memory that the runtime can have. All in bytes; `inUse` by the graphs that are open. */
  MEMORY_EXCEEDED: { readonly graph: string; readonly needed: number; readonly inUse: number; readonly limit: number };
  SESSION_FAILED: { readonly step: "open" | "run"; readonly graph: string; readonly problem: string };
  /** ONNX Runtime has no binary for this machine. */
  PLATFORM_UNSUPPORTED: { readonly platform: string; readonly problem: string };
  /** A part that comes in a package of its own is asked for, and the package is not installed. `commands`: ways to have it. */
  PACKAGE_MISSING: { readonly package: string; readonly neededBy: string; readonly commands: readonly string[] };
  QUALITY_TABLE_MISSING: { readonly model: string; readonly file: string; readonly table?: string; readonly available: readonly string[] };
  PLAN_IMPOSSIBLE: { readonly wanted: string; readonly best: string };
  /**
   * The queue is full, or what waits would take too long for a call with a deadline of its own. What waits is what the call would wait for; the
   * time to try again comes from how fast work is done, as measured, and is 30 seconds at most.
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
   * The worker that did the work is gone. `worker` is "worker thread" or "child process"; `isReplaced`: another takes its place;
   * `retryAfterMilliseconds` is there while none is started in its place.
   */
  WORKER_DIED: {
    readonly worker: string;
    readonly reason: string;
    readonly isReplaced?: boolean;
    readonly retryAfterMilliseconds?: number;
  };
  DISPOSED: { readonly what: string };
}
