import { batch, effect, signal, type Signal } from "@preact/signals";
import type { TextList } from "../input/text-list.ts";
import { problemOf, type Problem } from "./problem.ts";
import { fullCut, model, storedLayer } from "./model.ts";

/** The list to search in, with the vectors that were made of it so far, at one exit and in full width. */
export interface StoredList extends TextList {
  readonly layer: number;
  readonly space: string;
  readonly width: number;
  /** Room for all texts, `[texts, width]`. Filled up to `stored`. */
  readonly data: Float32Array;
}

/** How far the embedding of the list is. */
export interface Storing {
  readonly isRunning: boolean;
  readonly total: number;
  /** Texts that can be searched. */
  readonly stored: number;
  readonly textsPerSecond: number;
}

/** The list; undefined before there is one. */
export const storedList: Signal<StoredList | undefined> = signal(undefined);

/** How far it is. */
export const storing: Signal<Storing> = signal({ isRunning: false, total: 0, stored: 0, textsPerSecond: 0 });

/** Why the list could not be read or embedded. */
export const listProblem: Signal<Problem | undefined> = signal(undefined);

/** Texts in one call: few, so that the bar moves and a cancel is heeded soon; the library sorts them by length into batches. */
const textsAtOnce = 64;

let stop: AbortController | undefined;

/** Stops embedding. What is stored can be searched. */
export function cancelStoring(): void {
  stop?.abort();
}

/** Stores the list anew at the chosen exit, where it is stored at another. */
export const followStoredLayer = (): (() => void) =>
  effect(() => {
    const layer = storedLayer.value;
    const list = storedList.peek();
    if (list !== undefined && layer !== 0 && list.layer !== layer) void storeList(list);
  });

/** Embeds a list at the chosen exit, in the bulk lane, so that what the user types meanwhile goes first. */
export async function storeList(list: TextList): Promise<void> {
  cancelStoring();
  const { embedder, info } = model.value ?? {};
  const { dimension: width } = fullCut.value;
  const layer = storedLayer.value;
  const space = info?.exits.find((exit) => exit.layer === layer)?.space;
  if (embedder === undefined || typeof space !== "string") return;
  const controller = new AbortController();
  stop = controller;
  const total = list.texts.length;
  const data = new Float32Array(total * width);
  const start = performance.now();
  let stored = 0;
  const tell = (isRunning: boolean): void => {
    const seconds = (performance.now() - start) / 1000;
    storing.value = { isRunning, total, stored, textsPerSecond: stored === 0 ? 0 : stored / seconds };
  };
  batch(() => {
    storedList.value = { ...list, layer, space, width, data };
    listProblem.value = undefined;
    tell(true);
  });
  try {
    while (stored < total) {
      const texts = list.texts.slice(stored, stored + textsAtOnce);
      const answer = await embedder.embed(texts, { layer, lane: "bulk", signal: controller.signal });
      if (controller.signal.aborted) break;
      data.set(answer.data, stored * width);
      stored += texts.length;
      tell(stored < total);
    }
  } catch (error) {
    if (!controller.signal.aborted) listProblem.value = problemOf(error);
  }
  // Another list may have taken its place.
  if (stop === controller) tell(false);
}
