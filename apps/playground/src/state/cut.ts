import { batch, signal, type Signal } from "@preact/signals";

/** The exit that the slider is at. */
export const layer: Signal<number> = signal(0);

/** The dimension that the slider is at. */
export const dimension: Signal<number> = signal(0);

/** The exit at which the list is stored; 0 for the deepest. */
export const chosenStoredLayer: Signal<number> = signal(0);

/** What a link asks for, until the model that it is of is there. */
export interface AskedCut {
  readonly layer?: number | undefined;
  readonly dimension?: number | undefined;
}

/** Where the sliders begin: where a link says, else at the shallowest exit, which is there first, and the dimension in the middle. */
export function setFirstCut(layers: readonly number[], dimensions: readonly number[], asked: AskedCut = {}): void {
  batch(() => {
    layer.value = layers.find((value) => value === asked.layer) ?? layers[0] ?? 0;
    dimension.value = dimensions.find((value) => value === asked.dimension) ?? dimensions[dimensions.length >> 1] ?? 0;
  });
}
