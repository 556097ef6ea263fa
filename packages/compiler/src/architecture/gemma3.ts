import { count, field, flag, optional, type ConfigValue } from "@nestvec/core/compile";
import type { SourceTensors } from "../weights/source-tensors.ts";
import type { Architecture, Rotary } from "./architecture.ts";
import { activationOf, positive, refuse } from "./config-values.ts";
import { decoderLayers, type DecoderNorms } from "./decoder.ts";
import type { EncoderShape } from "./encoder-shape.ts";
import { readLayerTypes, type LayerType } from "./layer-types.ts";
import { readTypedRotary, type OlderRotary } from "./rotary-settings.ts";
import { rotaryTables } from "./rotary.ts";

/** Where older files have the bases of rotary positions, and transformers' defaults. `rope_scaling` is for layers that see all. */
const olderRotary: Readonly<Record<LayerType, OlderRotary>> = {
  full_attention: { thetaKey: "rope_theta", thetaByDefault: 1_000_000, isScaled: true },
  sliding_attention: { thetaKey: "rope_local_base_freq", thetaByDefault: 10_000, isScaled: false },
};

const norms: DecoderNorms = {
  offset: 1,
  feedForward: "pre_feedforward_layernorm",
  outputs: { attention: "post_attention_layernorm", feedForward: "post_feedforward_layernorm" },
};

/**
 * The text part of Gemma 3 (arXiv:2503.19786), of which EmbeddingGemma is (arXiv:2509.20354): four norms a layer, layers of two types, and embeddings that are scaled.
 * @throws NestvecError CONFIG_INVALID where config.json and tensors disagree, or it asks for what is not written here
 */
export function gemma3(config: ConfigValue, tensors: SourceTensors, shape: EncoderShape): Architecture {
  refuse(config, "attn_logit_softcapping", () => false, "left out, or null: scores that are capped are not written here");
  refuse(config, "is_causal", (is) => is === true, "true, or left out: use_bidirectional_attention says it");
  const isCausal = !(field(config, "use_bidirectional_attention", optional(flag)) ?? false);
  const headWidth = field(config, "head_dim", optional(count())) ?? 256;
  const positions = field(config, "max_position_embeddings", optional(count())) ?? 131_072;
  const every = field(config, "sliding_window_pattern", optional(count())) ?? 6;
  const types = readLayerTypes(config, shape.layers, (index) => ((index + 1) % every === 0 ? "full_attention" : "sliding_attention"));
  const rotary = new Map<LayerType, Rotary>();
  for (const type of new Set(types))
    rotary.set(type, rotaryTables(`rotary.${type}`, readTypedRotary(config, type, headWidth, olderRotary[type]), positions));
  const window = types.includes("sliding_attention") ? windowOf(config, isCausal) : undefined;
  return decoderLayers(config, tensors, shape, {
    family: "gemma3_text",
    keyValueHeads: field(config, "num_key_value_heads", optional(count())) ?? 4,
    headWidth,
    scoreScale: 1 / Math.sqrt(field(config, "query_pre_attn_scalar", optional(positive)) ?? 256),
    isCausal,
    positions,
    // transformers rounds it to the type that it computes in.
    embeddingScale: Math.fround(Math.sqrt(shape.width)),
    inner: field(config, "intermediate_size", optional(count())) ?? 9216,
    activation: activationOf(config, "hidden_activation", "gelu_pytorch_tanh"),
    hasBias: field(config, "attention_bias", optional(flag)) ?? false,
    epsilon: field(config, "rms_norm_eps", optional(positive)) ?? 1e-6,
    norms,
    layers: types.map((type) => ({ rotary: rotary.get(type), window: type === "sliding_attention" ? window : undefined })),
  });
}

/** `sliding_window` counts the token itself and those before it; where both sides are seen, each has half. */
function windowOf(config: ConfigValue, isCausal: boolean): number {
  const tokens = field(config, "sliding_window", (at) => (at.value === undefined ? 4096 : count()(at)));
  return isCausal ? tokens - 1 : Math.floor(tokens / 2);
}
