import type { SourceTensor } from "../weights/source-tensors.ts";
import type { StoredTensor } from "../weights/stored-tensor.ts";

/** `x W + b`. The matrix is stored `[inputs, outputs]`. */
export interface Linear {
  readonly weight: StoredTensor;
  readonly bias: StoredTensor | undefined;
}

/** A norm over the last axis: a layer norm, or `rms`, which subtracts no mean (arXiv:1910.07467). */
export interface Norm {
  readonly kind: "layer" | "rms";
  readonly scale: StoredTensor;
  readonly shift: StoredTensor | undefined;
  readonly epsilon: number;
}

/** What is done to the first linear layer's numbers in a feed-forward part. `gelu_tanh` is its approximation by tanh. */
export type Activation = "gelu" | "gelu_tanh" | "relu" | "silu";

/** A linear layer after the pooling, and what is done to its numbers. */
export interface ProjectionLayer {
  readonly linear: Linear;
  readonly activation: "none" | "tanh";
}

/** Rotary positions: cosine and sine, `[positions, headWidth / 2]` each. */
export interface Rotary {
  readonly cosine: StoredTensor;
  readonly sine: StoredTensor;
}

/** One layer of an encoder. */
export interface EncoderLayer {
  readonly query: Linear;
  readonly key: Linear;
  readonly value: Linear;
  /** What the heads' vectors go through. */
  readonly output: Linear;
  /** What each head of queries and keys goes through before the rotary positions, `[headWidth]` each. */
  readonly headNorms: { readonly query: Norm; readonly key: Norm } | undefined;
  readonly rotary: Rotary | undefined;
  /** How many tokens a token sees on each side, or before it where it sees none after it; undefined: all. */
  readonly window: number | undefined;
  /** Before the attention, or after its sum. Undefined: none. */
  readonly attentionNorm: Norm | undefined;
  readonly up: Linear;
  /** What the activated numbers are multiplied by, where there is a gate. */
  readonly gate: Linear | undefined;
  readonly down: Linear;
  /** Before the feed-forward part, or after its sum. */
  readonly feedForwardNorm: Norm;
  /** What the results of both parts go through before they are added to the state. */
  readonly outputNorms: { readonly attention: Norm; readonly feedForward: Norm } | undefined;
}

/** An encoder as its graphs are written from it, whichever family of models it is of. */
export interface Architecture {
  /** `model_type` of config.json. */
  readonly family: string;
  readonly width: number;
  readonly heads: number;
  /** Heads of keys and values, each for as many heads of queries. */
  readonly keyValueHeads: number;
  readonly headWidth: number;
  /** What the products of queries and keys are multiplied by; undefined: 1 by the root of the width of a head. */
  readonly scoreScale: number | undefined;
  /** Whether a token sees none after it. */
  readonly isCausal: boolean;
  /** Tokens that a text may have. */
  readonly positions: number;
  readonly embeddings: {
    readonly tokens: StoredTensor;
    /** What they are multiplied by. */
    readonly scale: number | undefined;
    /** Added to those of the tokens, `[positions, width]`, where positions are learned. */
    readonly positions: StoredTensor | undefined;
    readonly norm: Norm | undefined;
  };
  /** Added to the scores of attention: `[heads, 2 positions - 1]`, by key's place minus query's, from `1 - positions` on. */
  readonly relativeBias: StoredTensor | undefined;
  /** Whether the norms of a layer come before its parts, or after the sums. */
  readonly norms: "before" | "after";
  readonly activation: Activation;
  readonly layers: readonly EncoderLayer[];
  /** What the last layer's state goes through. */
  readonly finalNorm: Norm | undefined;
  /** All tensors that it is made of. */
  readonly used: readonly SourceTensor[];
}
