import { computed, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import { readQuality, type Quality, type QualityTable } from "../input/quality.ts";

/** What the model's own file says of its quality; undefined where it says nothing. */
export const quality: Signal<Quality | undefined> = signal(undefined);

/** Which table is shown, by its place. */
export const chosenTable: Signal<number> = signal(0);

/** The table that is shown. */
export const qualityTable: ReadonlySignal<QualityTable | undefined> = computed(() => quality.value?.tables[chosenTable.value]);

/** Reads the model's quality tables. A model without them is shown without them. */
export async function loadQuality(): Promise<void> {
  try {
    const response = await fetch("./model/quality.json");
    if (response.ok) quality.value = readQuality(await response.json());
  } catch {
    // Without a connection, or no JSON: the page is of use without.
  }
}
