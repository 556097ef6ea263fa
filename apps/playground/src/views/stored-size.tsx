import type { JSX } from "preact";
import { inBytes } from "../measures/in-words.ts";
import { storedBytes } from "../measures/stored-bytes.ts";
import { dimension } from "../state/cut.ts";
import { fullCut } from "../state/model.ts";
import { Card } from "./card.tsx";

const kinds = [
  ["float32", "4 bytes a number"],
  ["int8", "1 byte a number"],
  ["binary", "1 bit a number"],
] as const;

/** What a vector of this dimension takes in a store. */
export const StoredSize = (): JSX.Element => {
  const bytes = storedBytes(dimension.value);
  const most = storedBytes(fullCut.value.dimension).float32;
  return (
    <Card
      id="size"
      title="A stored vector"
      lead="Bytes at this dimension, against the full one in float32. A million vectors take a million times that."
    >
      <table class="measures">
        <caption class="unseen">Bytes of a stored vector</caption>
        <tbody>
          {kinds.map(([kind, what]) => (
            <tr key={kind}>
              <th scope="row">
                {kind} <span class="hint">{what}</span>
              </th>
              <td class="gauge" aria-hidden="true">
                <span style={{ "--share": most === 0 ? 0 : bytes[kind] / most }} />
              </td>
              <td class="amount">
                <data value={bytes[kind]}>{inBytes(bytes[kind])}</data>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
};
