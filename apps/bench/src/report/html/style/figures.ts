/** Plots. Each is there in two sizes, and the room that it has chooses one. */
export const figures = `
.beside { display: flex; flex-wrap: wrap; gap: var(--gap) calc(2 * var(--gap)); }
.beside > .figures { flex: 1 1 22rem; }
.beside > .tables { flex: 0 1 auto; flex-direction: column; max-width: 100%; }
.below { display: grid; grid-template-columns: minmax(0, 1fr); gap: var(--gap); }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: var(--gap); align-items: start; }
figure { container-type: inline-size; min-width: 0; }
figcaption { font-weight: 600; font-size: 0.9375rem; margin-bottom: 0.375rem; overflow-wrap: anywhere; }
.plot svg { display: block; width: 100%; height: auto; overflow: visible; font: 12px var(--sans); color: var(--ink); }
.plot svg text { white-space: pre; font-variant-numeric: tabular-nums lining-nums; }
.plot .wide { display: none; max-width: 50rem; }
@container (min-width: 36rem) {
  .plot .wide { display: block; }
  .plot .narrow { display: none; }
}
.plot .narrow { max-width: 27rem; }
.plot .grid { stroke: var(--line); stroke-opacity: 1; }
.plot [aria-label$="tick label"], .plot [aria-label$="axis label"] { fill: var(--soft); }
.plot .names, .plot .label { fill: var(--ink); }
.plot .label { font-weight: 600; }
.plot .label, .plot .small { paint-order: stroke; stroke: var(--card); stroke-width: 3px; stroke-linejoin: round; }
.plot .small { fill: var(--soft); font-size: 11px; }
.plot .front { stroke: var(--edge); stroke-width: 1.5; stroke-dasharray: 3 3; }
.plot .range { fill: var(--ink); fill-opacity: 0.55; }
.plot .reference { stroke: var(--edge); stroke-dasharray: 3 3; }
.plot .peak { stroke: var(--ink); stroke-width: 2; }
.legend { display: flex; flex-wrap: wrap; gap: 0.125rem 1.25rem; margin-top: 0.375rem; color: var(--soft); font-size: 0.8125rem; }
.legend li { display: flex; align-items: center; gap: 0.5rem; }
.sign { flex: none; width: 0.875rem; height: 0.875rem; border-radius: 0.1875rem; }
.sign.bar-2 { background: var(--nest-2); }
.sign.bar-3 { background: var(--nest-3); }
.sign.tick { width: 2px; background: var(--ink); border-radius: 0; }
.sign.dots { border-radius: 50%; background: radial-gradient(circle at 50% 50%, var(--deep) 0 30%, var(--card) 32% 40%, var(--nest-2) 42%); }
.sign.front { height: 0; width: 1.25rem; border-top: 2px dashed var(--edge); border-radius: 0; }
`;
