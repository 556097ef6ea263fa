/** A cut that costs something and is worth something. */
export interface Worth {
  readonly cost: number;
  readonly worth: number;
}

/** Those that no other beats: none costs as little and is worth more, nor costs less and is worth as much. Cheapest first; of equals the first. */
export function paretoFront<Cut extends Worth>(cuts: readonly Cut[]): Cut[] {
  const front: Cut[] = [];
  for (const cut of cuts.toSorted((left, right) => left.cost - right.cost || right.worth - left.worth))
    if (cut.worth > (front.at(-1)?.worth ?? Number.NEGATIVE_INFINITY)) front.push(cut);
  return front;
}
