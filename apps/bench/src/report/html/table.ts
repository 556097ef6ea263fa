import type { Table } from "../tables/findings.ts";
import { formatNumber } from "../tables/format-number.ts";
import type { TitledTable } from "../sections/titled-table.ts";
import { html, type Markup } from "./html.ts";

/** A table with its title as caption. It scrolls by itself where the screen is narrow; `part`: the part of the page that it stands in. */
export function tableMarkup(part: string, { title, table }: TitledTable): Markup {
  const { columns, rows } = table;
  const headings = columns.map((column) => html`<th scope="col" class="${sideOf(column)}">${column.title}</th>`);
  // A region that can be scrolled is reached by the keyboard, too.
  return html`<div class="scroll" role="region" aria-label="${part}: ${title}" tabindex="0">
    <table>
      <caption>
        ${title}
      </caption>
      <thead>
        <tr>
          ${headings}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${row.map((cell, place) => cellMarkup(cell, place, columns))}
            </tr> `,
        )}
      </tbody>
    </table>
  </div> `;
}

function cellMarkup(cell: string | number, place: number, columns: Table["columns"]): Markup {
  const text = typeof cell === "number" ? formatNumber(cell, columns[place]?.digits ?? 0) : cell;
  const side = sideOf(columns[place]);
  return place === 0 ? html`<th scope="row" class="${side}">${text}</th>` : html`<td class="${side}">${text}</td>`;
}

const sideOf = (column: Table["columns"][number] | undefined): string => (column?.digits === undefined ? "word" : "amount");
