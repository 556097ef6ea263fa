import type { CascadeStepReport } from "@nestvec/core";
import { computed, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import { layer } from "./cut.ts";
import { fullCut, isWhole } from "./model.ts";
import type { Problem } from "./problem.ts";
import { query } from "./search.ts";
import { storedList, storing } from "./stored-list.ts";

/** One query over the first texts of the list, in a cascade and at the deepest exit alone. */
export interface CascadeRun {
  readonly query: string;
  readonly texts: number;
  readonly steps: readonly CascadeStepReport[];
  readonly milliseconds: number;
  /** The same search at the deepest exit for all texts. */
  readonly alone: { readonly layer: number; readonly milliseconds: number };
  /** How many of the best were looked at, and how many of them both found. */
  readonly best: number;
  readonly shared: number;
}

/** The last run. */
export const cascadeRun: Signal<CascadeRun | undefined> = signal(undefined);

/** Whether one is under way. */
export const isCascading: Signal<boolean> = signal(false);

/** Why there is none. */
export const cascadeProblem: Signal<Problem | undefined> = signal(undefined);

/** The shares of the texts that may go on to the deepest exit. */
export const keptShares: readonly number[] = [0.1, 0.2, 0.5];

/** The share that was chosen. */
export const keptShare: Signal<number> = signal(0.2);

/** What is missing for a run, as a sentence; undefined where nothing is. */
export const cascadeObstacle: ReadonlySignal<string | undefined> = computed(() => {
  if (!isWhole.value) return "The deepest exit is not open yet.";
  if (query.value.trim() === "") return "Type a query above.";
  if (layer.value === fullCut.value.layer) return "Move the slider to a layer above the deepest: it is where the cascade begins.";
  if (storing.value.isRunning || storedList.value === undefined) return "The list is being stored.";
  return undefined;
});
