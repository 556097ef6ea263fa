import type { Tensor } from "./tensor.ts";

/** Where files come from: a directory, a URL, memory. Paths are relative, with forward slashes. */
export interface FileSource {
  /** The name of the source in messages. */
  readonly name: string;
  /** Bytes of a file, or undefined when there is none. */
  size(path: string): Promise<number | undefined>;
  /** The whole file. */
  read(path: string): Promise<Uint8Array>;
  /** The bytes from `start` up to, not including, `end`, or fewer at the end of the file. */
  readSlice(path: string, start: number, end: number): Promise<Uint8Array>;
  /** A path that ONNX Runtime opens by itself, so that weights are mapped and never pass through JavaScript. */
  locate?(path: string): string;
  /**
   * The paths of all files, in any order; undefined where they cannot be known, as below most URLs. A source without it is asked for
   * the names that are known.
   */
  list?(): Promise<readonly string[] | undefined>;
  /** Where a file lies in fact, if a link leads out of the source; undefined where it does not. A source without links has no such function. */
  outside?(path: string): Promise<string | undefined>;
}

/** One file of weights beside a graph. */
export interface ExternalFile {
  /** The name that the graph has for it: ONNX's `location`. */
  readonly name: string;
  /** Its path in the source. */
  readonly path: string;
  /** Bytes that the graph reads: the end of its furthest tensor. */
  readonly bytes: number;
}

/** A model's files: a source that also knows which files of weights each graph reads. */
export interface ModelFiles extends FileSource {
  /** From the manifest where there is one, else from the graph's own header. */
  externalFiles(graph: string): Promise<readonly ExternalFile[]>;
  /** Bytes of a graph's weights once it is open: of those in half precision and of stored whole numbers, as float32 where they are expanded then. */
  weightBytes(graph: string): Promise<number>;
  /**
   * Refuses a graph that must not be opened: by its operators, versions, sizes and nesting, and by the weights that it reads, which must be in the
   * source, and whole. What is read and kept has bounds, whatever the file holds. Encoders and runtimes call it before ONNX Runtime opens the graph.
   * @throws NestvecError GRAPH_INVALID, FILE_MISSING, FILE_TRUNCATED
   */
  checkGraph(graph: string): Promise<void>;
}

/** The name, type and shape of an input or output, as a graph declares it. A string is a free dimension. */
export interface GraphValue {
  readonly name: string;
  /** ONNX Runtime's name of the element type: `int64`, `int32`, `float32`, `float16`, … */
  readonly type: string;
  readonly shape: readonly (number | string)[];
}

/** One loaded graph. */
export interface Session {
  /** The execution provider in use, which may differ from the requested one. */
  readonly provider: string;
  readonly inputs: readonly GraphValue[];
  readonly outputs: readonly GraphValue[];
  /** How batches are formed for its provider. Left out: as for any. */
  readonly batching?: ProviderBatching | undefined;
  /** Whether a run failed in a way after which the provider's sessions must be opened anew: the device may be gone. */
  isLost?(): boolean;
  /** Runs the graph and returns the named outputs. Inputs may be tensors of any type, also outputs of another graph. */
  run(feeds: Readonly<Record<string, Tensor>>, outputs: readonly string[]): Promise<Readonly<Record<string, Tensor>>>;
  /** Frees the graph. A second call does nothing. */
  dispose(): Promise<void>;
}

/** What a graph is opened for. Plain data. */
export interface GraphWork {
  /** Whether its batches have a bounded size, so that a runtime may keep the memory of a run for the next one. */
  readonly isBounded?: boolean | undefined;
  /** Tokens of the longest text that it will be given, as far as that is known. */
  readonly longestText?: number | undefined;
}

/** Runs ONNX graphs: the one thing that a new platform has to implement. */
export interface Runtime {
  readonly name: string;
  /** The version of the engine underneath, for messages and for keys of what was measured with it. */
  readonly version: string;
  /** Everything about the machine and the settings that decides speed, as one line. */
  readonly machine: string;
  /** Finds out what the three above say, where that is known only once something was loaded. Never throws. */
  ready?(): Promise<void>;
  /** Loads the graph at a path of the files, on the first execution provider that can run it. */
  open(files: ModelFiles, graph: string, work?: GraphWork): Promise<Session>;
  /** Deviations from the options so far with their reasons, each a sentence. */
  notes?(): readonly string[];
}

/**
 * A way to execute a graph, as plain data, so that it can cross into a worker. The side that runs imports `module`,
 * whose export `executionProvider` is an `ExecutionProviderModule`. Without a module, `name` is one that the runtime has built in.
 */
export interface ExecutionProvider {
  readonly name: string;
  readonly options?: Readonly<Record<string, string | number | boolean>>;
  /** What to import: a package name or a URL. */
  readonly module?: string;
  /** Names of the host's environment that its drivers read, which a child process is given besides. `CUDA_*` stands for all that begin so. */
  readonly environment?: readonly string[];
  /** How batches are formed for it. */
  readonly batching?: ProviderBatching;
  /** Seconds that it may take to open and check a graph, where it runs in a child process, before that is ended. */
  readonly openSeconds?: number;
  /** Why it is not tried, where that is known before, as the end of a sentence. */
  readonly obstacle?: string;
}

/** How batches are formed for an execution provider. Plain data. */
export interface ProviderBatching {
  /** Padded tokens of a batch of several texts, where the schedule's own `paddedTokens` is left at its default. */
  readonly paddedTokens?: number;
  /** Padded tokens up to which a batch is filled whatever the padding, where the schedule's own `fillTokens` is left at its default. */
  readonly fillTokens?: number;
  /**
   * Lengths that batches are padded up to, ascending: for providers that compile every shape anew. A longer text is padded to a multiple of the
   * last. Graphs without a mask are not padded.
   */
  readonly tokenBuckets?: readonly number[];
  /** Rows that batches are filled up to, ascending, with copies of their first row. The last is the most. */
  readonly rowBuckets?: readonly number[];
}

/** What the module of an execution provider exports as `executionProvider`. */
export interface ExecutionProviderModule {
  /** Why this machine cannot run it, or undefined when it can. Never throws. */
  obstacle(options: Readonly<Record<string, string | number | boolean>>): Promise<string | undefined>;
  /** ONNX Runtime's own session option, passed on untouched. */
  sessionOption(options: Readonly<Record<string, string | number | boolean>>): string | { readonly name: string };
}
