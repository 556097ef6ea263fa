/** Letters, and where the parts of the page stand. */
export const layout = `
*, *::before, *::after { box-sizing: border-box; }
html { font: 1rem/1.55 var(--sans); color: var(--ink); background: var(--paper); text-size-adjust: 100%; }
body { margin: 0; }
h1, h2, h3, p, ul, dl, dd, figure { margin: 0; padding: 0; }
ul { list-style: none; }
h1, h2, h3 { font-family: var(--serif); font-weight: 600; line-height: 1.15; letter-spacing: -0.012em; text-wrap: balance; overflow-wrap: anywhere; }
h1 { font-size: clamp(2rem, 1.3rem + 2.6vw, 3.25rem); }
h2 { font-size: clamp(1.5rem, 1.2rem + 1.2vw, 2rem); }
h3 { font-size: 1.3125rem; }
p { text-wrap: pretty; }
a { color: var(--accent); text-underline-offset: 0.2em; text-decoration-thickness: 1px; }
code { font-size: 0.9em; }
.masthead, main, footer { width: min(100% - 2 * var(--margin), 72rem); margin-inline: auto; }
.masthead { padding-block: clamp(1.25rem, 4vw, 3rem) 1.5rem; display: grid; gap: 0.5rem; }
.brand { font: 600 1.125rem/1 var(--serif); margin-bottom: 0.5rem; }
.brand span { color: var(--soft); font-weight: 400; font-style: italic; }
.lead { max-width: 46rem; color: var(--soft); }
.hint, .identity { color: var(--soft); font-size: 0.875rem; }
.identity { font-family: ui-monospace, "SF Mono", Menlo, Consolas, monospace; font-size: 0.8125rem; overflow-wrap: anywhere; }
main { display: grid; grid-template-columns: minmax(0, 1fr); gap: calc(2 * var(--gap)); }
article { display: grid; grid-template-columns: minmax(0, 1fr); gap: var(--gap); }
article > header { display: grid; gap: 0.375rem; padding-top: 1.25rem; border-top: 1px solid var(--edge); }
section { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0.75rem; padding: clamp(1rem, 2.2vw, 1.75rem); border: 1px solid var(--line); border-radius: 1rem; background: var(--card); }
section, article { scroll-margin-top: 1rem; }
section.flags { border-color: var(--alarm); background: var(--alarm-ground); }
.flags h2, .more h2 { font-size: 1.3125rem; }
.flags strong { color: var(--alarm); }
.flags li, .more li { padding-block: 0.1875rem; font-size: 0.9375rem; overflow-wrap: anywhere; }
nav > ul { display: grid; gap: 0.75rem; }
nav > ul > li > a { font: 600 1.0625rem var(--serif); }
nav ul ul { display: flex; flex-wrap: wrap; gap: 0.125rem 1.25rem; margin-top: 0.125rem; font-size: 0.9375rem; }
nav li { overflow-wrap: anywhere; }
.glance { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: 1rem var(--gap); }
.glance dt { color: var(--soft); font-size: 0.875rem; overflow-wrap: anywhere; }
.glance dd:not(.hint) { font: 600 2rem/1.15 var(--serif); font-variant-numeric: tabular-nums lining-nums; }
footer { padding-block: 2rem 3rem; color: var(--soft); font-size: 0.875rem; }
summary { cursor: pointer; width: fit-content; color: var(--accent); font-size: 0.9375rem; border-radius: 0.25rem; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
`;
