import { effect, signal, type Signal } from "@preact/signals";
import { latest } from "./latest.ts";
import { problemOf, type Problem } from "./problem.ts";
import { layer } from "./cut.ts";
import { fullCut, model, openLayers } from "./model.ts";
import { texts } from "./sentences.ts";

/** The vectors of the user's sentences at one exit, in full width and of length 1. */
export interface LayerVectors {
  readonly layer: number;
  readonly texts: readonly string[];
  readonly vectors: readonly Float32Array[];
  readonly space: string;
  readonly truncated: number;
}

/** At the exit of the slider, and at the deepest one; undefined until they were made. They may be of different lists for a moment. */
export const cutVectors: Signal<LayerVectors | undefined> = signal(undefined);
export const fullVectors: Signal<LayerVectors | undefined> = signal(undefined);

/** Why the sentences could not be embedded. */
export const sentencesProblem: Signal<Problem | undefined> = signal(undefined);

interface Known {
  readonly vector: Float32Array;
  readonly isTruncated: boolean;
}

/** What was embedded before, by exit and text, so that a keystroke costs one text. */
const known = new Map<number, Map<string, Known>>();

/** Texts that are remembered at an exit: every keystroke makes one. */
const mostKnown = 2000;

async function vectorsAt(wanted: number, list: readonly string[]): Promise<LayerVectors | undefined> {
  const { embedder, info } = model.value ?? {};
  const space = info?.exits.find((exit) => exit.layer === wanted)?.space;
  if (embedder === undefined || typeof space !== "string") return undefined;
  const here = known.get(wanted) ?? new Map<string, Known>();
  known.set(wanted, here);
  const fresh = [...new Set(list)].filter((text) => !here.has(text));
  if (fresh.length > 0) {
    const { vectors, truncated } = await embedder.embed(fresh, { layer: wanted, lane: "interactive" });
    if (here.size + fresh.length > mostKnown) for (const text of here.keys()) if (!list.includes(text)) here.delete(text);
    for (const [index, text] of fresh.entries()) {
      const vector = vectors[index];
      if (vector !== undefined) here.set(text, { vector, isTruncated: truncated[index] === true });
    }
  }
  const all = list.flatMap((text) => here.get(text) ?? []);
  const count = all.filter(({ isTruncated }) => isTruncated).length;
  return { layer: wanted, texts: list, vectors: all.map(({ vector }) => vector), space, truncated: count };
}

const update = latest(async () => {
  const list = texts.value;
  const deepest = fullCut.value.layer;
  try {
    const atCut = await vectorsAt(layer.value, list);
    if (atCut !== undefined) cutVectors.value = atCut;
    if (openLayers.value.includes(deepest)) {
      const atFull = await vectorsAt(deepest, list);
      if (atFull !== undefined) fullVectors.value = atFull;
    }
    sentencesProblem.value = undefined;
  } catch (error) {
    sentencesProblem.value = problemOf(error);
  }
});

/** Keeps the vectors up to date with the list and the slider. */
export const followSentences = (): (() => void) =>
  effect(() => {
    const isPossible = model.value !== undefined && openLayers.value.includes(layer.value);
    const isChanged = texts.value !== cutVectors.value?.texts || layer.value !== cutVectors.value.layer;
    const isFullChanged = openLayers.value.includes(fullCut.value.layer) && texts.value !== fullVectors.value?.texts;
    if (isPossible && (isChanged || isFullChanged)) void update();
  });
