import { plot, type PlotOptions } from "@observablehq/plot";
import { parseHTML } from "linkedom";

/** What is used of a drawing; the library's own type is the browser's. */
interface Drawing {
  readonly outerHTML: string;
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
  querySelector(selector: string): { remove(): void } | null;
}

/** How wide a letter of a plot is in the mean, in pixels: room is kept by it, since nothing measures letters here. Of a wide face, to be safe. */
export const letterWidth = { plain: 7, bold: 8 } as const;

const { document } = parseHTML("<!doctype html><html><body></body></html>");

/** A plot as SVG. Colours and letters come from the page that it is put into. */
export function drawPlot(options: PlotOptions & { readonly width: number; readonly height: number }): string {
  const drawing: Drawing = plot({ ...options, document });
  // Those of every drawing stand once in the page.
  drawing.querySelector("style")?.remove();
  for (const name of ["width", "height", "font-family", "font-size"]) drawing.removeAttribute(name);
  drawing.setAttribute("aria-hidden", "true");
  return shortened(drawing.outerHTML);
}

/** The same drawing with places to a hundredth of a pixel: shorter, and the same on every machine. */
function shortened(svg: string): string {
  return svg.replace(/ (?:d|points|transform|x|y|x1|x2|y1|y2|cx|cy|r|width|height)="[^"]*"/g, (attribute) =>
    attribute.replace(/-?\d+\.\d{3,}(?:e-?\d+)?/g, (number) => String(Math.round(Number(number) * 100) / 100)),
  );
}
