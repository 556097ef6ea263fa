/** At most `limit` of some things, evenly spread from the first on, in their order. */
export function sampleEvenly<Thing>(things: readonly Thing[], limit: number = Number.POSITIVE_INFINITY): readonly Thing[] {
  if (things.length <= limit) return things;
  return Array.from({ length: limit }, (_, place) => things[Math.floor((place * things.length) / limit)] as Thing);
}

/** What a set says of its queries where only `asked` of `all` are asked. */
export const sampling = (asked: number, all: number): { readonly sampledFrom?: number } => (asked < all ? { sampledFrom: all } : {});
