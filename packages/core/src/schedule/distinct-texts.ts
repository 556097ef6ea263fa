/** A text as token ids, and everywhere it stands among the caller's texts. */
export interface DistinctText {
  readonly ids: Int32Array;
  /** The ids as text: what tells texts apart. */
  readonly idsKey: string;
  readonly places: readonly [number, ...number[]];
}

/** The different texts among some rows, in the order in which they first come. */
export function distinctTexts(rows: readonly { readonly ids: Int32Array }[]): DistinctText[] {
  const texts = new Map<string, DistinctText & { readonly places: [number, ...number[]] }>();
  for (const [place, { ids }] of rows.entries()) {
    const idsKey = ids.join();
    const known = texts.get(idsKey);
    if (known === undefined) texts.set(idsKey, { ids, idsKey, places: [place] });
    else known.places.push(place);
  }
  return [...texts.values()];
}
