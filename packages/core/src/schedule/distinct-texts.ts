/** A text as token ids, and everywhere it stands among the caller's texts. */
export interface DistinctText {
  readonly ids: Int32Array;
  readonly places: readonly [number, ...number[]];
}

/** The different texts among some rows, in the order in which they first come. */
export function distinctTexts(rows: readonly { readonly ids: Int32Array }[]): DistinctText[] {
  const texts = new Map<string, { readonly ids: Int32Array; readonly places: [number, ...number[]] }>();
  for (const [place, { ids }] of rows.entries()) {
    const key = ids.join();
    const known = texts.get(key);
    if (known === undefined) texts.set(key, { ids, places: [place] });
    else known.places.push(place);
  }
  return [...texts.values()];
}
