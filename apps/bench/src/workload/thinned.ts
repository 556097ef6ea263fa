/** Takes things as they come and keeps at most so many of them, evenly spread over all that came. */
export interface Thinned<Item> {
  add(item: Item): void;
  /** In the order they came. */
  kept(): readonly Item[];
}

/** Never holds more than twice as many: of all that came, each 1st, 2nd, 4th, … */
export function thinned<Item>(most: number): Thinned<Item> {
  let step = 1;
  let come = 0;
  let items: Item[] = [];
  return {
    add(item) {
      if (come++ % step !== 0) return;
      items.push(item);
      if (items.length <= 2 * most) return;
      items = items.filter((_, place) => place % 2 === 0);
      step *= 2;
    },
    kept: () =>
      items.length <= most ? items : Array.from({ length: most }, (_, place) => items[Math.floor((place * items.length) / most)] as Item),
  };
}
