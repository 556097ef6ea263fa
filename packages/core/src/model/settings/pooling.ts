/** The ways to make one vector of token vectors. */
export const poolingModes = ["mean", "cls", "last", "max", "mean_sqrt_length", "weighted_mean"] as const;

/**
 * One way to make a vector of token vectors: their mean; the first token's, or the last real one's; the largest number in each place; their sum by
 * the root of their count; or their mean weighted by position, the first token 1, the second 2.
 */
export type PoolingMode = (typeof poolingModes)[number];

/** How token vectors become one vector a text: by one mode, or by several whose vectors are put one after the other, in that order. */
export type Pooling = PoolingMode | readonly PoolingMode[];

/** The modes of a pooling, one or several. */
export const modesOf = (pooling: Pooling): readonly PoolingMode[] => (typeof pooling === "string" ? [pooling] : pooling);

/** Whether a value, from a caller or over a port, is a pooling. */
export function isPooling(value: unknown): value is Pooling {
  const modes: readonly unknown[] = Array.isArray(value) ? value : [value];
  return modes.length > 0 && modes.every((mode) => poolingModes.some((known) => known === mode));
}

/** A list of one mode is that mode. */
export function poolingOfModes(modes: readonly PoolingMode[]): Pooling {
  const [first, ...others] = modes;
  return first === undefined || others.length > 0 ? modes : first;
}

/** What a pooling is, for messages. */
export const poolingExpected: string = `${poolingModes.map((mode) => `"${mode}"`).join(", ")}, or a list of these`;
