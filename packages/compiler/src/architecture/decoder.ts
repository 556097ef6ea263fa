import { configInvalid, member, type ConfigValue } from "@nestvec/core/compile";
import { expectedTensors } from "../weights/expected-tensors.ts";
import type { SourceTensors } from "../weights/source-tensors.ts";
import { storedNumbers, storedRows, storedTransposed, wholeTensor } from "../weights/stored-tensor.ts";
import type { Activation, Architecture, EncoderLayer, Linear, Norm, Rotary } from "./architecture.ts";
import type { EncoderShape } from "./encoder-shape.ts";

/** What the config.json of a family says of layers that are built as those of decoders. */
export interface DecoderSettings {
  readonly family: string;
  readonly keyValueHeads: number;
  readonly headWidth: number;
  readonly scoreScale: number | undefined;
  readonly isCausal: boolean;
  readonly positions: number;
  readonly embeddingScale: number | undefined;
  /** Numbers inside a feed-forward part. */
  readonly inner: number;
  readonly activation: Activation;
  /** Whether the projections of attention have a bias. */
  readonly hasBias: boolean;
  readonly epsilon: number;
  readonly norms: DecoderNorms;
  readonly layers: readonly Pick<EncoderLayer, "rotary" | "window">[];
}

/** How a family stores the norms of a layer. */
export interface DecoderNorms {
  /** What is added to the stored weights. */
  readonly offset: 0 | 1;
  readonly feedForward: string;
  readonly outputs: { readonly attention: string; readonly feedForward: string } | undefined;
}

/**
 * Layers as decoders of the LLaMA line have them: RMS norms before, of queries and keys, too, rotary positions, heads that share keys and values, and a gate.
 * @throws NestvecError CONFIG_INVALID where config.json and tensors disagree
 */
export function decoderLayers(
  config: ConfigValue,
  tensors: SourceTensors,
  { width, heads, vocabulary }: EncoderShape,
  settings: DecoderSettings,
): Architecture {
  const { headWidth, keyValueHeads, inner, epsilon, norms } = settings;
  if (heads % keyValueHeads !== 0) throw configInvalid(member(config, "num_key_value_heads"), `a number that divides ${heads}, the heads`);
  // ONNX Runtime's kernels for grouped and causal attention take no others.
  if (headWidth % 8 !== 0) throw configInvalid(member(config, "head_dim"), "a multiple of 8");
  const expected = expectedTensors(tensors, "embed_tokens.weight", ["", "model."], config);

  const norm = (name: string, size: number = width): Norm => {
    const tensor = expected.need(`${name}.weight`, [size]);
    const scale =
      norms.offset === 0
        ? storedRows(`${name}.weight`, tensor)
        : storedNumbers(`${name}.weight`, [size], async () => (await wholeTensor(tensor)).map((number) => norms.offset + number));
    return { kind: "rms", scale, shift: undefined, epsilon };
  };
  const linear = (name: string, inputs: number, outputs: number, hasBias: boolean = false): Linear => ({
    weight: storedTransposed(`${name}.weight`, expected.need(`${name}.weight`, [outputs, inputs])),
    bias: hasBias ? storedRows(`${name}.bias`, expected.need(`${name}.bias`, [outputs])) : undefined,
  });
  const layer = (
    { rotary, window }: { readonly rotary: Rotary | undefined; readonly window: number | undefined },
    index: number,
  ): EncoderLayer => {
    const at = `layers.${index}`;
    const attention = (name: string, inputs: number, outputs: number): Linear =>
      linear(`${at}.self_attn.${name}`, inputs, outputs, settings.hasBias);
    return {
      query: attention("q_proj", width, heads * headWidth),
      key: attention("k_proj", width, keyValueHeads * headWidth),
      value: attention("v_proj", width, keyValueHeads * headWidth),
      output: attention("o_proj", heads * headWidth, width),
      headNorms: { query: norm(`${at}.self_attn.q_norm`, headWidth), key: norm(`${at}.self_attn.k_norm`, headWidth) },
      rotary,
      window,
      attentionNorm: norm(`${at}.input_layernorm`),
      up: linear(`${at}.mlp.gate_proj`, width, inner),
      gate: linear(`${at}.mlp.up_proj`, width, inner),
      down: linear(`${at}.mlp.down_proj`, inner, width),
      feedForwardNorm: norm(`${at}.${norms.feedForward}`),
      outputNorms:
        norms.outputs === undefined
          ? undefined
          : { attention: norm(`${at}.${norms.outputs.attention}`), feedForward: norm(`${at}.${norms.outputs.feedForward}`) },
    };
  };
  return {
    family: settings.family,
    width,
    heads,
    keyValueHeads,
    headWidth,
    scoreScale: settings.scoreScale,
    isCausal: settings.isCausal,
    positions: settings.positions,
    embeddings: {
      tokens: storedRows("embeddings.tokens", expected.need("embed_tokens.weight", [vocabulary, width])),
      scale: settings.embeddingScale,
      positions: undefined,
      norm: undefined,
    },
    relativeBias: undefined,
    norms: "before",
    activation: settings.activation,
    layers: settings.layers.map(layer),
    finalNorm: norm("norm"),
    used: expected.used(),
  };
}
