import type { Row } from '../../matrix/row.ts'
import { comparedEdges } from '../compared-edges.ts'
import { describeQuestion } from '../describe.ts'
import type { Diff, ProbeReport, Report } from '../report.ts'
import { html, type Markup } from './markup.ts'

const answer = (text: string): Markup =>
  text === 'yes'
    ? html`<span class="chip ok">yes</span>`
    : text === 'no'
      ? html`<span class="chip no">no</span>`
      : html`${text}`

export const graphsPart = ({ graphs }: Report): Markup => html`
<h2 id="graphs">Declared, permitted, observed</h2>
<p class="soft">Declared by service.yaml and the routes of the edge; permitted by the policies; observed in the sidecars' access logs. A dash: nobody looked.</p>
<div class="scroll"><table>
<thead><tr><th>call</th><th>declared</th><th>permitted</th><th>observed</th></tr></thead>
<tbody>${comparedEdges(graphs).map(
  ({ call, declared, permitted, observed }) =>
    html`<tr><td>${call}</td><td>${answer(declared)}</td><td>${answer(permitted)}</td><td>${answer(observed)}</td></tr>`,
)}</tbody></table></div>`

const change = (what: string, chip: string) => (row: Row) =>
  html`<tr><td><span class="chip ${chip}">${what}</span></td><td>${row.caller.name} → ${row.target.name}:${row.target.port}</td><td><code>${describeQuestion(row.question)}</code></td></tr>`

export const diffPart = ({ against, opened, closed }: Diff): Markup => html`
<h2 id="diff">Changed against ${against}</h2>
${
  opened.length + closed.length === 0
    ? html`<p>Nothing was opened and nothing closed.</p>`
    : html`<div class="scroll"><table><thead><tr><th></th><th>call</th><th>request</th></tr></thead>
<tbody>${opened.map(change('opened', 'warning'))}${closed.map(change('closed', 'note'))}</tbody></table></div>`
}`

export const probePart = ({ total, unexpected, rows }: ProbeReport): Markup => html`
<h2 id="probe">Probe</h2>
<p>${total} requests were sent; ${unexpected} were answered otherwise than the policies say.</p>
<div class="scroll"><table><thead><tr><th></th><th>request</th><th>expected</th><th>got</th></tr></thead>
<tbody>${rows.map(
  ({ request, expected, got, ok }) =>
    html`<tr><td>${ok ? html`<span class="chip ok">as expected</span>` : html`<span class="chip no">unexpected</span>`}</td><td><code>${request}</code></td><td>${expected}</td><td>${got}</td></tr>`,
)}</tbody></table></div>`

export const evidencePart = (report: Report): Markup => html`
<h2 id="evidence">Evidence</h2>
<div class="scroll"><table><tbody>
<tr><th>made at</th><td>${report.at}</td></tr>
<tr><th>made by</th><td>stoa audit ${report.version}, ${report.rules} rules</td></tr>
<tr><th>mesh</th><td><code>${report.mesh}</code></td></tr>
${Object.entries(report.settings).map(([name, value]) => html`<tr><th>${name}</th><td>${value}</td></tr>`)}
<tr><th>not looked at</th><td>${report.notLookedAt.map((what) => html`${what}<br>`)}</td></tr>
</tbody></table></div>
<h3 class="target">Inputs</h3>
<div class="scroll"><table class="digest"><thead><tr><th>file</th><th>SHA-256</th></tr></thead>
<tbody>${report.inputs.map(({ file, sha256 }) => html`<tr><td>${file}</td><td class="mono">${sha256}</td></tr>`)}</tbody></table></div>`
