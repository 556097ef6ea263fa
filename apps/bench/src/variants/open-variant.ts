import type { VariantHello } from "./variant-protocol.ts";

/** One way of embedding, open in this process. */
export interface OpenVariant extends VariantHello {
  /** Embeds texts in their order, into vectors of length 1. */
  embed(texts: readonly string[]): Promise<readonly ArrayLike<number>[]>;
}

/** Texts of a batch as most programs make them: as they come. */
const arrivalBatch = 32;

/** Embeds texts in batches of 32 in the order of their arrival. */
export async function inArrivalOrder(
  texts: readonly string[],
  embed: (batch: string[]) => Promise<readonly ArrayLike<number>[]>,
): Promise<readonly ArrayLike<number>[]> {
  const vectors: ArrayLike<number>[] = [];
  for (let start = 0; start < texts.length; start += arrivalBatch) vectors.push(...(await embed(texts.slice(start, start + arrivalBatch))));
  return vectors;
}
