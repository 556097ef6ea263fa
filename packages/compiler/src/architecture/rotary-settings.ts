import { configInvalid, field, member, optional, type ConfigValue } from "@nestvec/core/compile";
import { positive, refuse } from "./config-values.ts";
import type { LayerType } from "./layer-types.ts";
import { readRotary, type RotarySettings } from "./rotary.ts";

/** Where files from before transformers 5 have rotary positions. */
export interface OlderRotary {
  /** The key of the base. */
  readonly thetaKey: string;
  /** The base where none is stated. */
  readonly thetaByDefault: number;
  /** Whether `rope_scaling` is for them. */
  readonly isScaled: boolean;
}

/** The rotary positions of all layers: `rope_parameters` of transformers 5, or the older keys. @throws NestvecError CONFIG_INVALID */
export const readCommonRotary = (config: ConfigValue, headWidth: number, older: OlderRotary): RotarySettings =>
  read(config, member(config, "rope_parameters"), headWidth, older);

/** The rotary positions of layers of one type: `rope_parameters` by type, or the older keys. @throws NestvecError CONFIG_INVALID */
export function readTypedRotary(config: ConfigValue, type: LayerType, headWidth: number, older: OlderRotary): RotarySettings {
  const parameters = member(config, "rope_parameters");
  if (isMissing(parameters)) return read(config, parameters, headWidth, older);
  const own = member(parameters, type);
  if (isMissing(own)) throw configInvalid(own, "there: the rotary positions of layers of that type");
  return read(config, own, headWidth, older);
}

const isMissing = ({ value }: ConfigValue): boolean => value === undefined || value === null;

function read(config: ConfigValue, parameters: ConfigValue, headWidth: number, older: OlderRotary): RotarySettings {
  refuse(config, "partial_rotary_factor", (part) => part === 1, "1 or left out: heads that are rotated in part are not written here");
  const theta = field(config, older.thetaKey, optional(positive)) ?? older.thetaByDefault;
  const scaling = member(config, "rope_scaling");
  if (isMissing(parameters))
    return readRotary(isMissing(scaling) || !older.isScaled ? { ...scaling, value: {} } : scaling, headWidth, theta);
  if (!isMissing(scaling)) throw configInvalid(scaling, "left out beside rope_parameters");
  // An older transformers keeps what it does not know, and computes with its own key.
  const stated = member(config, older.thetaKey);
  const newer = member(parameters, "rope_theta");
  if (stated.value !== undefined && newer.value !== undefined && stated.value !== newer.value)
    throw configInvalid(stated, `as ${newer.key}, which is ${String(newer.value)}: leave out the one that the model was not trained with`);
  return readRotary(parameters, headWidth, theta);
}
