import type { Configuration, Setting } from "./configuration.ts";
import { choice, count, counts, flag, optionalChoice, optionalCount, optionalFlag, optionalText, text, texts } from "./setting-kinds.ts";

const day = 86_400_000;

/** Every setting, in the order of the help. Names that TEI has mean what they mean there. */
export const settings: { readonly [Name in keyof Configuration]: Setting<Configuration[Name]> } = {
  // A container's own name is in HOSTNAME, which would be taken for an address.
  hostname: { ...text("127.0.0.1", "address to listen on; 0.0.0.0 for all"), isPrefixed: true },
  port: count(0, 65_535, 3000, "port to listen on; 0 for any free one"),
  modelId: texts(["nestvec-mini"], "a model's folder, NAME=FOLDER, or nestvec-mini; several: the first is the default"),
  servedModelName: texts([], "the models' names for clients, in their order"),
  load: { ...choice(["eager", "lazy"], "eager", "load models at the start, or by the first request"), isPrefixed: true },
  layers: { ...counts(1, 10_000, "exits to open and check at the start (default: all)"), isPrefixed: true },
  workers: { ...count(1, 256, 1, "child processes a model"), isPrefixed: true },
  threads: { ...optionalCount(1, 1024, "threads of ONNX Runtime a child (default: all cores)"), isPrefixed: true },
  pooling: optionalChoice(["mean", "cls", "last"], "where the model's files do not say"),
  defaultPromptName: optionalText("the model's prompt for requests that name none"),
  maxBatchTokens: count(1, 1_048_576, 512, "padded tokens of a batch"),
  maxConcurrentRequests: count(1, 1_000_000, 512, "requests under way; more are refused with 429"),
  maxClientBatchSize: count(1, 100_000, 2048, "inputs of a request"),
  payloadLimit: count(1024, 1_073_741_824, 16_777_216, "bytes of a request's body"),
  maxInputCharacters: count(1, 1_073_741_824, 1_048_576, "characters of an input"),
  maxInputTokens: optionalCount(1, 1_048_576, "tokens of an input (default: the model's limit)"),
  maxRequestTokens: count(1, 1_073_741_824, 1_048_576, "tokens of all inputs of a request"),
  queueTexts: count(1, 100_000_000, 65_536, "texts that may wait, in each lane"),
  queueTokens: count(1, 1_073_741_824, 4_194_304, "tokens that may wait, in each lane"),
  autoTruncate: optionalFlag("cut long inputs (default: as the interface has it; OpenAI's refuses them)"),
  deadline: { ...count(1, day, 30_000, "milliseconds until a request fails with 504"), isPrefixed: true },
  cacheBytes: count(0, 1_099_511_627_776, 0, "bytes of vectors to keep"),
  drain: { ...count(0, day, 30_000, "milliseconds for work under way after SIGTERM"), isPrefixed: true },
  requestTimeout: count(100, day, 30_000, "milliseconds until a request must have arrived"),
  apiKey: { ...texts([], "a key that requests must have as bearer token; several are all taken"), isSecret: true },
  apiKeyFile: optionalText("a file with one such key a line"),
  corsAllowOrigin: texts([], "an origin that browsers may call from; * for all"),
  allowedHosts: texts([], "what a request's Host may be, besides the loopback's names"),
  prometheusHostname: text("127.0.0.1", "address of /metrics"),
  prometheusPort: count(0, 65_535, 9000, "port of /metrics; 0 for any free one"),
  metrics: { ...flag(true, "serve /metrics"), isPrefixed: true },
  docs: { ...flag(true, "serve /docs and /openapi.json"), isPrefixed: true },
  otlpEndpoint: optionalText("where traces go by OTLP over HTTP, such as http://collector:4318"),
  otlpServiceName: text("nestvec", "the service's name in traces"),
  logLevel: choice(["trace", "debug", "info", "warn", "error", "silent"], "info", "least level of log lines"),
};
