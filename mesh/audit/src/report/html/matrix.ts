import type { Row } from '../../matrix/row.ts'
import { briefly, describeVerdict } from '../describe.ts'
import { html, type Markup } from './markup.ts'

const mostInGrid = 40

export function matrixPart(matrix: readonly Row[]): Markup {
  const allowed = matrix.filter(({ decision }) => decision === 'allow')
  const byTarget = Map.groupBy(matrix, (row) => `${row.target.name} · port ${row.target.port}`)
  return html`
<h2 id="matrix">Who may call whom</h2>
<p class="soft">${allowed.length} permissions, ${matrix.length - allowed.length} refusals; each one was put to the evaluator as a request.</p>
${gridOf(matrix)}
${[...byTarget].map(([target, rows]) => targetTable(target, rows))}`
}

/** One look at everything: a caller a line, a target a column. */
function gridOf(matrix: readonly Row[]): Markup | undefined {
  const targets = [...new Set(matrix.map(({ target }) => target.name))]
  const callers = [...new Set(matrix.toSorted(byCaller).map(({ caller }) => caller.name))]
  if (targets.length > mostInGrid || callers.length > mostInGrid) return undefined
  const cells = Map.groupBy(
    matrix.filter(({ decision }) => decision === 'allow'),
    ({ caller, target }) => `${caller.name} ${target.name}`,
  )
  const cell = (caller: string, target: string) => {
    const rows = cells.get(`${caller} ${target}`) ?? []
    if (caller === target) return html`<td class="self"></td>`
    if (rows.length === 0) return html`<td></td>`
    const encrypted = rows.every((row) => row.encrypted)
    return encrypted
      ? html`<td class="yes" title="${caller} may call ${target}">✓</td>`
      : html`<td class="bare" title="${caller} may call ${target} in plaintext">!</td>`
  }
  return html`
<div class="scroll"><table class="grid">
<thead><tr><th></th>${targets.map((target) => html`<th><span>${short(target)}</span></th>`)}</tr></thead>
<tbody>${callers.map(
    (caller) => html`<tr><th>${caller}</th>${targets.map((target) => cell(caller, target))}</tr>`,
  )}</tbody>
</table></div>
<p class="soft">✓ may call something of it, by mTLS or TLS; <b>!</b> in plaintext; empty: everything is refused.</p>`
}

const order = ['edge', 'service', 'others', 'identity', 'stranger', 'anonymous', 'outside']

const byCaller = (a: Row, b: Row): number =>
  order.indexOf(a.caller.kind) - order.indexOf(b.caller.kind) ||
  a.caller.name.localeCompare(b.caller.name)

const short = (name: string): string => name.split('/').at(-1) ?? name

function targetTable(target: string, rows: readonly Row[]): Markup {
  const allowed = rows.filter(({ decision }) => decision === 'allow')
  const refused = rows.filter(({ decision }) => decision === 'deny')
  return html`
<h3 class="target">${target}</h3>
<div class="scroll"><table class="rows">
<thead><tr><th>caller</th><th>may ask</th><th>wire</th><th>shown by</th></tr></thead>
<tbody>
${allowed.map(allowedLine)}
${
  refused.length > 0 &&
  html`<tr><td class="soft">${refused.map(({ caller }) => caller.name).join(', ')}</td><td><span class="chip">nothing</span></td><td></td><td>${refused.slice(0, 1).map(shownBy)}</td></tr>`
}
</tbody></table></div>`
}

const allowedLine = (row: Row): Markup => html`
<tr><td>${row.caller.name}<br><span class="mono soft">${row.caller.principal ?? undefined}</span></td>
<td>${
  row.methods.length > 0
    ? html`<b>${row.methods.join(' ')}</b><br>${row.paths.map((path) => html`<code>${path}</code> `)}`
    : html`<b>any bytes</b>`
}${row.hosts.length > 0 && html`<br>host ${row.hosts.join(', ')}`}${
  row.token !== null && html`<br>with a token of <code>${row.token}</code>`
}${row.except.length > 0 && html`<br>except ${row.except.join('; ')}`}</td>
<td>${row.encrypted ? html`<span class="chip ok">encrypted</span>` : html`<span class="chip no">plaintext</span>`}</td>
<td>${shownBy(row)}</td></tr>`

/** The caller and the host stand beside it already. */
const shownBy = (row: Row): Markup =>
  html`<code>${briefly(row.question)}</code><br><span class="soft">${describeVerdict(row.verdict)}</span>`
