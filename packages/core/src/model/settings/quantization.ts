import { count, field, flag } from "../../config/config-readers.ts";
import { configInvalid, member, type ConfigValue } from "../../config/config-value.ts";

/** How near the vectors of products in int8 come to those in float32: cosines over the texts that they were compared on, at the exit that is farthest off. */
export interface CompiledQuantization {
  readonly minimum: number;
  readonly mean: number;
  /** How many texts were compared. */
  readonly texts: number;
  /** Whether they are near enough for searching float32 ones. */
  readonly isCompatible: boolean;
}

/** Reads `quantization` of nestvec.json. @throws NestvecError CONFIG_INVALID */
export function readQuantization(at: ConfigValue): CompiledQuantization {
  const cosine = member(at, "cosine");
  return {
    minimum: field(cosine, "minimum", cosineValue),
    mean: field(cosine, "mean", cosineValue),
    texts: field(at, "texts", count()),
    isCompatible: field(at, "compatible", flag),
  };
}

const cosineValue = (at: ConfigValue): number => {
  if (typeof at.value === "number" && at.value >= -1 && at.value <= 1.000_001) return at.value;
  throw configInvalid(at, "a cosine");
};
