import { count, field, optional, type ConfigValue } from "@nestvec/core/compile";
import { expectedTensors } from "../weights/expected-tensors.ts";
import type { SourceTensors } from "../weights/source-tensors.ts";
import { storedRows, storedTransposed } from "../weights/stored-tensor.ts";
import type { Architecture, EncoderLayer, Linear, Norm, Rotary } from "./architecture.ts";
import { activationOf, positive } from "./config-values.ts";
import { evenHeadWidth, type EncoderShape } from "./encoder-shape.ts";
import { readLayerTypes, type LayerType } from "./layer-types.ts";
import { readTypedRotary, type OlderRotary } from "./rotary-settings.ts";
import { rotaryTables } from "./rotary.ts";

/** Where older files have the bases of rotary positions, and transformers' defaults. `rope_scaling` is for layers of both types. */
const olderRotary: Readonly<Record<LayerType, OlderRotary>> = {
  full_attention: { thetaKey: "global_rope_theta", thetaByDefault: 160_000, isScaled: true },
  sliding_attention: { thetaKey: "local_rope_theta", thetaByDefault: 10_000, isScaled: true },
};

/**
 * ModernBERT (arXiv:2412.13663): norms before, GeGLU, rotary positions, and layers of two types, of which one sees a window.
 * @throws NestvecError CONFIG_INVALID where config.json and tensors disagree, or it asks for what is not written here
 */
export function modernBert(config: ConfigValue, tensors: SourceTensors, shape: EncoderShape): Architecture {
  const { width, layers, heads, vocabulary } = shape;
  const headWidth = evenHeadWidth(config, shape);
  const inner = field(config, "intermediate_size", optional(count())) ?? 1152;
  const positions = field(config, "max_position_embeddings", optional(count())) ?? 8192;
  const epsilon = field(config, "norm_eps", optional(positive)) ?? 1e-5;
  const window = Math.floor((field(config, "local_attention", optional(count())) ?? 128) / 2);
  const types = layerTypes(config, layers);
  const expected = expectedTensors(tensors, "embeddings.tok_embeddings.weight", ["", "model."], config);
  const rotary = new Map<LayerType, Rotary>();
  for (const type of new Set(types))
    rotary.set(type, rotaryTables(`rotary.${type}`, readTypedRotary(config, type, headWidth, olderRotary[type]), positions));

  const norm = (name: string): Norm => {
    const shift = expected.find(`${name}.bias`, [width]);
    return {
      kind: "layer",
      scale: storedRows(`${name}.weight`, expected.need(`${name}.weight`, [width])),
      shift: shift === undefined ? undefined : storedRows(`${name}.bias`, shift),
      epsilon,
    };
  };
  /** The part `index` of `parts` that one linear layer is split into. */
  const linear = (name: string, as: string, inputs: number, outputs: number, index: number = 0, parts: number = 1): Linear => {
    const [from, to] = [index * outputs, (index + 1) * outputs];
    const bias = expected.find(`${name}.bias`, [outputs * parts]);
    return {
      weight: storedTransposed(`${as}.weight`, expected.need(`${name}.weight`, [outputs * parts, inputs]), from, to),
      bias: bias === undefined ? undefined : storedRows(`${as}.bias`, bias, from, to),
    };
  };
  const layer = (type: LayerType, index: number): EncoderLayer => {
    const at = `layers.${index}`;
    const projection = (name: string, part: number): Linear => linear(`${at}.attn.Wqkv`, `${at}.attn.${name}`, width, width, part, 3);
    return {
      query: projection("query", 0),
      key: projection("key", 1),
      value: projection("value", 2),
      output: linear(`${at}.attn.Wo`, `${at}.attn.Wo`, width, width),
      headNorms: undefined,
      rotary: rotary.get(type),
      window: type === "sliding_attention" ? window : undefined,
      // The embeddings' own norm stands before the first layer.
      attentionNorm: index === 0 ? undefined : norm(`${at}.attn_norm`),
      up: linear(`${at}.mlp.Wi`, `${at}.mlp.up`, width, inner, 0, 2),
      gate: linear(`${at}.mlp.Wi`, `${at}.mlp.gate`, width, inner, 1, 2),
      down: linear(`${at}.mlp.Wo`, `${at}.mlp.Wo`, inner, width),
      feedForwardNorm: norm(`${at}.mlp_norm`),
      outputNorms: undefined,
    };
  };
  return {
    family: "modernbert",
    width,
    heads,
    keyValueHeads: heads,
    headWidth,
    scoreScale: undefined,
    isCausal: false,
    positions,
    embeddings: {
      tokens: storedRows("embeddings.tokens", expected.need("embeddings.tok_embeddings.weight", [vocabulary, width])),
      scale: undefined,
      positions: undefined,
      norm: norm("embeddings.norm"),
    },
    relativeBias: undefined,
    norms: "before",
    activation: activationOf(config, "hidden_activation"),
    layers: types.map(layer),
    finalNorm: norm("final_norm"),
    used: expected.used(),
  };
}

/** Which layers see a window: as listed, or all but every n-th. */
function layerTypes(config: ConfigValue, layers: number): readonly LayerType[] {
  const every = field(config, "global_attn_every_n_layers", optional(count())) ?? 3;
  return readLayerTypes(config, layers, (index) => (index % every === 0 ? "full_attention" : "sliding_attention"));
}
