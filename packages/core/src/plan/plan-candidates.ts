import type { Calibration } from "./calibration.ts";
import { estimateMilliseconds } from "./estimate-milliseconds.ts";
import type { QualityCell } from "../model/info/quality-table-types.ts";

/** The cuts that a model has, and their times on this machine where they were ever measured. */
export interface AvailableCuts {
  /** Layers whose exits are there. */
  readonly layers: readonly number[];
  /** The model's dimensions; undefined if any up to `width` is allowed. */
  readonly dimensions: readonly number[] | undefined;
  readonly width: number;
  readonly calibration: Pick<Calibration, "exits"> | undefined;
}

/** A cut that the model has, with its quality, and its time where that is known. */
export interface PlanCandidate extends QualityCell {
  readonly milliseconds: number | undefined;
}

/** The cells of a quality table that the model has a cut for, with their time for a text of `tokens` tokens. */
export function planCandidates(cells: readonly QualityCell[], available: AvailableCuts, tokens: number): PlanCandidate[] {
  const { layers, dimensions, width, calibration } = available;
  const hasDimension = (dimension: number): boolean => (dimensions === undefined ? dimension <= width : dimensions.includes(dimension));
  return cells
    .filter(({ layer, dimension }) => layers.includes(layer) && hasDimension(dimension))
    .map((cell) => {
      const exit = calibration?.exits.find(({ layer }) => layer === cell.layer);
      return { ...cell, milliseconds: exit === undefined ? undefined : estimateMilliseconds(exit, tokens) };
    });
}
