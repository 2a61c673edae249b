import type { Row } from '../../matrix/row.ts'
import { comparedEdges } from '../compared-edges.ts'
import { describeAccessRequest } from '../describe.ts'
import type { Diff, ProbeReport, Report } from '../report.ts'
import { html, type Markup } from './markup.ts'

const answer = (text: string): Markup =>
  text === 'yes'
    ? html`<span class="chip ok">yes</span>`
    : text === 'no'
      ? html`<span class="chip no">no</span>`
      : html`${text}`

export const graphsPart = ({ graphs }: Report): Markup => html`
<h2 id="graphs">Declared, permitted and observed calls</h2>
<p class="soft">Declared in service.yaml and by the edge's routes; permitted by the policies; observed in the sidecars' access logs. A dash means that there was no input.</p>
<div class="scroll"><table>
<thead><tr><th>call</th><th>declared</th><th>permitted</th><th>observed</th></tr></thead>
<tbody>${comparedEdges(graphs).map(
  ({ call, declared, permitted, observed }) =>
    html`<tr><td>${call}</td><td>${answer(declared)}</td><td>${answer(permitted)}</td><td>${answer(observed)}</td></tr>`,
)}</tbody></table></div>`

const change = (label: string, chip: string) => (row: Row) =>
  html`<tr><td><span class="chip ${chip}">${label}</span></td><td>${row.caller.name} → ${row.target.name}:${row.target.port}</td><td><code>${describeAccessRequest(row.accessRequest)}</code></td></tr>`

export const diffPart = ({ against, opened, closed }: Diff): Markup => html`
<h2 id="diff">Access changes compared with ${against}</h2>
${
  opened.length + closed.length === 0
    ? html`<p>No access was opened or closed.</p>`
    : html`<div class="scroll"><table><thead><tr><th>change</th><th>call</th><th>witness request</th></tr></thead>
<tbody>${opened.map(change('opened', 'warning'))}${closed.map(change('closed', 'note'))}</tbody></table></div>`
}`

export const probePart = ({ total, unexpected, notSent, rows }: ProbeReport): Markup => html`
<h2 id="probe">Probe</h2>
<p>${total} requests were sent and ${unexpected} of them got an unexpected answer.${notSent > 0 && ` ${notSent} planned requests were not sent.`}</p>
<div class="scroll"><table><thead><tr><th>result</th><th>request</th><th>expected</th><th>got</th></tr></thead>
<tbody>${rows.map(
  ({ request, expected, got, ok }) =>
    html`<tr><td>${ok ? html`<span class="chip ok">as expected</span>` : html`<span class="chip no">unexpected</span>`}</td><td><code>${request}</code></td><td>${expected}</td><td>${got}</td></tr>`,
)}</tbody></table></div>`

export const aboutPart = (report: Report): Markup => html`
<h2 id="about">About this report</h2>
<div class="scroll"><table><tbody>
<tr><th>created</th><td>${report.at}</td></tr>
<tr><th>tool</th><td>stoa audit ${report.version}, ${report.rules} rules</td></tr>
<tr><th>audited mesh</th><td><code>${report.mesh}</code></td></tr>
${Object.entries(report.settings).map(([name, value]) => html`<tr><th>${name}</th><td>${value}</td></tr>`)}
<tr><th>not checked</th><td>${report.notChecked.map((item) => html`${item}<br>`)}</td></tr>
</tbody></table></div>
<h3 class="target">Inputs</h3>
<div class="scroll"><table class="digest"><thead><tr><th>file</th><th>SHA-256</th></tr></thead>
<tbody>${report.inputs.map(({ file, sha256 }) => html`<tr><td>${file}</td><td class="mono">${sha256}</td></tr>`)}</tbody></table></div>`
