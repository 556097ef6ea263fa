import type { JSX } from "preact";
import { fullSimilarities, similarities, type Similarities } from "../state/comparison.ts";
import { Card } from "./card.tsx";

/** The similarity of every sentence with every other, as a table. */
export const HeatMap = (): JSX.Element => {
  const here = similarities.value;
  return (
    <Card
      id="similarities"
      title="How alike they are"
      lead="The cosine of each pair at the cut: 1 is the same direction, 0 has nothing in common."
      aside={<Scale />}
    >
      {here === undefined ? <p class="waiting">The numbers come with the first exit.</p> : <Table here={here} />}
    </Card>
  );
};

const Scale = (): JSX.Element => (
  <p class="scale" aria-hidden="true">
    0 <span /> 1
  </p>
);

const Table = ({ here: { texts, matrix, layer, dimension } }: { readonly here: Similarities }): JSX.Element => {
  const full = fullSimilarities.value?.matrix.data;
  return (
    // Scrolled with the arrow keys where it is wider than the page.
    <div class="scroll" tabIndex={0} role="region" aria-label="Table of similarities">
      <table class={texts.length > 14 ? "heat dense" : "heat"} data-layer={layer} data-dimension={dimension}>
        <caption class="unseen">
          Similarity of each sentence with each, at layer {layer} and dimension {dimension}
        </caption>
        <thead>
          <tr>
            <td />
            {texts.map((text, column) => (
              <th key={column} scope="col" title={text}>
                {column + 1}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {texts.map((text, row) => (
            <tr key={row}>
              <th scope="row" title={text}>
                <span class="number">{row + 1}</span> <span class="text">{text}</span>
              </th>
              {texts.map((other, column) => (
                <Cell
                  key={column}
                  value={matrix.data[row * matrix.width + column] ?? 0}
                  full={full?.[row * matrix.width + column]}
                  texts={[text, other]}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};

interface CellProps {
  readonly value: number;
  readonly full: number | undefined;
  readonly texts: readonly [string, string];
}

const Cell = ({ value, full, texts: [left, right] }: CellProps): JSX.Element => {
  const atFull = full === undefined ? "" : `\n${full.toFixed(4)} at the full cut`;
  return (
    <td style={{ "--heat": Math.max(0, value).toFixed(3) }} title={`${left}\n${right}\n${value.toFixed(4)} at this cut${atFull}`}>
      <data value={value.toFixed(6)}>{value.toFixed(2).replace("-", "−")}</data>
    </td>
  );
};
