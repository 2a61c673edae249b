export const style = `
:root {
  --paper: #fbfbf9; --card: #ffffff; --ink: #1d2129; --soft: #5c6470; --line: #dfe1e6; --code: #f2f3f0;
  --error: #b3261e; --warning: #96600a; --note: #2b5ea7; --good: #1f7a4d;
  --error-bg: #fbeae8; --warning-bg: #fbf1dc; --note-bg: #e6eef9; --good-bg: #e3f3ea;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14171c; --card: #1b1f26; --ink: #e7e9ee; --soft: #9aa3b0; --line: #313843; --code: #232932;
    --error: #ff8a80; --warning: #f0bb62; --note: #8ab4f8; --good: #6fd19d;
    --error-bg: #3b1d1b; --warning-bg: #3a2c12; --note-bg: #1b2b45; --good-bg: #15352a;
  }
}
* { box-sizing: border-box }
html { -webkit-text-size-adjust: 100% }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 15px/1.55 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif }
main { max-width: 1120px; margin: 0 auto; padding: 40px 28px 80px }
h1 { font-size: 28px; line-height: 1.2; margin: 0 0 6px; letter-spacing: -.01em }
h2 { font-size: 19px; margin: 44px 0 14px; padding-bottom: 6px; border-bottom: 1px solid var(--line) }
h3 { font-size: 15px; margin: 0 }
p { margin: 0 0 10px } .soft { color: var(--soft) }
code, .mono { font: 12.5px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace }
code { background: var(--code); padding: 1px 5px; border-radius: 4px; overflow-wrap: anywhere }
nav { display: flex; flex-wrap: wrap; gap: 4px 18px; margin: 18px 0 0; font-size: 14px }
a { color: var(--note) }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(140px, 1fr)); gap: 12px; margin: 24px 0 0 }
.tile { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 14px 16px }
.tile b { display: block; font-size: 28px; line-height: 1.1; font-variant-numeric: tabular-nums }
.tile.bad b { color: var(--error) } .tile.warn b { color: var(--warning) } .tile.ok b { color: var(--good) }
.finding { background: var(--card); border: 1px solid var(--line); border-left: 4px solid var(--line);
  border-radius: 8px; padding: 14px 18px; margin: 0 0 12px; break-inside: avoid }
.finding.error { border-left-color: var(--error) } .finding.warning { border-left-color: var(--warning) }
.finding.note { border-left-color: var(--note) }
.finding header { display: flex; flex-wrap: wrap; gap: 6px 12px; align-items: baseline }
.finding > p { margin: 8px 0 0; overflow-wrap: anywhere }
.finding dl { display: grid; grid-template-columns: 72px 1fr; gap: 4px 12px; margin: 10px 0 0; font-size: 14px }
.finding dt { color: var(--soft) } .finding dd { margin: 0; min-width: 0; overflow-wrap: anywhere }
.chip { display: inline-block; font-size: 12px; font-weight: 600; padding: 1px 8px; border-radius: 99px; white-space: nowrap }
.chip { color: var(--soft); background: var(--code) }
.chip.error, .chip.no { color: var(--error); background: var(--error-bg) }
.chip.warning { color: var(--warning); background: var(--warning-bg) }
.chip.note { color: var(--note); background: var(--note-bg) }
.chip.ok { color: var(--good); background: var(--good-bg) }
.scroll { overflow-x: auto } .scroll + p { margin-top: 8px }
table { border-collapse: collapse; width: 100%; font-size: 13.5px; background: var(--card);
  border: 1px solid var(--line) }
th, td { text-align: left; vertical-align: top; padding: 7px 10px; border-bottom: 1px solid var(--line);
  overflow-wrap: anywhere }
th { font-weight: 600; color: var(--soft); font-size: 12.5px; white-space: nowrap }
tbody tr:last-child td { border-bottom: 0 }
.grid { width: auto; border-collapse: separate; border-spacing: 0 }
.grid th, .grid td { text-align: center; padding: 5px 9px; min-width: 34px }
.grid tbody th { text-align: left; font-weight: 500; color: var(--ink) }
.grid thead th { vertical-align: bottom; padding: 8px 4px }
.grid thead th span { writing-mode: vertical-rl; transform: rotate(180deg); display: inline-block }
.grid .yes { background: var(--good-bg); color: var(--good); font-weight: 700 }
.grid .bare { background: var(--error-bg); color: var(--error); font-weight: 700 }
.grid .self { background: var(--code) }
.rows { table-layout: fixed; min-width: 760px }
.rows th:nth-child(1) { width: 30% } .rows th:nth-child(2) { width: 26% } .rows th:nth-child(3) { width: 100px }
.target { margin: 22px 0 6px; break-after: avoid }
.digest td:last-child { font-size: 11.5px }
@media print {
  :root { --paper: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #bbb; --code: #f2f2f2;
    --error: #9c1c15; --warning: #7a4d05; --note: #1f4e8f; --good: #14613b;
    --error-bg: #fff; --warning-bg: #fff; --note-bg: #fff; --good-bg: #eef7f1 }
  @page { margin: 16mm 14mm }
  body { font-size: 10.5pt; print-color-adjust: exact; -webkit-print-color-adjust: exact }
  main { max-width: none; padding: 0 } .rows { min-width: 0 } nav { display: none } .scroll { overflow: visible }
  h2 { break-after: avoid } tr { break-inside: avoid } table { font-size: 8.5pt }
  .chip { border: 1px solid currentColor }
}
`
