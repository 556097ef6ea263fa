import type { Embedder } from "../embedder/embedder.ts";

/** The name of a method that can be called from the other side: all but those that end an embedder. */
export type RemoteMethod = Exclude<keyof Embedder, "dispose" | typeof Symbol.asyncDispose>;

/** The methods that can be called from the other side, each with what an aborted call of it is called in the error. */
export const remoteMethods: Readonly<Record<RemoteMethod, string>> = {
  embed: "embedding",
  embedTokens: "embedding",
  similarity: "embedding",
  search: "embedding",
  tokenize: "tokenizing",
  decode: "decoding",
  info: "question",
  plan: "planning",
  calibrate: "calibration",
  warmUp: "warming up",
  stats: "question",
};
