import type { JSX } from "preact";
import { dimension, layer } from "../state/cut.ts";
import { dimensions, layers } from "../state/model.ts";
import { chosenTable, quality, qualityTable } from "../state/quality.ts";

/** The quality of every cut, as the model's own file has it, with the chosen one marked. */
export const QualityPanel = (): JSX.Element | null => {
  const table = qualityTable.value;
  if (table === undefined || layers.value.length === 0) return null;
  return (
    <div class="quality" id="quality">
      <p class="slider-head">
        <label for="quality-table">Quality</label>
        <select
          id="quality-table"
          value={chosenTable.value}
          onChange={({ currentTarget }) => (chosenTable.value = Number(currentTarget.value))}
        >
          {quality.value?.tables.map(({ name }, place) => (
            <option key={name} value={place}>
              {name}
            </option>
          ))}
        </select>
      </p>
      <table title={quality.value?.what}>
        <caption class="unseen">
          {table.name} by layer and dimension, from the model’s quality.json. {quality.value?.what}
        </caption>
        <thead>
          <tr>
            <td />
            {dimensions.value.map((width) => (
              <th key={width} scope="col">
                {width}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {layers.value.map((exit) => (
            <tr key={exit}>
              <th scope="row">
                <span class="unseen">layer </span>
                {exit}
              </th>
              {dimensions.value.map((width) => {
                const value = table.byLayer.get(exit)?.get(width);
                const isChosen = exit === layer.value && width === dimension.value;
                return (
                  <td key={width} class={isChosen ? "chosen" : ""}>
                    {value === undefined ? "–" : <data value={value}>{value.toFixed(1)}</data>}
                    {isChosen ? <span class="unseen">, chosen</span> : null}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};
