import { configInvalid, field, member, optional, oneOf, type ConfigValue, type Reader } from "@nestvec/core/compile";
import type { Activation } from "./architecture.ts";

/** A finite number above 0. */
export const positive: Reader<number> = (at) => {
  if (typeof at.value === "number" && Number.isFinite(at.value) && at.value > 0) return at.value;
  throw configInvalid(at, "a number above 0");
};

const activations: Readonly<Record<string, Activation>> = {
  gelu: "gelu",
  gelu_new: "gelu_tanh",
  gelu_pytorch_tanh: "gelu_tanh",
  relu: "relu",
  silu: "silu",
  swish: "silu",
};

/** The activation that config.json names. @throws NestvecError CONFIG_INVALID for one that is not written here */
export function activationOf(config: ConfigValue, key: string, byDefault: string = "gelu"): Activation {
  const name = field(config, key, optional(oneOf(Object.keys(activations)))) ?? byDefault;
  return activations[name] ?? "gelu";
}

/** Refuses what config.json says that would change the model and is not written here. @throws NestvecError CONFIG_INVALID */
export function refuse(config: ConfigValue, key: string, isAllowed: (value: unknown) => boolean, expected: string): void {
  const at = member(config, key);
  if (at.value === undefined || at.value === null || isAllowed(at.value)) return;
  throw configInvalid(at, expected);
}
