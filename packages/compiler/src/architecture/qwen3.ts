import { configInvalid, count, field, flag, member, optional, type ConfigValue } from "@nestvec/core/compile";
import type { SourceTensors } from "../weights/source-tensors.ts";
import type { Architecture } from "./architecture.ts";
import { activationOf, positive } from "./config-values.ts";
import { decoderLayers, type DecoderNorms } from "./decoder.ts";
import type { EncoderShape } from "./encoder-shape.ts";
import { readLayerTypes } from "./layer-types.ts";
import { readCommonRotary, type OlderRotary } from "./rotary-settings.ts";
import { rotaryTables } from "./rotary.ts";

/** Where older files have the base of rotary positions, and transformers' default. */
const olderRotary: OlderRotary = { thetaKey: "rope_theta", thetaByDefault: 10_000, isScaled: true };

const norms: DecoderNorms = { offset: 0, feedForward: "post_attention_layernorm", outputs: undefined };

/**
 * Qwen3 (arXiv:2505.09388), of which Qwen3 Embedding is (arXiv:2506.05176): a token sees those before it, or all where `is_causal` is false.
 * @throws NestvecError CONFIG_INVALID where config.json and tensors disagree, or it asks for what is not written here
 */
export function qwen3(config: ConfigValue, tensors: SourceTensors, shape: EncoderShape): Architecture {
  const isCausal = field(config, "is_causal", optional(flag)) ?? true;
  const headWidth = field(config, "head_dim", optional(count())) ?? 128;
  const positions = field(config, "max_position_embeddings", optional(count())) ?? 32_768;
  const rotary = rotaryTables("rotary", readCommonRotary(config, headWidth, olderRotary), positions);
  return decoderLayers(config, tensors, shape, {
    family: "qwen3",
    // Left out, it is transformers' default; null is one for each head.
    keyValueHeads: field(config, "num_key_value_heads", (at) => (at.value === undefined ? 32 : (optional(count())(at) ?? shape.heads))),
    headWidth,
    scoreScale: undefined,
    isCausal,
    positions,
    embeddingScale: undefined,
    inner: field(config, "intermediate_size", optional(count())) ?? 22_016,
    activation: activationOf(config, "hidden_act", "silu"),
    hasBias: field(config, "attention_bias", optional(flag)) ?? false,
    epsilon: field(config, "rms_norm_eps", optional(positive)) ?? 1e-6,
    norms,
    layers: windows(config, shape.layers, isCausal).map((window) => ({ rotary, window })),
  });
}

/** How many tokens before it a token of each layer sees: a window where it is switched on, from `max_window_layers` on. */
function windows(config: ConfigValue, layers: number, isCausal: boolean): readonly (number | undefined)[] {
  const isOn = field(config, "use_sliding_window", optional(flag)) ?? false;
  const from = field(config, "max_window_layers", (at) => (at.value === 0 ? 0 : (optional(count())(at) ?? 28)));
  // It counts the token itself, too.
  const tokens = isOn ? field(config, "sliding_window", (at) => (at.value === undefined ? 4096 : optional(count())(at))) : undefined;
  const types = readLayerTypes(config, layers, (index) => (tokens !== undefined && index >= from ? "sliding_attention" : "full_attention"));
  if (!types.includes("sliding_attention")) return types.map(() => undefined);
  if (tokens === undefined)
    throw configInvalid(
      member(config, "sliding_window"),
      "a whole number of at least 1, with use_sliding_window: true",
      isOn ? undefined : "switched off, while layer_types lists layers of type sliding_attention",
    );
  if (!isCausal)
    throw configInvalid(member(config, "is_causal"), "true, or left out: windows of both sides are not written for this family");
  return types.map((type) => (type === "sliding_attention" ? tokens - 1 : undefined));
}
