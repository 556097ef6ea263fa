import type { BenchResults } from "../../results/bench-results.ts";
import { machineLine } from "../sections/machine-line.ts";
import { usualTokens } from "../cuts/nearest-length.ts";
import { frontTables } from "../sections/front-tables.ts";
import type { TitledTable } from "../sections/titled-table.ts";
import { peakLine, peakTable } from "../sections/peak-table.ts";
import { peakChart } from "./charts/bar-charts.ts";
import { figureMarkup } from "./figure.ts";
import { html, trusted, type Markup } from "./html.ts";
import { contentsOf, modelArticle } from "./model-article.ts";
import { pageStyle } from "./style/page-style.ts";
import { tableMarkup } from "./table.ts";

/** What can be chosen about the page. */
export interface HtmlReportOptions {
  /** Tokens of a text at which quality is held against latency, or the nearest length that was measured. Default 128. */
  readonly tokens?: number;
}

/** Everything that a run measured as one HTML file: no script, no request to anywhere, the same bytes for the same results. */
export function htmlReport(results: BenchResults, { tokens = usualTokens }: HtmlReportOptions = {}): string {
  const { models, peak, flags, more, date } = results;
  const names = models.map(({ name }) => name).join(", ");
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <title>Measurements of ${names}</title>
        <style>
          ${trusted(pageStyle)}
        </style>
      </head>
      <body>
        <header class="masthead">
          <p class="brand">nestvec <span>bench</span></p>
          <h1>${names}</h1>
          <p class="lead">${machineLine(results)}</p>
          <p class="hint"><time datetime="${date}">${date.slice(0, 10)}</time></p>
        </header>
        <main>
          ${flagList(flags)}${contents(results)}${peak === undefined || peak.sizes.length === 0 ? undefined : peakMarkup(peak)}${models.map((model, place) => modelArticle(`model-${place}`, model, tokens))}${frontsMarkup(frontTables(models, tokens))}${moreMarkup(more)}
        </main>
        <footer>
          Made by <code>nestvec bench</code>. Medians of several rounds; a spread is the distance between the quartiles as a part of the
          median.
        </footer>
      </body>
    </html> `;
  return page.markup;
}

function flagList(flags: BenchResults["flags"]): Markup | undefined {
  if (flags.length === 0) return undefined;
  const entries = flags.map(({ part, kind, detail }) => html`<li><strong>${part}, ${kind}.</strong> ${detail}</li> `);
  return html`<section class="flags" aria-labelledby="flags">
    <h2 id="flags">Look out</h2>
    <ul>
      ${entries}
    </ul>
  </section> `;
}

function contents({ models }: BenchResults): Markup | undefined {
  const links = models.map((model, place) => {
    const parts = contentsOf(model).map(({ id, title }) => html`<li><a href="#model-${place}-${id}">${title}</a></li>`);
    return html`<li>
      <a href="#model-${place}">${model.name}</a>
      <ul>
        ${parts}
      </ul>
    </li> `;
  });
  return html`<nav aria-label="Contents">
    <ul>
      ${links}
    </ul>
  </nav> `;
}

function peakMarkup(peak: NonNullable<BenchResults["peak"]>): Markup {
  return html`<section id="peak">
    <h2>Peak GFLOP/s</h2>
    <p class="lead">${peakLine(peak)}</p>
    <div class="beside">
      <div class="figures">${figureMarkup("peak-figure", peakChart(peak))}</div>
      <div class="tables">
        ${tableMarkup("Peak GFLOP/s", { title: "Products [rows, inner] × [inner, columns]", table: peakTable(peak) })}
      </div>
    </div>
  </section> `;
}

function frontsMarkup(fronts: readonly TitledTable[]): Markup | undefined {
  if (fronts.length === 0) return undefined;
  return html`<section id="all-models">
    <h2>All models</h2>
    <p class="lead">A cut stands here if no other costs as little and is better, or costs less and is as good.</p>
    <div class="tables">${fronts.map((front) => tableMarkup("All models", front))}</div>
  </section> `;
}

function moreMarkup(more: readonly string[]): Markup | undefined {
  if (more.length === 0) return undefined;
  return html`<section class="more">
    <h2>For more</h2>
    <ul>
      ${more.map((sentence) => html`<li>${sentence}</li> `)}
    </ul>
  </section> `;
}
