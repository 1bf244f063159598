import { print } from './theme-print.js';

/**
 * The neutral theme: tokens first, then a handful of blocks. No framework, no web font, no script.
 * Served as `/assets/theme.css`; pages carry no style of their own, so a strict content policy holds.
 */
export const stylesheet = `
:root {
  color-scheme: light dark;
  --ink: #16191d; --ink-2: #4c545e; --ink-3: #6b737d; --rule: #d9d6ce; --paper: #fbfaf6; --card: #ffffff;
  --treated: #00656b; --comparison: #a4521a; --naive: #6b737d; --known: #5a3d9a; --good: #1e6b3a; --warn: #805300; --bad: #a32026; --focus: #1b4ed8;
  --wash: #f1efe8; --treated-wash: #e2f0ef; --warn-wash: #fbf0d9; --bad-wash: #fae7e6;
  --sans: ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
  --serif: Charter, "Bitstream Charter", "Iowan Old Style", "Noto Serif", "DejaVu Serif", Georgia, serif;
  --mono: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
  --s1: .25rem; --s2: .5rem; --s3: .75rem; --s4: 1rem; --s5: 1.5rem; --s6: 2.25rem; --s7: 3.5rem;
  --radius: 6px;
}
@media screen and (prefers-color-scheme: dark) { :root {
  --ink: #eceae4; --ink-2: #b9bcc0; --ink-3: #9299a0; --rule: #353a40; --paper: #121416; --card: #1a1d20;
  --treated: #5cc4c4; --comparison: #e7a06a; --naive: #9aa1a9; --known: #b9a4f2; --good: #7bd099; --warn: #e9bf62; --bad: #f0898b; --focus: #9db8ff;
  --wash: #202428; --treated-wash: #16302f; --warn-wash: #33290f; --bad-wash: #391a1b;
} }
* { box-sizing: border-box; }
html { font: 100%/1.5 var(--sans); color: var(--ink); background: var(--paper); -webkit-text-size-adjust: 100%; }
body { margin: 0; overflow-wrap: break-word; }
a { color: inherit; text-underline-offset: .18em; text-decoration-color: var(--ink-3); }
a:hover { text-decoration-color: currentColor; text-decoration-thickness: 2px; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; border-radius: 2px; }
main:focus { outline: none; }
.page { max-width: 70rem; margin-inline: auto; padding-inline: clamp(1rem, 4vw, 2rem); }
.skip { position: absolute; left: -999px; }
.skip:focus { left: 1rem; top: .5rem; background: var(--card); padding: .5rem; z-index: 1; }

/* masthead */
.mast { border-bottom: 1px solid var(--rule); background: var(--card); }
.mast .page { display: flex; flex-wrap: wrap; gap: var(--s2) var(--s5); align-items: center; padding-block: var(--s3); }
.brand { font-weight: 650; letter-spacing: -.01em; text-decoration: none; padding-block: .2rem; }
.mast nav { display: flex; flex-wrap: wrap; gap: var(--s2) var(--s4); font-size: .92rem; }
.mast nav a { text-decoration: none; padding-block: .2rem; border-bottom: 2px solid transparent; color: var(--ink-2); }
.mast nav a:hover { border-color: var(--ink-3); }
.mast nav a[aria-current] { color: var(--ink); border-color: var(--treated); }
.mast .end { margin-inline-start: auto; display: flex; flex-wrap: wrap; gap: var(--s1) var(--s4); font-size: .85rem; color: var(--ink-2); align-items: center; }
.mast .end a { padding-block: .2rem; }

/* type */
.kicker { font-size: .8rem; letter-spacing: .02em; color: var(--ink-2); margin: var(--s6) 0 var(--s2); max-width: none; }
h1 { font: 600 clamp(1.55rem, 1.1rem + 1.9vw, 2.3rem)/1.18 var(--serif); letter-spacing: -.012em; max-width: 34ch; margin: 0 0 var(--s4); text-wrap: balance; }
h2 { font: 600 1.22rem/1.3 var(--serif); margin: 0 0 var(--s1); text-wrap: balance; }
h3 { font-size: .95rem; margin: var(--s4) 0 var(--s1); }
p { margin: 0 0 var(--s3); max-width: 66ch; }
.lead { font-size: 1.08rem; color: var(--ink-2); }
small, .note { font-size: .84rem; color: var(--ink-2); }
.num { font-variant-numeric: tabular-nums lining-nums; }
code, .hash { font: .86em/1.5 var(--mono); overflow-wrap: anywhere; } td > code { white-space: nowrap; }
.notice { padding: var(--s3) var(--s4); border-inline-start: 4px solid var(--ink-3); background: var(--wash); font-size: .92rem; max-width: 70ch; }
.notice.warn { border-color: var(--warn); background: var(--warn-wash); }
.notice.bad { border-color: var(--bad); background: var(--bad-wash); }
.reasons { margin-block: var(--s4); }
.reasons ul { margin: var(--s2) 0; padding-inline-start: 1.2rem; max-width: 66ch; }

/* a long page: its table of contents stays in sight where there is room beside it */
.report, .verdict + .sections, .lead + .sections { margin-top: var(--s6); }
.sections { container: sections / inline-size; min-width: 0; }
.sections > section { padding-block: var(--s5) 0; border-top: 1px solid var(--rule); }
.sections > section + section { margin-top: var(--s5); }
.sections h2 { scroll-margin-top: var(--s4); max-width: 46ch; }
.toc { font-size: .86rem; padding-block: 0 var(--s4); }
.toc p { margin: 0 0 var(--s1); color: var(--ink-2); font-weight: 600; }
.toc ol { list-style: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: 0 var(--s4); }
.toc a { display: inline-block; padding-block: .2rem; color: var(--ink-2); }
.toc a:hover { color: var(--ink); }
@media (min-width: 66rem) {
  .report { display: grid; grid-template-columns: 9rem minmax(0, 1fr); gap: 0 var(--s6); }
  .toc { position: sticky; top: var(--s4); align-self: start; border-top: 1px solid var(--rule); padding-top: var(--s5); max-height: 100vh; overflow-y: auto; }
  .toc ol { display: block; }
  .toc a { text-decoration: none; }
  .toc a:hover { text-decoration: underline; }
}
/* What a figure rests on stands in its margin where there is one. */
@container sections (min-width: 46rem) {
  figure:not(.across) { display: grid; grid-template-columns: minmax(0, 35rem) minmax(12rem, 1fr); gap: 0 var(--s5); align-items: start; }
  figure:not(.across) > figcaption { margin-top: 0; }
  figure:not(.across) > details { grid-column: 1 / -1; }
}

/* verdict: the one screenful */
.question { font-size: .95rem; color: var(--ink-2); margin-bottom: var(--s2); }
.verdict { display: grid; grid-template-columns: minmax(0, 1fr) 20rem; gap: var(--s5) var(--s6); align-items: start; }
.answer { display: grid; grid-template-columns: auto 1fr; gap: var(--s3) var(--s5); align-items: start; margin: var(--s4) 0; padding: var(--s4) var(--s5); background: var(--wash); border-radius: var(--radius); }
.answer.positive { background: var(--treated-wash); }
.answer.negative { background: var(--bad-wash); }
.answer .big { font: 600 clamp(1.4rem, 1rem + 1.7vw, 2rem)/1.15 var(--serif); }
.answer.positive .big { color: var(--treated); }
.answer.negative .big { color: var(--bad); }
.answer.naive .big, .answer.withdrawn .big { color: var(--ink-2); }
.answer.withdrawn .big { text-decoration: line-through; text-decoration-thickness: 2px; }
.answer dt { font-size: .84rem; color: var(--ink-2); }
.answer dt.known { margin-top: var(--s3); color: var(--known); font-weight: 600; }
.answer dd { margin: 0; }
.facts { margin: 0; font-size: .88rem; border-top: 2px solid var(--ink); }
.facts > div { display: grid; grid-template-columns: 7.2rem minmax(0, 1fr); gap: var(--s2); padding: .42rem 0; border-bottom: 1px solid var(--rule); }
.facts dt { color: var(--ink-2); }
.facts dd { margin: 0; }
.facts.wide { max-width: 54rem; border-top-width: 1px; border-color: var(--rule); margin-block: var(--s3); }
.facts.wide > div { grid-template-columns: 13rem minmax(0, 1fr); }
.stacks .facts.wide > div { grid-template-columns: 9rem minmax(0, 1fr); }
.graded { white-space: nowrap; }
.grade { display: inline-flex; gap: 3px; vertical-align: -1px; margin-inline-end: .4rem; }
.grade i { width: .62rem; height: .62rem; border: 1.5px solid var(--ink-2); border-radius: 50%; }
.grade i.on { background: var(--ink-2); }
.tag { display: inline-block; font-size: .8rem; font-weight: 600; padding: .1rem .5rem; margin-inline-end: .3rem; border-radius: 99px; background: var(--wash); color: var(--ink-2); white-space: nowrap; }
.tag.positive { background: var(--treated-wash); color: var(--treated); }
.tag.negative, .tag.refused { background: var(--bad-wash); color: var(--bad); }
.tag.under { background: var(--warn-wash); color: var(--warn); }

/* sections and figures */
section { padding-block: var(--s6) 0; }
section + section, section + .stacks, .verdict + .stacks, .stacks + section, .verdict + section { border-top: 1px solid var(--rule); margin-top: var(--s6); }
.stacks { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: 0 var(--s6); align-items: start; }
.stacks > div { min-width: 0; }
figure { margin: var(--s4) 0 0; min-width: 0; container-type: inline-size; }
.chart { display: block; width: 100%; height: auto; overflow: visible; font-family: var(--sans); font-variant-numeric: tabular-nums lining-nums; color: var(--ink); }
.chart text, .chart tspan { white-space: pre; }
.at-wide { display: none; }
figure > .at-narrow .chart { max-width: 29rem; }
figure > .at-wide .chart { max-width: 42rem; }
figure.across > .at-wide .chart { max-width: none; }
@container (min-width: 29rem) { figure:not(.across) > .at-wide { display: block; } figure:not(.across) > .at-narrow { display: none; } }
@container (min-width: 44rem) { figure.across > .at-wide { display: block; } figure.across > .at-narrow { display: none; } }
figcaption { font-size: .82rem; color: var(--ink-2); margin-top: var(--s3); max-width: 70ch; }
details { margin-top: var(--s2); font-size: .88rem; }
summary { cursor: pointer; color: var(--ink-2); width: fit-content; padding-block: .2rem; }
.scroll { overflow-x: auto; position: relative; }
table { border-collapse: collapse; width: 100%; font-size: .88rem; }
table.fit { width: auto; min-width: min(100%, 22rem); }
/* A section's heading says it already; inside a drawer nothing does. */
caption { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
.facts + .scroll caption, figure + .scroll caption, .scroll + .scroll caption { position: static; clip-path: none; width: auto; height: auto; text-align: start; font-weight: 600; padding-block: var(--s4) var(--s1); }
details caption { position: static; clip-path: none; width: auto; height: auto; text-align: start; color: var(--ink-2); padding-block: var(--s2); }
th, td { text-align: start; padding: .45rem .9rem .45rem 0; border-bottom: 1px solid var(--rule); vertical-align: top; }
th { font-weight: 600; }
td.n, th.n { text-align: end; font-variant-numeric: tabular-nums; white-space: nowrap; }
thead th.n { white-space: normal; }
td:last-child, th:last-child { padding-inline-end: 0; }
td.n + td:not(.n), th.n + th:not(.n) { padding-inline-start: .9rem; }
thead th { border-bottom: 2px solid var(--ink); font-size: .82rem; color: var(--ink-2); vertical-align: bottom; }
thead th a { text-decoration: none; }
thead th a:hover { text-decoration: underline; }
thead th[aria-sort] a { color: var(--ink); }
details.as-of { margin-block: var(--s4); }
.flow { display: grid; gap: 0; margin: var(--s4) 0 0; padding: 0; list-style: none; max-width: 34rem; }
.flow li { display: grid; grid-template-columns: 6rem minmax(0, 1fr); gap: var(--s4); padding: .5rem 0 .5rem .9rem; border-inline-start: 3px solid var(--treated); }
.flow li.out { border-inline-start-style: dotted; border-color: var(--ink-3); color: var(--ink-2); font-size: .9rem; }
.flow .by-arm { display: block; color: var(--ink-3); font-size: .85rem; }
.flow b { text-align: end; font-variant-numeric: tabular-nums; white-space: nowrap; }
.ok { color: var(--good); }
.no { color: var(--bad); }
.waiver { display: block; font-size: .84rem; font-weight: 400; color: var(--ink-2); }
.proof { background: var(--wash); border-radius: var(--radius); padding: var(--s4) var(--s5); font-size: .9rem; margin-top: var(--s3); }
.proof p { margin-bottom: var(--s2); }
pre { font: .84rem/1.6 var(--mono); white-space: pre-wrap; overflow-wrap: anywhere; margin: var(--s2) 0; }
pre.bytes { background: var(--wash); border-radius: var(--radius); padding: var(--s4) var(--s5); max-height: 40rem; overflow-y: auto; }
.foot { margin-top: var(--s7); border-top: 1px solid var(--rule); padding-block: var(--s5) var(--s6); font-size: .84rem; color: var(--ink-2); }

/* lists and filters */
.finding { min-width: 16rem; max-width: 44ch; }
.sub { display: block; font-size: .84rem; color: var(--ink-2); font-weight: 400; }
.rowname { font: 600 1.02rem/1.3 var(--serif); }
.filters { display: flex; flex-wrap: wrap; gap: var(--s2) var(--s4); align-items: end; margin: var(--s4) 0; font-size: .9rem; }
.filters label { display: grid; gap: .2rem; color: var(--ink-2); font-size: .84rem; }
.filters input, .filters select, .filters button { font: inherit; font-size: .92rem; color: var(--ink); background: var(--card); border: 1px solid var(--ink-3); border-radius: 4px; padding: .35rem .6rem; max-width: 100%; min-height: 2.2rem; }
.filters button { background: var(--ink); color: var(--paper); border-color: var(--ink); cursor: pointer; }
progress { width: min(100%, 24rem); accent-color: var(--treated); }
.scroll + p { margin-top: var(--s3); }
fieldset.ask, div.ask { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)); gap: var(--s3) var(--s5); align-items: start; }
fieldset.ask { margin: var(--s5) 0 0; padding: var(--s4) 0 0; border: 0; border-top: 1px solid var(--rule); min-width: 0; }
.ask legend { float: inline-start; width: 100%; grid-column: 1 / -1; padding: 0; font: 600 1.1rem/1.3 var(--serif); }
.ask label { display: grid; gap: .2rem; font-size: .88rem; }
.ask .long { grid-column: 1 / -1; }
.ask input, .ask select, .ask textarea { font: inherit; font-size: .92rem; color: var(--ink); background: var(--card); border: 1px solid var(--ink-3); border-radius: 4px; padding: .35rem .6rem; width: 100%; min-height: 2.2rem; }
.ask [aria-invalid] { border: 2px solid var(--bad); }
.ask p.no { margin: .2rem 0 0; font-size: .88rem; }
.chips { display: flex; flex-wrap: wrap; gap: var(--s2); margin: var(--s4) 0 var(--s2); padding: 0; list-style: none; font-size: .88rem; }
.chips a { display: inline-block; padding: .25rem .75rem; border: 1px solid var(--rule); border-radius: 99px; text-decoration: none; color: var(--ink-2); background: var(--card); }
.chips a:hover { border-color: var(--ink-3); }
.chips a[aria-current] { border-color: var(--treated); color: var(--treated); font-weight: 600; box-shadow: inset 0 0 0 1px var(--treated); }
.pager { display: flex; gap: var(--s4); margin-top: var(--s4); font-size: .92rem; }
.diff del { color: var(--bad); text-decoration-thickness: 1px; }
.diff ins { color: var(--good); text-decoration: none; border-bottom: 1px solid currentColor; }
.versions { list-style: none; margin: var(--s3) 0 0; padding: 0; }
.versions > li { border-inline-start: 3px solid var(--treated); padding: 0 0 var(--s4) var(--s4); }
.versions > li.material { border-color: var(--warn); }
.versions > li.editorial { border-color: var(--rule); }
.versions h3 { margin-top: 0; }

@media screen and (max-width: 22rem) { .tag { white-space: normal; } .mast nav { gap: var(--s1) var(--s3); } }
@media screen and (max-width: 52rem) {
  .verdict { grid-template-columns: minmax(0, 1fr); }
  .facts > div, .facts.wide > div, .stacks .facts.wide > div { grid-template-columns: 8.5rem minmax(0, 1fr); }
  .answer { grid-template-columns: minmax(0, 1fr); padding: var(--s4); }
  .proof { padding: var(--s4); }
}
@media screen and (max-width: 44rem) {
  /* A wide list becomes one block per row; the column's name stands before each value. */
  table.stack, table.stack caption, table.stack tbody, table.stack tr, table.stack th, table.stack td { display: block; }
  table.stack thead { position: absolute; clip-path: inset(50%); }
  table.stack tr { border-bottom: 1px solid var(--rule); padding-block: var(--s3); }
  table.stack th, table.stack td, table.stack td.n + td:not(.n) { border: 0; padding: .12rem 0; text-align: start; white-space: normal; }
  table.stack td[data-label]::before { content: attr(data-label); display: inline-block; min-width: 6.5rem; margin-inline-end: .5rem; color: var(--ink-2); font-size: .84rem; }
  .finding { min-width: 0; }
}
${print}`;
