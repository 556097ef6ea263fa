import type { CascadeStep, PoolingMode, WeightType } from "@nestvec/core";
import { InvalidArgumentError } from "commander";

/** Parses a whole number from 1. @throws InvalidArgumentError */
export function count(value: string): number {
  const number = Number(value);
  if (/^\d+$/.test(value) && Number.isSafeInteger(number) && number > 0) return number;
  throw new InvalidArgumentError("It must be a whole number from 1.");
}

/** Parses whole numbers from 1, with commas between. @throws InvalidArgumentError */
export function counts(value: string): readonly number[] {
  const numbers = value.split(",").map((piece) => Number(piece.trim()));
  if (/^[\d, ]+$/.test(value) && numbers.every((number) => Number.isSafeInteger(number) && number > 0)) return numbers;
  throw new InvalidArgumentError("It must be whole numbers from 1, such as 6,11.");
}

/** Parses names with commas between them. @throws InvalidArgumentError */
export function names(value: string): readonly string[] {
  const all = value.split(",").map((name) => name.trim());
  if (all.every((name) => name !== "")) return all;
  throw new InvalidArgumentError("It must be names with commas between them, such as webgpu,cpu.");
}

/** Parses layers, each once, with commas between; `all` stands for those that the model has. @throws InvalidArgumentError */
export function layerList(value: string): readonly number[] | "all" {
  if (value.trim() === "all") return "all";
  const layers = counts(value);
  if (new Set(layers).size === layers.length) return layers;
  throw new InvalidArgumentError("It must be different layers, such as 6,11, or all.");
}

/** Parses the steps of a cascade, LAYER/DIMENSION:KEEP with commas between; the core says which numbers make sense. @throws InvalidArgumentError */
export function cascadeSteps(value: string): readonly CascadeStep[] {
  return value.split(",").map((step) => {
    const parts = /^\s*(\d+)(?:\/(\d+))?(?::([\d.]+))?\s*$/.exec(step);
    if (parts === null) throw new InvalidArgumentError("It must be steps LAYER/DIMENSION:KEEP with commas between, such as 6/64:0.2,22.");
    const [layer, dimension, keep] = parts.slice(1).map((number) => (number === undefined ? undefined : Number(number)));
    return { layer: layer ?? 0, ...(dimension === undefined ? {} : { dimension }), ...(keep === undefined ? {} : { keep }) };
  });
}

/** Parses a TCP port; 0 stands for any that is free. @throws InvalidArgumentError */
export function port(value: string): number {
  const number = Number(value);
  if (/^\d+$/.test(value) && number <= 65_535) return number;
  throw new InvalidArgumentError("It must be a whole number from 0 to 65535.");
}

/** Parses any number that is finite. @throws InvalidArgumentError */
export function decimal(value: string): number {
  const number = Number(value);
  if (value.trim() !== "" && Number.isFinite(number)) return number;
  throw new InvalidArgumentError("It must be a number.");
}

/** Parses a JSON object of texts. @throws InvalidArgumentError */
export function textsByName(value: string): Readonly<Record<string, string>> {
  const expected = 'It must be a JSON object of texts, such as {"query": "query: "}.';
  let parsed: unknown;
  try {
    parsed = JSON.parse(value);
  } catch {
    throw new InvalidArgumentError(expected);
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) throw new InvalidArgumentError(expected);
  if (Object.values(parsed).some((text) => typeof text !== "string")) throw new InvalidArgumentError(expected);
  return parsed as Record<string, string>;
}

const poolingNames: Readonly<Record<PoolingMode, true>> = {
  mean: true,
  cls: true,
  last: true,
  max: true,
  mean_sqrt_length: true,
  weighted_mean: true,
};

/** The core's modes. Named here, so that help does not load the core. */
export const poolingModes: readonly PoolingMode[] = Object.keys(poolingNames) as PoolingMode[];

const weightTypeNames: Readonly<Record<WeightType, true>> = { float32: true, float16: true, int8: true };

/** What the compiler stores weights in. Named here, so that help does not load it. */
export const weightTypes: readonly WeightType[] = Object.keys(weightTypeNames) as WeightType[];

/** Parses poolings, with commas between several. @throws InvalidArgumentError */
export function poolings(value: string): readonly PoolingMode[] {
  return value.split(",").map((name) => {
    const mode = poolingModes.find((known) => known === name.trim());
    if (mode !== undefined) return mode;
    throw new InvalidArgumentError(`It must be one or several, with commas, of ${poolingModes.join(", ")}.`);
  });
}
