import type { Row } from '../../matrix/row.ts'
import { describeRequest, describeVerdict } from '../describe.ts'
import { html, type Markup } from './markup.ts'

const maxGridSize = 40

export function matrixPart(matrix: readonly Row[]): Markup {
  const allowed = matrix.filter(({ decision }) => decision === 'allow')
  const byTarget = Map.groupBy(matrix, (row) => `${row.target.name} · port ${row.target.port}`)
  return html`
<h2 id="matrix">Who may call whom</h2>
<p class="soft">${allowed.length} permissions and ${matrix.length - allowed.length} denials, each with a witness request and the verdict of the policy evaluator.</p>
${gridOf(matrix)}
${[...byTarget].map(([target, rows]) => targetTable(target, rows))}`
}

/** An overview with one row for each caller and one column for each target; left out for a large mesh. */
function gridOf(matrix: readonly Row[]): Markup | undefined {
  const targets = [...new Set(matrix.map(({ target }) => target.name))]
  const callers = [...new Set(matrix.toSorted(byCaller).map(({ caller }) => caller.name))]
  if (targets.length > maxGridSize || callers.length > maxGridSize) return undefined
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
<p class="soft">✓ has a permission, over TLS or mTLS; <b>!</b> has a permission in plaintext; an empty cell: every request is denied.</p>`
}

const order = ['edge', 'service', 'others', 'identity', 'stranger', 'anonymous', 'outside']

const byCaller = (a: Row, b: Row): number =>
  order.indexOf(a.caller.kind) - order.indexOf(b.caller.kind) ||
  a.caller.name.localeCompare(b.caller.name)

const short = (name: string): string => name.split('/').at(-1) ?? name

function targetTable(target: string, rows: readonly Row[]): Markup {
  const allowed = rows.filter(({ decision }) => decision === 'allow')
  const denied = rows.filter(({ decision }) => decision === 'deny')
  return html`
<h3 class="target">${target}</h3>
<div class="scroll"><table class="rows">
<thead><tr><th>caller</th><th>permission</th><th>transport</th><th>witness request</th></tr></thead>
<tbody>
${allowed.map(allowedLine)}
${
  denied.length > 0 &&
  html`<tr><td class="soft">${denied.map(({ caller }) => caller.name).join(', ')}</td><td><span class="chip">none</span></td><td></td><td>${denied.slice(0, 1).map(witness)}</td></tr>`
}
</tbody></table></div>`
}

const allowedLine = (row: Row): Markup => html`
<tr><td>${row.caller.name}${principalLine(row.caller)}</td>
<td>${
  row.methods.length > 0
    ? html`<b>${row.methods.join(' ')}</b><br>${row.paths.map((path) => html`<code>${path}</code> `)}`
    : html`<b>any TCP traffic</b>`
}${row.hosts.length > 0 && html`<br>host ${row.hosts.join(', ')}`}${
  row.token !== null && html`<br>with a token of <code>${row.token}</code>`
}${row.except.length > 0 && html`<br>except ${row.except.join('; ')}`}</td>
<td>${row.encrypted ? html`<span class="chip ok">encrypted</span>` : html`<span class="chip no">plaintext</span>`}</td>
<td>${witness(row)}</td></tr>`

/** The caller's principal, unless it is also its name. */
const principalLine = ({ name, principal }: Row['caller']): Markup | false =>
  principal !== null && principal !== name && html`<br><span class="mono soft">${principal}</span>`

/** The witness request without its caller and host, which the row already shows. */
const witness = (row: Row): Markup =>
  html`<code>${describeRequest(row.accessRequest)}</code><br><span class="soft">${describeVerdict(row.verdict)}</span>`
