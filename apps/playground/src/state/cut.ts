import { batch, signal, type Signal } from "@preact/signals";

/** The exit that the slider is at. */
export const layer: Signal<number> = signal(0);

/** The dimension that the slider is at. */
export const dimension: Signal<number> = signal(0);

/** Where the sliders begin: the shallowest exit, which is there first, and the dimension in the middle. */
export function setFirstCut(layers: readonly number[], dimensions: readonly number[]): void {
  batch(() => {
    layer.value = layers[0] ?? 0;
    dimension.value = dimensions[dimensions.length >> 1] ?? 0;
  });
}
