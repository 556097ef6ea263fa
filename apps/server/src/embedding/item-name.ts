/** What a request calls each of its inputs, by their places: `input[3]`. Messages name the item by it. */
export type ItemName = (place: number) => string;

/** The items of a list, or the one that is given without a list. */
export function itemsOf(parameter: string, given?: unknown): ItemName {
  const isOne = typeof given === "string" || (Array.isArray(given) && typeof given[0] === "number");
  return (place) => (isOne ? parameter : `${parameter}[${place}]`);
}

/** One input by a name of its own, and after it those of a list. */
export function firstAndItems(first: string, list: string): ItemName {
  return (place) => (place === 0 ? first : `${list}[${place - 1}]`);
}

/** The part of the request that an item belongs to: `input` of `input[3]`. */
export const parameterOf = (name: string): string => name.replace(/[[.].*$/, "");
