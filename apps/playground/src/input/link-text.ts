/** What of the page a link carries. What is left out stays as it is. */
export interface LinkState {
  readonly layer?: number | undefined;
  readonly dimension?: number | undefined;
  /** The layer at which the list is stored; 0 for the deepest. */
  readonly stored?: number | undefined;
  readonly sentences?: readonly string[] | undefined;
  readonly query?: string | undefined;
}

/** The part of an address behind its path that carries a state, with its "#". */
export function formatLink({ layer, dimension, stored, sentences, query }: LinkState): string {
  const fields = new URLSearchParams();
  if (layer !== undefined) fields.set("layer", String(layer));
  if (dimension !== undefined) fields.set("dimension", String(dimension));
  if (stored !== undefined && stored !== 0) fields.set("stored", String(stored));
  for (const sentence of sentences ?? []) fields.append("text", sentence);
  if (query !== undefined) fields.set("query", query);
  return `#${fields.toString()}`;
}

/** What a link carries. Whatever somebody has made of it, there is no error: what cannot be read is left out. */
export function parseLink(hash: string): LinkState {
  const fields = new URLSearchParams(hash.replace(/^#/, ""));
  const sentences = fields.getAll("text").filter((text) => text.trim() !== "");
  return {
    layer: wholeNumber(fields.get("layer")),
    dimension: wholeNumber(fields.get("dimension")),
    stored: wholeNumber(fields.get("stored")),
    sentences: sentences.length === 0 ? undefined : sentences,
    query: fields.get("query") ?? undefined,
  };
}

function wholeNumber(text: string | null): number | undefined {
  return text !== null && /^\d{1,6}$/.test(text) ? Number(text) : undefined;
}
