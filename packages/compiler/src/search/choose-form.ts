import { NestvecError } from "@nestvec/core";
import { mostFloatChannels, type QuantizedGroup } from "../quantize/quantized-group.ts";
import type { Nearness } from "../quantize/quantization-report.ts";

/** Products in int8, by the name of their group. */
export type QuantizedGroups = ReadonlyMap<string, QuantizedGroup>;

/** Products that read one input, for which a form is looked for. */
export interface SearchedProduct {
  /** No others have it. */
  readonly name: string;
  /** How many numbers they read. */
  readonly inputs: number;
  /** What they are called in messages: `the feed-forward output of layer 3`. */
  readonly label: string;
}

/** A form of a model that is near enough, and how near. */
export interface ChosenForm<Product extends SearchedProduct> {
  readonly groups: QuantizedGroups;
  /** Input channels of each product that stay in float32. */
  readonly floatChannels: number;
  /** The products that stay in float32. */
  readonly floatProducts: readonly Product[];
  readonly nearness: Nearness;
}

/** What forms are made of, and tried with. */
export interface FormSearch<Product extends SearchedProduct> {
  /** All products of the model. */
  readonly products: readonly Product[];
  /** What the model is called in messages. */
  readonly model: string;
  readonly minCosine: number;
  /** Quantizes all products, each row with its own scale. */
  quantize(floatChannels: number): Promise<QuantizedGroups>;
  /** How near a form's vectors come to those in float32; with `quick`, of a few texts. */
  measure(groups: QuantizedGroups, what: string, quick?: "quick"): Promise<Nearness>;
}

/** By what they cost, the cheapest first. */
const floatChannelsTried = [0, 8, 16, 32];

/** Of the difference that is allowed, what the calibration texts may use: other texts are farther off. */
const usedOfAllowed = 0.75;

/** Of the difference that one text may have, what they may have in the mean. */
const meanOfAllowed = 0.25;

/** Of a model's products, how many may stay in float32. More, and there is little to be gained. */
const mostFloatProducts = 0.25;

/**
 * Looks for the cheapest form that comes near enough: the fewest float channels, else with them the products in float32 that are farthest off.
 * @throws NestvecError MODEL_NOT_QUANTIZABLE where none is
 */
export async function chooseForm<Product extends SearchedProduct>(search: FormSearch<Product>): Promise<ChosenForm<Product>> {
  const { products, minCosine } = search;
  const allowed = 1 - minCosine;
  const isNear = ({ minimum, mean }: Nearness): boolean => minimum >= 1 - usedOfAllowed * allowed && mean >= 1 - meanOfAllowed * allowed;
  let groups: QuantizedGroups = new Map();
  let nearness: Nearness | undefined;
  let floatChannels = 0;
  const mostInputs = Math.max(...products.map(({ inputs }) => inputs));
  for (floatChannels of floatChannelsTried.filter((channels) => channels <= mostFloatChannels * mostInputs)) {
    groups = await search.quantize(floatChannels);
    nearness = await search.measure(groups, `${floatChannels} float channels`);
    if (isNear(nearness)) return { groups, floatChannels, floatProducts: [], nearness };
  }
  const farthest = await byError(search, groups);
  for (let count = 1; count <= mostFloatProducts * products.length; count *= 2) {
    const floatProducts = farthest.slice(0, count).map(({ product }) => product);
    const left = new Map(groups);
    for (const { name } of floatProducts) left.delete(name);
    nearness = await search.measure(left, `${count} products in float32`);
    if (isNear(nearness)) return { groups: left, floatChannels, floatProducts, nearness };
  }
  const [worst] = farthest;
  throw new NestvecError("MODEL_NOT_QUANTIZABLE", {
    model: search.model,
    reached: nearness?.minimum ?? 0,
    mean: nearness?.mean ?? 0,
    minCosine,
    product: worst?.product.label ?? "",
    alone: worst?.minimum ?? 0,
  });
}

/** The products, each with the least cosine where it alone is in int8: the farthest off first. */
async function byError<Product extends SearchedProduct>(
  { products, measure }: FormSearch<Product>,
  groups: QuantizedGroups,
): Promise<readonly { readonly product: Product; readonly minimum: number }[]> {
  const errors: { readonly product: Product; readonly minimum: number }[] = [];
  for (const product of products) {
    const group = groups.get(product.name);
    if (group === undefined) continue;
    const { minimum } = await measure(new Map([[product.name, group]]), `${product.label} alone`, "quick");
    errors.push({ product, minimum });
  }
  return errors.toSorted((one, other) => one.minimum - other.minimum);
}
