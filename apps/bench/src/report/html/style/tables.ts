/** Tables: lines between rows, figures under one another. */
export const tables = `
.tables { display: flex; flex-wrap: wrap; gap: var(--gap) calc(1.5 * var(--gap)); align-items: flex-start; }
.scroll { overflow-x: auto; max-width: 100%; flex: 0 1 auto; border-radius: 0.375rem; }
table { border-collapse: collapse; font-size: 0.875rem; font-variant-numeric: tabular-nums lining-nums; }
caption { text-align: start; color: var(--soft); font-size: 0.8125rem; padding-bottom: 0.25rem; text-wrap: pretty; overflow-wrap: anywhere; }
th { font-weight: inherit; }
thead th { color: var(--soft); font-size: 0.8125rem; vertical-align: bottom; padding: 0.25rem 0.625rem; }
tbody tr { border-top: 1px solid var(--line); }
tbody th, tbody td { padding: 0.3125rem 0.625rem; white-space: nowrap; }
tbody th { font-weight: 600; }
tr > :first-child { padding-inline-start: 0; }
tr > :last-child { padding-inline-end: 0; }
.word { text-align: start; }
.amount { text-align: end; }
details[open] { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0.75rem; }
`;
