import { batch, effect, signal, type Signal } from "@preact/signals";
import { formatLink, parseLink } from "../input/link-text.ts";
import { chosenStoredLayer, dimension, layer, setFirstCut } from "./cut.ts";
import { dimensions, layers, model, wantedCut } from "./model.ts";
import { query } from "./search.ts";
import { areExamples, setSentences, texts } from "./sentences.ts";

/** What came of the last request for a link. */
export const linkNote: Signal<string> = signal("");

/** Takes what the address asks for, now and whenever another link is opened on the page. */
export function followLink(): void {
  take(globalThis.location.hash);
  globalThis.addEventListener("hashchange", () => take(globalThis.location.hash));
}

/**
 * Keeps the cut in the address, behind the "#", which browsers send to nobody. Texts come into it only when a link is asked for: an address
 * is kept in the history.
 */
export const keepCutInAddress = (): (() => void) => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return effect(() => {
    if (model.value === undefined) return;
    const cut = { layer: layer.value, dimension: dimension.value, stored: chosenStoredLayer.value };
    const [written, asked] = [texts.value, query.value.trim()];
    // Browsers bound how often an address may change.
    clearTimeout(timer);
    timer = setTimeout(() => {
      const linked = parseLink(globalThis.location.hash);
      // What a link brought stays in the address until it is changed.
      const isSame = linked.sentences?.join("\n") === written.join("\n");
      const kept = { sentences: isSame ? linked.sentences : undefined, query: linked.query === asked ? linked.query : undefined };
      globalThis.history.replaceState(globalThis.history.state, "", formatLink({ ...cut, ...kept }));
    }, 300);
  });
};

/** Puts all that is seen into the address, and copies it. */
export async function copyLink(): Promise<void> {
  const text = query.value.trim();
  const hash = formatLink({
    layer: layer.value,
    dimension: dimension.value,
    stored: chosenStoredLayer.value,
    sentences: areExamples() ? undefined : texts.value,
    query: text === "" ? undefined : text,
  });
  globalThis.history.replaceState(globalThis.history.state, "", hash);
  const url = globalThis.location.href;
  const what = "It holds the cut, your sentences and the query, and no list.";
  try {
    await navigator.clipboard.writeText(url);
    linkNote.value = `The link is copied. ${what}`;
  } catch {
    linkNote.value = `The link is in the address bar: copy it there. ${what}`;
  }
}

function take(hash: string): void {
  const { layer: askedLayer, dimension: askedDimension, stored, sentences, query: asked } = parseLink(hash);
  batch(() => {
    const cut = { layer: askedLayer ?? (layer.peek() || undefined), dimension: askedDimension ?? (dimension.peek() || undefined) };
    if (model.peek() === undefined) wantedCut.value = cut;
    else setFirstCut(layers.peek(), dimensions.peek(), cut);
    if (stored !== undefined) chosenStoredLayer.value = stored;
    if (sentences !== undefined) setSentences(sentences);
    if (asked !== undefined) query.value = asked;
  });
}
