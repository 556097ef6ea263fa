import { count, field, optional, widestVector } from "../../config/config-readers.ts";
import { member, type ConfigValue } from "../../config/config-value.ts";

/** What the `config.json` in the folder of one exit says: `{layer, hidden_size, total_layers}`. */
export interface ExitConfig {
  readonly file: string;
  readonly layer: number;
  readonly width: number | undefined;
}

/** Whether a config.json is that of an exit and not that of a whole transformer. @throws NestvecError CONFIG_INVALID where it is not an object */
export const isExitConfig = (at: ConfigValue): boolean =>
  member(at, "layer").value !== undefined && member(at, "model_type").value === undefined;

/** Reads an exit's config.json. @throws NestvecError CONFIG_INVALID */
export function parseExitConfig(at: ConfigValue): ExitConfig {
  const totalLayers = field(at, "total_layers", optional(count()));
  return {
    file: at.file,
    layer: field(at, "layer", count(totalLayers, ", the number of layers in all")),
    width: field(at, "hidden_size", optional(count(widestVector))),
  };
}
