import type { Chart } from "./charts/chart.ts";
import { html, trusted, type Markup } from "./html.ts";

/** Widths at which every chart is drawn, so that its letters are of a size to be read on any screen: the style sheet chooses by the room that there is. */
const widths = { narrow: 360, wide: 720 } as const;

/** A chart with its title, its legend and its words. */
export function figureMarkup(id: string, { title, alternative, legend = [], draw }: Chart): Markup {
  const signs = legend.map(({ label, sign }) => html`<li><span class="sign ${sign}"></span>${label}</li>`);
  // One picture to those who hear the page, though it is there in two sizes.
  return html`<figure aria-labelledby="${id}">
    <figcaption id="${id}">${title}</figcaption>
    <div class="plot" role="img" aria-labelledby="${id}-words">
      ${Object.entries(widths).map(([name, width]) => html`<div class="${name}">${trusted(draw(width))}</div> `)}
    </div>
    <p id="${id}-words" hidden>${alternative}</p>
    ${
      signs.length === 0
        ? undefined
        : html`<ul class="legend">
            ${signs}
          </ul> `
    }
  </figure> `;
}
