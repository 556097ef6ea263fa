import { configInvalid, field, member, oneOf, optional, type ConfigValue } from "@nestvec/core/compile";
import { storedNumbers } from "../weights/stored-tensor.ts";
import type { Rotary } from "./architecture.ts";
import { positive } from "./config-values.ts";

/** How the angles of rotary positions are made (RoFormer, arXiv:2104.09864). */
export interface RotarySettings {
  /** The inverse frequencies, in float32. */
  readonly frequencies: Float32Array;
  /** What cosine and sine are multiplied by. */
  readonly scale: number;
}

/** Rotary positions as constants, for as many positions as a text may have. */
export function rotaryTables(name: string, { frequencies, scale }: RotarySettings, positions: number): Rotary {
  const table = (of: (angle: number) => number): Float32Array<ArrayBuffer> => {
    const half = frequencies.length;
    const values = new Float32Array(positions * half);
    for (let position = 0; position < positions; position++)
      for (let index = 0; index < half; index++)
        // In float32, as transformers multiplies: for late positions that is another angle than the exact product.
        values[position * half + index] = Math.fround(of(Math.fround(position * (frequencies[index] ?? 0)))) * scale;
    return values;
  };
  const dims = [positions, frequencies.length];
  return {
    cosine: storedNumbers(`${name}.cosine`, dims, () => table(Math.cos)),
    sine: storedNumbers(`${name}.sine`, dims, () => table(Math.sin)),
  };
}

const types = ["default", "linear", "yarn"] as const;

/** Other keys change the angles in ways that are not computed here. */
const knownKeys: readonly string[] = [
  "rope_type",
  "type",
  "rope_theta",
  "factor",
  "original_max_position_embeddings",
  "attention_factor",
  "beta_fast",
  "beta_slow",
  "mscale",
  "mscale_all_dim",
  "partial_rotary_factor",
];

/**
 * Reads one `rope_parameters` of config.json, as transformers does: `default`, `linear` or `yarn` (arXiv:2309.00071).
 * @throws NestvecError CONFIG_INVALID
 */
export function readRotary(at: ConfigValue, headWidth: number, thetaByDefault: number): RotarySettings {
  const type = field(at, "rope_type", optional(oneOf(types))) ?? field(at, "type", optional(oneOf(types))) ?? "default";
  const theta = field(at, "rope_theta", optional(positive)) ?? thetaByDefault;
  for (const key of Object.keys(Object(at.value)))
    if (!knownKeys.includes(key)) throw configInvalid(member(at, key), "left out: it says something of RoPE that is not known here");
  const part = member(at, "partial_rotary_factor");
  if (part.value !== undefined && part.value !== null && part.value !== 1)
    throw configInvalid(part, "1 or left out: heads that are rotated in part are not written here");
  const powers = Float32Array.from({ length: headWidth / 2 }, (_, index) => theta ** Math.fround((2 * index) / headWidth));
  if (type === "default") return { frequencies: powers.map((power) => 1 / power), scale: 1 };
  const factor = field(at, "factor", positive);
  if (type === "linear") return { frequencies: powers.map((power) => Math.fround(1 / power) / factor), scale: 1 };
  return yarn(at, powers, theta, factor);
}

/** Low frequencies are divided by the factor, high ones are not, with a ramp between. */
function yarn(at: ConfigValue, powers: Float32Array, theta: number, factor: number): RotarySettings {
  const half = powers.length;
  const original = field(at, "original_max_position_embeddings", positive);
  const dimensionOf = (rotations: number): number => (half * Math.log(original / (rotations * 2 * Math.PI))) / Math.log(theta);
  const fast = dimensionOf(field(at, "beta_fast", optional(positive)) ?? 32);
  const slow = dimensionOf(field(at, "beta_slow", optional(positive)) ?? 1);
  const low = Math.max(0, Math.floor(fast));
  const end = Math.min(2 * half - 1, Math.ceil(slow));
  const high = end === low ? low + 0.001 : end;
  const frequencies = powers.map((power, index) => {
    const ramp = Math.fround(Math.min(1, Math.max(0, Math.fround((index - low) / (high - low)))));
    const kept = Math.fround(1 - ramp);
    const [divided, own] = [Math.fround(1 / Math.fround(factor * power)), Math.fround(1 / power)];
    return Math.fround(divided * Math.fround(1 - kept)) + Math.fround(own * kept);
  });
  const mscale = field(at, "mscale", optional(positive));
  const mscaleAll = field(at, "mscale_all_dim", optional(positive));
  const inferred =
    mscale !== undefined && mscaleAll !== undefined ? scaleOf(factor, mscale) / scaleOf(factor, mscaleAll) : scaleOf(factor, 1);
  return { frequencies, scale: field(at, "attention_factor", optional(positive)) ?? inferred };
}

/** YaRN's temperature of attention, as a factor of cosine and sine. */
const scaleOf = (by: number, mscale: number): number => (by <= 1 ? 1 : 0.1 * mscale * Math.log(by) + 1);
