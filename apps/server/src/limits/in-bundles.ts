/**
 * A gate that opens for all who came within some milliseconds together. To wake up for each of many answers takes more of the processors' time than the
 * answers do: a server that is full refuses in bundles, and has more of it left for what it accepted.
 */
export function inBundles(milliseconds: number): () => Promise<void> {
  let bundle: Promise<void> | undefined;
  return () =>
    (bundle ??= new Promise((resolve) => {
      setTimeout(() => {
        bundle = undefined;
        resolve();
      }, milliseconds);
    }));
}
