import { configInvalid, count, field, listOf, member, oneOf, optional, type ConfigValue } from "@nestvec/core/compile";
import { expectedTensors } from "../weights/expected-tensors.ts";
import type { SourceTensors } from "../weights/source-tensors.ts";
import { storedRows, storedTransposed } from "../weights/stored-tensor.ts";
import type { Architecture, EncoderLayer, Linear, Norm, Rotary } from "./architecture.ts";
import { activationOf, positive } from "./config-values.ts";
import { readRotary, rotaryTables } from "./rotary.ts";
import type { EncoderShape } from "./encoder-shape.ts";

const layerTypes = ["full_attention", "sliding_attention"] as const;
type LayerType = (typeof layerTypes)[number];

/** transformers' default bases of rotary positions, where config.json states none. */
const thetaByDefault: Readonly<Record<LayerType, number>> = { full_attention: 160_000, sliding_attention: 10_000 };
const thetaKeys: Readonly<Record<LayerType, string>> = { full_attention: "global_rope_theta", sliding_attention: "local_rope_theta" };

/**
 * ModernBERT (arXiv:2412.13663): norms before, GeGLU, rotary positions, and layers of two types, of which one sees a window.
 * @throws NestvecError CONFIG_INVALID where config.json and tensors disagree, or it asks for what is not written here
 */
export function modernBert(
  config: ConfigValue,
  tensors: SourceTensors,
  { width, layers, heads, headWidth, vocabulary }: EncoderShape,
): Architecture {
  const inner = field(config, "intermediate_size", optional(count())) ?? 1152;
  const positions = field(config, "max_position_embeddings", optional(count())) ?? 8192;
  const epsilon = field(config, "norm_eps", optional(positive)) ?? 1e-5;
  const window = Math.floor((field(config, "local_attention", optional(count())) ?? 128) / 2);
  const types = readLayerTypes(config, layers);
  const expected = expectedTensors(tensors, "embeddings.tok_embeddings.weight", ["", "model."], config);
  const rotary = new Map<LayerType, Rotary>();
  for (const type of new Set(types)) rotary.set(type, rotaryTables(`rotary.${type}`, rotarySettings(config, type, headWidth), positions));

  const norm = (name: string): Norm => {
    const shift = expected.find(`${name}.bias`, [width]);
    return {
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
      rotary: rotary.get(type),
      window: type === "sliding_attention" ? window : undefined,
      // The embeddings' own norm stands before the first layer.
      attentionNorm: index === 0 ? undefined : norm(`${at}.attn_norm`),
      up: linear(`${at}.mlp.Wi`, `${at}.mlp.up`, width, inner, 0, 2),
      gate: linear(`${at}.mlp.Wi`, `${at}.mlp.gate`, width, inner, 1, 2),
      down: linear(`${at}.mlp.Wo`, `${at}.mlp.Wo`, inner, width),
      feedForwardNorm: norm(`${at}.mlp_norm`),
    };
  };
  return {
    family: "modernbert",
    width,
    heads,
    headWidth,
    positions,
    embeddings: {
      tokens: storedRows("embeddings.tokens", expected.need("embeddings.tok_embeddings.weight", [vocabulary, width])),
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
function readLayerTypes(config: ConfigValue, layers: number): readonly LayerType[] {
  const listed = field(config, "layer_types", optional(listOf(oneOf(layerTypes))));
  if (listed === undefined) {
    const every = field(config, "global_attn_every_n_layers", optional(count())) ?? 3;
    return Array.from({ length: layers }, (_, index) => (index % every === 0 ? "full_attention" : "sliding_attention"));
  }
  if (listed.length === layers) return listed;
  throw configInvalid(member(config, "layer_types"), `a list of ${layers} types, one for each layer`, `a list of ${listed.length}`);
}

/** `rope_parameters` of transformers 5, by type of layer, or the older keys, of which `rope_scaling` is for both types. */
function rotarySettings(config: ConfigValue, type: LayerType, headWidth: number): ReturnType<typeof readRotary> {
  const theta = field(config, thetaKeys[type], optional(positive)) ?? thetaByDefault[type];
  const parameters = member(config, "rope_parameters");
  const scaling = member(config, "rope_scaling");
  const isScaled = scaling.value !== undefined && scaling.value !== null;
  if (parameters.value === undefined || parameters.value === null)
    return readRotary(isScaled ? scaling : { ...scaling, value: {} }, headWidth, theta);
  if (isScaled) throw configInvalid(scaling, "left out beside rope_parameters");
  const own = member(parameters, type);
  if (own.value === undefined || own.value === null)
    throw configInvalid({ ...own, key: `rope_parameters.${type}` }, "there: the rotary positions of layers of that type");
  // An older transformers keeps what it does not know, and computes with its own key.
  const older = member(config, thetaKeys[type]);
  const newer = member(own, "rope_theta");
  if (older.value !== undefined && newer.value !== undefined && older.value !== newer.value) {
    const key = `rope_parameters.${type}.rope_theta`;
    throw configInvalid(older, `as ${key}, which is ${String(newer.value)}: leave out the one that the model was not trained with`);
  }
  return readRotary({ ...own, key: `rope_parameters.${type}` }, headWidth, theta);
}
