import type { QualityMeasure } from "../results/quality.ts";
import type { JudgedCut, MeasuredSet } from "./measure-set.ts";
import type { QualitySet } from "./sets/quality-set.ts";

/** The cuts of a set as tables by figure, those between two exits apart. A table without a cell is left out. */
export function qualityMeasures({ figures, queries, sampledFrom }: QualitySet, { cuts }: MeasuredSet): QualityMeasure[] {
  const sample = sampledFrom === undefined ? "" : ` (${queries.length.toLocaleString("en-US")} of ${sampledFrom.toLocaleString("en-US")})`;
  return figures.flatMap(({ name, what }, place) =>
    [false, true].flatMap((between): QualityMeasure[] => {
      const cells = cuts
        .filter((cut) => isBetween(cut) === between)
        .map(({ figures: found, ...cut }) => ({ ...cut, quality: found[place] ?? 0 }));
      if (cells.length === 0) return [];
      const sentence = `${what}${between ? ", the query from a shallower exit than what is stored" : ""}${sample}.`;
      return [
        {
          name: between ? `${name}_between_exits` : name,
          what: sentence,
          cells,
          ...(sampledFrom === undefined ? {} : { sampled: true }),
        },
      ];
    }),
  );
}

const isBetween = ({ queryLayer, storedLayer }: JudgedCut): boolean => queryLayer !== storedLayer;
