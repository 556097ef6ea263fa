import type { Embedder, ModelInfo } from "@nestvec/core";
import { loadModel, type LoadProgress } from "@nestvec/runtime-web";
import { batch, computed, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import { problemOf, type Problem } from "./problem.ts";
import { type AskedCut, chosenStoredLayer, setFirstCut } from "./cut.ts";
import { loadQuality, quality } from "./quality.ts";

/** A model that can be used, with at least its shallowest exit. */
export interface Model {
  readonly embedder: Embedder;
  readonly info: ModelInfo;
}

/** The model, once it is there. */
export const model: Signal<Model | undefined> = signal(undefined);

/** The exits that are open, shallowest first. */
export const openLayers: Signal<readonly number[]> = signal([]);

/** How far the download is. */
export const progress: Signal<LoadProgress | undefined> = signal(undefined);

/** Why loading stopped. */
export const loadProblem: Signal<Problem | undefined> = signal(undefined);

/** What is otherwise than asked, such as a cache that cannot be used, each a sentence. */
export const notes: Signal<readonly string[]> = signal([]);

/** The model's exits, shallowest first; none before it is there. */
export const layers: ReadonlySignal<readonly number[]> = computed(() => layersOf(model.value?.info));

/** The model's dimensions, narrowest first. */
export const dimensions: ReadonlySignal<readonly number[]> = computed(() => dimensionsOf(model.value?.info));

/** The deepest exit and the full width: what every cut is compared with. */
export const fullCut: ReadonlySignal<{ readonly layer: number; readonly dimension: number }> = computed(() => ({
  layer: layers.value.at(-1) ?? 0,
  dimension: dimensions.value.at(-1) ?? 0,
}));

/** Whether every exit is open. */
export const isWhole: ReadonlySignal<boolean> = computed(() => layers.value.length > 0 && openLayers.value.length === layers.value.length);

/** The exit at which the list is stored: the chosen one where the model has it, else the deepest. */
export const storedLayer: ReadonlySignal<number> = computed(
  () => layers.value.find((layer) => layer === chosenStoredLayer.value) ?? fullCut.value.layer,
);

/** The cut that a link asks for, before the model is there. */
export const wantedCut: Signal<AskedCut> = signal({});

let loading: Promise<Embedder> | undefined;

/**
 * Loads the model and opens its exits, shallowest first, so that the page can be used before the deepest has come. Called again after
 * a problem, it goes on from there.
 */
export async function startModel(): Promise<void> {
  loadProblem.value = undefined;
  try {
    loading ??= loadModel("./model/", { ...askedThreads(), onProgress: (told) => (progress.value = told) });
    const embedder = await loading;
    const info = await embedder.info();
    if (quality.value === undefined) void loadQuality();
    for (const layer of layersOf(info)) {
      if (openLayers.value.includes(layer)) continue;
      await embedder.warmUp({ layers: [layer] });
      batch(() => {
        if (model.value === undefined) setFirstCut(layersOf(info), dimensionsOf(info), wantedCut.value);
        model.value ??= { embedder, info };
        openLayers.value = [...openLayers.value, layer];
      });
    }
    model.value = { embedder, info: await embedder.info() };
    notes.value = model.value.info.notes;
  } catch (error) {
    if (model.value === undefined) loading = undefined;
    loadProblem.value = problemOf(error);
  }
}

/** `?threads=2` at the end of the page's address; the library says what is wrong with a number. */
function askedThreads(): { readonly threads?: number } {
  const asked = new URLSearchParams(globalThis.location.search).get("threads");
  return asked === null ? {} : { threads: Number(asked) };
}

const ascending = (left: number, right: number): number => left - right;

const layersOf = (info: ModelInfo | undefined): number[] =>
  (info?.exits ?? [])
    .filter(({ space }) => space !== null)
    .map(({ layer }) => layer)
    .toSorted(ascending);

const dimensionsOf = (info: ModelInfo | undefined): number[] =>
  info === undefined ? [] : [...(info.dimensions ?? [info.width])].toSorted(ascending);
