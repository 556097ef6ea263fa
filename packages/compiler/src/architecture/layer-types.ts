import { configInvalid, field, listOf, member, oneOf, optional, type ConfigValue } from "@nestvec/core/compile";

const layerTypes = ["full_attention", "sliding_attention"] as const;

/** What the tokens of a layer see: the whole text, or a window. */
export type LayerType = (typeof layerTypes)[number];

/** `layer_types` of config.json, or where it is left out `byDefault` of each layer's index. @throws NestvecError CONFIG_INVALID */
export function readLayerTypes(config: ConfigValue, layers: number, byDefault: (index: number) => LayerType): readonly LayerType[] {
  const listed = field(config, "layer_types", optional(listOf(oneOf(layerTypes))));
  if (listed === undefined) return Array.from({ length: layers }, (_, index) => byDefault(index));
  if (listed.length === layers) return listed;
  throw configInvalid(member(config, "layer_types"), `a list of ${layers} types, one for each layer`, `a list of ${listed.length}`);
}
