import type { ModelResults } from "../../results/bench-results.ts";
import { modelCuts } from "../cuts/model-cuts.ts";
import { nearestLength } from "../cuts/nearest-length.ts";
import { paretoFront } from "../cuts/pareto.ts";
import { formatShort } from "../tables/format-number.ts";
import { distinct, numberColumn, type TitledTable } from "./titled-table.ts";

/**
 * Of the cuts of several models, such as one in float32 and in int8, those that no other beats: a table for each measure that was taken of more than one.
 * @param wanted tokens of the text that is timed, or the nearest length that was measured of all
 */
export function frontTables(models: readonly ModelResults[], wanted: number): TitledTable[] {
  const names = distinct(models.flatMap(({ quality }) => quality.map(({ name }) => name)));
  return names.flatMap((name) => {
    const measured = models.flatMap((model) => {
      const measure = model.quality.find((candidate) => candidate.name === name);
      return measure === undefined ? [] : [{ model, measure }];
    });
    const tokens = nearestLength({ latency: lengthsOfAll(measured.map(({ model }) => model)) }, wanted);
    if (measured.length < 2 || tokens === undefined) return [];
    const cuts = measured.flatMap(({ model, measure }) => modelCuts(model, measure, tokens).map((cut) => ({ ...cut, model: model.name })));
    const rows = paretoFront(cuts).map(({ model, layer, dimension, cost, worth }) => [model, layer, dimension, formatShort(cost), worth]);
    return [
      {
        title: `${name}: the cuts of all models that no other beats, by ms for one text of ${tokens} tokens`,
        table: {
          columns: [{ title: "model" }, numberColumn("exit"), numberColumn("dimension"), numberColumn("ms"), numberColumn("quality", 2)],
          rows,
        },
      },
    ];
  });
}

/** The times of the first model at lengths that were measured of every other, too. */
function lengthsOfAll([first, ...others]: readonly ModelResults[]): ModelResults["latency"] {
  return (first?.latency ?? []).filter(({ tokens }) => others.every(({ latency }) => latency.some((row) => row.tokens === tokens)));
}
