/** What a colour or sign of a drawing means. */
export interface LegendEntry {
  readonly label: string;
  /** A class of the style sheet that paints it. */
  readonly sign: string;
}

/** A drawing that can be made at several widths. */
export interface Chart {
  readonly title: string;
  /** The same in words, for those who do not see it. */
  readonly alternative: string;
  readonly legend?: readonly LegendEntry[];
  /** An SVG so many units wide, a unit being about a pixel. */
  draw(width: number): string;
}

/** The colour of an exit, set by the style sheet of its model. */
export const exitColour = (layer: number): string => `var(--exit-${layer})`;
