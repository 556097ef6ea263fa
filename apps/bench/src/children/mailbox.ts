/** Things that come when they come, taken one at a time in their order. */
export interface Mailbox<Item> {
  put(item: Item): void;
  /** Resolves with the next. */
  take(): Promise<Item>;
}

/** An empty one. */
export function mailbox<Item>(): Mailbox<Item> {
  const items: Item[] = [];
  const takers: ((item: Item) => void)[] = [];
  const meet = (): void => {
    while (items.length > 0 && takers.length > 0) takers.shift()?.(items.shift() as Item);
  };
  return {
    put(item) {
      items.push(item);
      meet();
    },
    take: () =>
      new Promise((resolve) => {
        takers.push(resolve);
        meet();
      }),
  };
}
