/**
 * The shell of a page and its look.
 * @module
 */
import { htmlText } from "../../base/text.ts";

/** A whole HTML document around a body that is already HTML. The policy forbids scripts and anything from outside. */
export function page(language: string, title: string, body: string): string {
  return `<!doctype html>
<html lang="${htmlText(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${htmlText(title)} · Vigie</title>
<style>${STYLE}</style>
</head>
<body>
${body}
</body>
</html>
`;
}

// Contrast of every text on its ground is at least 4.5:1 in both schemes.
const STYLE = `
:root { --ground: #fdfdfb; --panel: #f2f3f0; --ink: #1b2330; --faint: #55606e; --line: #cdd3d8; --accent: #1d4f91;
  --elaborate: #b3261e; --opportunistic: #8a5a00; --noise: #5b6673; }
@media (prefers-color-scheme: dark) { :root { --ground: #12171e; --panel: #1b232d; --ink: #e6e9ee; --faint: #a3adba;
  --line: #364250; --accent: #8ab8f5; --elaborate: #ff8f85; --opportunistic: #f0b95a; --noise: #a0abb8; } }
* { box-sizing: border-box; }
html { font: 100%/1.5 "Public Sans", system-ui, sans-serif; background: var(--ground); color: var(--ink); }
body { margin: 0 auto; max-width: 68rem; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1rem; text-transform: uppercase; letter-spacing: .08em; color: var(--accent); margin: 0 0 .5rem; }
h2 { font-size: 1.35rem; margin: 3rem 0 .75rem; border-bottom: 1px solid var(--line); padding-bottom: .35rem; }
h3 { font-size: 1rem; margin: 1.25rem 0 .4rem; }
.lead, footer, .faint { color: var(--faint); font-size: .9rem; }
.answer { font-size: 1.75rem; line-height: 1.3; font-weight: 650; margin: 0 0 .75rem; max-width: 48rem; }
.caveat { border-left: 4px solid var(--accent); padding: .5rem 1rem; background: var(--panel); margin: 0; max-width: 48rem; }
svg { display: block; width: 100%; height: auto; }
svg text { fill: var(--ink); font-size: 13px; }
svg .axis { stroke: var(--line); }
svg .faint { fill: var(--faint); }
.elaborate { color: var(--elaborate); fill: var(--elaborate); }
.opportunistic { color: var(--opportunistic); fill: var(--opportunistic); }
.noise { color: var(--noise); fill: var(--noise); }
.bar { fill: var(--accent); }
.point { fill: var(--elaborate); }
svg text.onpoint { fill: var(--ground); font-size: 11px; font-weight: 700; }
.tie { fill: none; stroke: var(--accent); stroke-width: 2; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); }
th { color: var(--faint); font-weight: 600; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
td { overflow-wrap: anywhere; }
details { border: 1px solid var(--line); border-radius: 6px; margin: .6rem 0; background: var(--panel); }
summary { cursor: pointer; padding: .7rem 1rem; display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; align-items: baseline; }
summary:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
summary .rank { font-variant-numeric: tabular-nums; color: var(--faint); min-width: 2.2rem; }
summary .origin { font-family: ui-monospace, monospace; font-weight: 600; overflow-wrap: anywhere; }
.class { font-weight: 700; }
details > div { padding: 0 1rem 1rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; margin: 0; font-size: .9rem; }
dt { color: var(--faint); } dd { margin: 0; overflow-wrap: anywhere; }
pre { background: var(--ground); border: 1px solid var(--line); border-radius: 4px; padding: .6rem .8rem; margin: .3rem 0;
  white-space: pre-wrap; overflow-wrap: anywhere; font: .8rem/1.45 ui-monospace, monospace; max-height: 18rem; overflow: auto; }
code { font-family: ui-monospace, monospace; font-size: .85em; overflow-wrap: anywhere; }
.bars { margin: .5rem 0; padding: 0; list-style: none; } .bars li { margin: .6rem 0; } .bars svg { height: 1.2rem; margin-top: .2rem; }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; font-size: .9rem; margin: .25rem 0; padding: 0; list-style: none; }
@media print {
  :root { --ground: #fff; --panel: #fff; --ink: #000; --faint: #333; --line: #999; --accent: #000;
    --elaborate: #8c1d18; --opportunistic: #6b4600; --noise: #444; }
  body { max-width: none; padding: 0; } details { break-inside: avoid; } pre { max-height: none; overflow: visible; }
  details::details-content { content-visibility: visible; block-size: auto; } h2 { break-after: avoid; }
}
`;
