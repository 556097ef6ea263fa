import type { JSX } from "preact";
import { chooseField, incoming } from "../state/incoming-list.ts";

/** Which field of a table holds the texts, where there are several. */
export const FieldChoice = (): JSX.Element | null => {
  const { table, field } = incoming.value ?? {};
  if (table === undefined || table.fields.length < 2) return null;
  return (
    <p class="field">
      <label for="field">Texts are in</label>
      <select id="field" value={field} onChange={({ currentTarget }) => chooseField(Number(currentTarget.value))}>
        {table.fields.map((name, index) => (
          <option key={name} value={index}>
            {name}
          </option>
        ))}
      </select>
    </p>
  );
};
