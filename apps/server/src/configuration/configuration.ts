import type { Dtype, PoolingMode } from "@nestvec/core";

/** All that a server can be told. The same names in flags (`--max-batch-tokens`), environment (`MAX_BATCH_TOKENS`) and file (`max-batch-tokens`). */
export interface Configuration {
  /** Address that is listened on. */
  readonly hostname: string;
  readonly port: number;
  /** Models to serve: a folder or `nestvec-mini`, or `NAME=FOLDER`. The first is the default. */
  readonly modelId: readonly string[];
  /** Whether models of the hub are downloaded when they are loaded. */
  readonly pull: boolean;
  /** Whether that is just what the lock file says. */
  readonly frozen: boolean;
  readonly lockFile: string;
  /** Names that the models are served under, in their order. */
  readonly servedModelName: readonly string[];
  /** Whether a request may call the model anything, where one is served. */
  readonly anyModelName: boolean;
  /** Whether models are loaded at the start or by the first call that asks for them. */
  readonly load: "eager" | "lazy";
  /** Exits that are opened and checked at the start. Empty: all. */
  readonly layers: readonly number[];
  /** Child processes a model. */
  readonly workers: number;
  /** Which ONNX Runtime a child loads: its binary, WebAssembly, or the first that loads. */
  readonly runtime: "auto" | "native" | "wasm";
  /** Threads of ONNX Runtime a child; undefined: all cores that this process may use. */
  readonly threads: number | undefined;
  /** Execution providers by name, tried in this order. Empty: the CPU. */
  readonly provider: readonly string[];
  /** How long a thread of ONNX Runtime without work waits awake for more before it sleeps, in microseconds. */
  readonly spinMicroseconds: number;
  /** How many bytes of prepacked weights are kept in the user's cache folder; 0: none are kept or read. */
  readonly prepackedCacheBytes: number;
  /** How token vectors become one, where the model's files do not say; several: one after the other. Empty: as the files say. */
  readonly pooling: readonly PoolingMode[];
  /** Which graphs of each model are used, by what their weights are kept in. */
  readonly dtype: Dtype;
  /** The same by their name. */
  readonly modelFile: string | undefined;
  /** What the vectors of requests that do not say are for, where models have tasks. */
  readonly task: string | undefined;
  /** Prompts by name, in place of those of the models' files. */
  readonly prompts: Readonly<Record<string, string>> | undefined;
  /** The dimensions that the models were trained for, where their files do not list them. Empty: as the files say. */
  readonly dimensions: readonly number[];
  /** What the models were made from, ORG/NAME of the hub, for what only its card states. */
  readonly repository: string | undefined;
  /** The model's prompt that is put before texts of requests that name none. */
  readonly defaultPromptName: string | undefined;
  /** Padded tokens of a batch. */
  readonly maxBatchTokens: number;
  /** Requests that may be under way. */
  readonly maxConcurrentRequests: number;
  /** Inputs of a request. */
  readonly maxClientBatchSize: number;
  /** Bytes of a request's body. */
  readonly payloadLimit: number;
  /** Characters of one input. */
  readonly maxInputCharacters: number;
  /** Tokens of one input; undefined: the model's own limit. */
  readonly maxInputTokens: number | undefined;
  /** Tokens of all inputs of a request. */
  readonly maxRequestTokens: number;
  /** Texts and tokens that may wait, in each lane. */
  readonly queueTexts: number;
  readonly queueTokens: number;
  /** Whether token ids are taken that lack the special tokens of the model's tokenizer. */
  readonly allowBareTokenIds: boolean;
  /** Whether long inputs are cut. Undefined: as each API has it. */
  readonly autoTruncate: boolean | undefined;
  /** Milliseconds until a request fails with 504. */
  readonly deadline: number;
  /** Bytes of vectors that are kept. */
  readonly cacheBytes: number;
  /** Bytes of hidden states that are kept for cascades, in each child. */
  readonly stateBytes: number;
  /** Milliseconds that work under way has to end after a stop. */
  readonly drain: number;
  /** Milliseconds until a request must have arrived in full. */
  readonly requestTimeout: number;
  /** Keys, any of which a request may have. None is ever divided at a comma. */
  readonly apiKey: readonly string[];
  /** A file with one key a line. */
  readonly apiKeyFile: string | undefined;
  /** Origins that browsers may call from; `*` for all. */
  readonly corsAllowOrigin: readonly string[];
  /** Names that a request's `Host` may have. On a loopback address, those of the loopback are always allowed. */
  readonly allowedHosts: readonly string[];
  /** Where `/metrics` is. */
  readonly prometheusHostname: string;
  readonly prometheusPort: number;
  readonly metrics: boolean;
  readonly docs: boolean;
  readonly otlpEndpoint: string | undefined;
  /** How traces are sent; undefined: gRPC to port 4317, else HTTP with Protocol Buffers. */
  readonly otlpProtocol: "grpc" | "http/protobuf" | "http/json" | undefined;
  /** Headers for the collector, `name=value` each. */
  readonly otlpHeaders: readonly string[];
  readonly otlpServiceName: string;
  /** Whether a line is logged of every request. */
  readonly accessLog: boolean;
  /** How log lines are written; auto: readable on a terminal, JSON elsewhere. */
  readonly logFormat: "auto" | "json" | "text";
  readonly logLevel: "trace" | "debug" | "info" | "warn" | "error" | "silent";
}

/** The name of one setting, as the code has it: `maxBatchTokens`. */
export type SettingName = keyof Configuration;

/** One setting: how it is written, what it may be, and what help says of it. */
export interface Setting<Value> {
  /** A flag without a value, one value, or several (the flag repeated, or divided by `separator`). */
  readonly kind: "switch" | "value" | "list";
  /** What divides the values of a list that is written as one text. Secrets are divided by line breaks, which no header can hold. */
  readonly separator?: "comma" | "line";
  /** Checks what was written and gives the default. */
  readonly schema: { safeParse(input: unknown): SettingCheck<Value> };
  readonly help: string;
  /** Never printed. */
  readonly isSecret?: true;
  /** Not read from the environment without the prefix `NESTVEC_`, since something else sets that name. */
  readonly isPrefixed?: true;
}

/** What came of a check: the value, or what would have been right. */
export type SettingCheck<Value> =
  | { readonly success: true; readonly data: Value }
  | { readonly success: false; readonly error: { readonly issues: readonly { readonly message: string }[] } };
