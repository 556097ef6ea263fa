import { field, flag, oneOf } from "../../config/config-readers.ts";
import { configInvalid, keyOf, member, members, type ConfigValue } from "../../config/config-value.ts";

/**
 * What the `representation_contract` of a 2D-Matryoshka model says of how its graphs' hidden states become vectors: by the mean, truncated before
 * they are scaled to length 1. Of a contract that says anything else, nothing is known here.
 */
export interface RepresentationContract {
  readonly file: string;
  /** Whether the hidden states of exits below the last layer pass the final norm, as those of the last do. */
  readonly normalizesExits: boolean;
}

const key = "representation_contract";

/** Reads the contract of a config.json or matryoshka_config.json; undefined where there is none. @throws NestvecError CONFIG_INVALID */
export function parseRepresentationContract(at: ConfigValue): RepresentationContract | undefined {
  const contract = member(at, key);
  if (contract.value === undefined) return undefined;
  const version = member(contract, "version");
  if (version.value !== 1) throw configInvalid(version, "1, the only version of the contract that is known here");
  const normalization = field(contract, "intermediate_normalization", oneOf(["none", "final_norm"]));
  field(contract, "final_normalization", oneOf(["final_norm"]));
  field(contract, "pooling", oneOf(["attention_mask_mean"]));
  field(contract, "pooling_accumulation_dtype", oneOf(["float32"]));
  const truncates = member(contract, "truncate_before_l2_normalize");
  if (!flag(truncates)) throw configInvalid(truncates, "true: vectors are truncated before they are scaled to length 1 here");
  const known = [
    "version",
    "intermediate_normalization",
    "final_normalization",
    "pooling",
    "pooling_accumulation_dtype",
    "truncate_before_l2_normalize",
  ];
  for (const entry of members(contract))
    if (!known.includes(entry.name))
      throw configInvalid({ ...entry, key: keyOf(contract, entry.name) }, "left out: it says something that is not known here");
  return { file: at.file, normalizesExits: normalization === "final_norm" };
}

/** The dimensions that models with a contract are trained for, besides their width, where no file lists them. */
const usualDimensions = [768, 512, 256, 128, 64];

/** The dimensions of a model with a contract, widest first. */
export const contractDimensions = (width: number): readonly number[] => [width, ...usualDimensions.filter((size) => size < width)];
