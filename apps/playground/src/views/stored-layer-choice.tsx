import type { JSX } from "preact";
import { chosenStoredLayer } from "../state/cut.ts";
import { fullCut, layers, model, storedLayer } from "../state/model.ts";

/** The exit at which the list is stored. */
export const StoredLayerChoice = (): JSX.Element | null => {
  if (layers.value.length < 2) return null;
  const isShared = model.value?.info.sharedSpace === true;
  return (
    <p class="field">
      <label for="stored-layer">Stored at layer</label>
      <select
        id="stored-layer"
        value={storedLayer.value}
        onChange={({ currentTarget }) => {
          const layer = Number(currentTarget.value);
          chosenStoredLayer.value = layer === fullCut.value.layer ? 0 : layer;
        }}
      >
        {layers.value.map((layer) => (
          <option key={layer} value={layer}>
            {layer}
          </option>
        ))}
      </select>
      {isShared ? null : <span class="hint">The query leaves there, too: each exit has a space of its own.</span>}
    </p>
  );
};
