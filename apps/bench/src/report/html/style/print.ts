/** Paper: black on white whatever the screen has, nothing cut off, no plot on two pages. */
export const print = `
@page { margin: 16mm 14mm; }
@media print {
  :root { color-scheme: light; --paper: #fff; --card: #fff; --sunk: #fff; --ink: #000; --soft: #333; --line: #bbb; --gap: 5mm; }
  html { font-size: 10pt; }
  .masthead, main, footer { width: 100%; }
  .masthead { padding-top: 0; }
  nav, details { display: none; }
  section { padding: 0; border: 0; border-radius: 0; }
  section.flags { padding: 3mm; border: 1pt solid #000; background: #fff; }
  article + article { break-before: page; }
  h2, h3, .lead, figcaption, caption { break-after: avoid; }
  figure, .lead, .glance, .flags, .scroll { break-inside: avoid; }
  thead { display: table-header-group; }
  main, article, section, .below { display: block; }
  .beside > .figures { flex-basis: 7.5cm; }
  .beside { gap: 4mm 8mm; margin-block: 0 4mm; }
  main > *, article > *, section > * { margin-block: 0 4mm; }
  .figures { grid-template-columns: repeat(auto-fit, minmax(min(100%, 8cm), 1fr)); }
  .tables { gap: 4mm 8mm; }
  .below > .figures { margin-block-end: 4mm; }
  .scroll { overflow: visible; }
  table { font-size: 8pt; }
  thead th { font-size: 7.5pt; padding: 0.5mm 1.5mm; }
  tbody th, tbody td { padding: 0.6mm 1.5mm; }
  .plot, .sign { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  a { color: inherit; text-decoration: none; }
}
`;
