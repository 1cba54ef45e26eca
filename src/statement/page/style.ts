/**
 * The look of a statement. Contrast of every text on its ground is at least 4.5:1 in both schemes and on paper.
 * @module
 */

export const STATEMENT_STYLE = `
:root { --ground: #fdfdfb; --panel: #f2f3f0; --ink: #1b2330; --faint: #55606e; --line: #cdd3d8; --accent: #1d4f91;
  --good: #17633a; --bad: #a3201a; --badground: #fdeceb; }
@media (prefers-color-scheme: dark) { :root { --ground: #12171e; --panel: #1b232d; --ink: #e6e9ee; --faint: #a3adba;
  --line: #364250; --accent: #8ab8f5; --good: #7fd6a2; --bad: #ff9a91; --badground: #3a1a19; } }
* { box-sizing: border-box; }
html { font: 100%/1.55 "Public Sans", system-ui, sans-serif; background: var(--ground); color: var(--ink); }
body { margin: 0 auto; max-width: 50rem; padding: 1rem 1.25rem 4rem; }
body:has(#in-en:checked) .in-fr, body:has(#in-fr:checked) .in-en { display: none; }
.languages fieldset { border: 0; margin: 0; padding: 0; display: flex; gap: 1rem; justify-content: flex-end; font-size: .9rem; }
.languages legend { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
h1 { font-size: 1.15rem; color: var(--accent); margin: 1rem 0; font-weight: 650; }
h2 { font-size: 1.3rem; margin: 2.5rem 0 .5rem; border-bottom: 1px solid var(--line); padding-bottom: .3rem; }
header > p.sentence { font-size: 1.3rem; line-height: 1.4; margin: .75rem 0; }
header > p.sentence:first-of-type { font-size: 1rem; color: var(--faint); }
p.sentence { margin: .7rem 0; overflow-wrap: anywhere; }
.faint { color: var(--faint); font-size: .9rem; }
.claims, .author { border-left: 4px solid var(--line); padding-left: 1rem; }
.grade { font-size: .75rem; border: 1px solid currentColor; border-radius: 1rem; padding: .05rem .55rem; white-space: nowrap;
  color: var(--faint); font-weight: 600; vertical-align: .1em; }
.grade.recomputable { color: var(--good); } .grade.evidenced { color: var(--accent); }
.links a, a { color: var(--accent); } .links { font-size: .8rem; }
.status { border: 2px solid var(--line); border-radius: 6px; padding: .6rem 1rem; background: var(--panel); font-weight: 600; }
.status.held { border-color: var(--good); color: var(--good); }
.status.failed { border-color: var(--bad); color: var(--bad); background: var(--badground); }
.broken { color: var(--bad); background: var(--badground); outline: 2px solid var(--bad); outline-offset: .25rem; box-shadow: 0 0 0 .25rem var(--badground); }
.failure { display: block; font-weight: 700; font-size: .95rem; } .failure[hidden] { display: none; }
li.fileHeld { color: var(--good); } li.fileFailed { color: var(--bad); font-weight: 700; }
figure { margin: 1rem 0; } svg { display: block; width: 100%; max-width: 34rem; height: auto; } svg text { fill: var(--ink); font-size: 13px; } .bar { fill: var(--accent); }
a:focus-visible, input:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
input[type=file] { display: block; margin: .4rem 0; max-width: 100%; font: inherit; color: inherit; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
@page { margin: 14mm; }
@media print {
  :root { --ground: #fff; --panel: #fff; --ink: #000; --faint: #333; --line: #888; --accent: #000; --good: #0b4a28; --bad: #8c1d18; --badground: #fff; }
  html { font-size: 90%; } body { max-width: none; padding: 0; } .languages, .check input, .check label { display: none; }
  h2 { break-after: avoid; } p.sentence { break-inside: avoid; } header > p.sentence { font-size: 1.1rem; }
}
`;
