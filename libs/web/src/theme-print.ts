/**
 * A page on A4: what is read stands there, what is pressed does not. Figures and rows of a table are kept whole, a heading
 * stays with what follows it, and a page says its address and number. The rest of the theme comes before it.
 */
export const print = `
@page { size: A4; margin: 17mm 15mm 16mm; @bottom-right { content: counter(page) " / " counter(pages); font: 8pt sans-serif; color: #555; } }
.on-paper { display: none; }
@media print {
  html { background: none; font-size: 9.5pt; }
  .page { max-width: none; padding-inline: 0; }
  .mast { background: none; border: 0; }
  .mast .page { padding-block: 0; }
  .mast nav, .mast .end, .skip, .filters, .chips, .pager, .toc, form, summary, details:not([open]), .downloads, .screen-only { display: none; }
  .on-paper { display: block; }
  .kicker { margin-top: var(--s3); }
  .report, .verdict + .sections, .foot { margin-top: var(--s4); }
  section, .sections > section { padding-block: var(--s4) 0; }
  section + section, .sections > section + section { margin-top: var(--s4); }
  h1, h2, h3, thead, caption { break-after: avoid; break-inside: avoid; }
  h1, h2, h3, p, figcaption { orphans: 3; widows: 3; }
  h2 + p, p:has(+ h2), p:has(+ figure), p:has(+ .scroll), .kicker { break-after: avoid; }
  .sections, figure { container-type: normal; }
  figure, tr, .flow, .verdict, .answer, .facts > div, .flow li, .versions > li > p, pre { break-inside: avoid; }
  figure > .drawing > .chart { max-width: 26rem; }
  figure.across > .drawing > .chart { max-width: none; }
  figure > .at-wide.at-wide { display: block; }
  figure > .at-narrow.at-narrow { display: none; }
  .verdict { grid-template-columns: minmax(0, 1fr) 17rem; gap: var(--s4); }
  .verdict .facts > div { grid-template-columns: 5rem minmax(0, 1fr); }
  .answer { grid-template-columns: minmax(0, 1fr); }
  .answer, .notice, .proof, pre.bytes { border: 1px solid var(--rule); background: none; }
  pre.bytes { max-height: none; overflow: visible; }
  .scroll { overflow: visible; }
  table { font-size: 8.5pt; }
  td.n, th.n, .graded, .tag, td > code { white-space: normal; }
  a { text-decoration: none; }
  .sources a[href^="/"]::after, .sources a[href^="http"]::after { content: " (" attr(href) ")"; font: 7.5pt var(--mono); overflow-wrap: anywhere; }
  * { print-color-adjust: exact; }
}
`;
