import type { Finding } from '../../rules/rule.ts'
import { describeAccessRequest, describeVerdict } from '../describe.ts'
import type { Suppressed } from '../report.ts'
import { html, type Markup } from './markup.ts'

export const findingsPart = (findings: readonly Finding[]): Markup => html`
<h2 id="findings">Findings</h2>
${
  findings.length === 0
    ? html`<p><span class="chip ok">no findings</span> No rule found a problem.</p>`
    : findings.map((finding) => findingCard(finding))
}`

const findingCard = (finding: Finding, more?: Markup): Markup => {
  const { code, severity, summary, resource, message, at, why, fix, evidence } = finding
  return html`
<article class="finding ${severity}">
  <header><span class="chip ${severity}">${severity}</span><h3>${code} · ${prose(summary)}</h3></header>
  <p><b>${resource}</b> <span class="mono soft">${at.file}:${at.line}</span><br>${prose(message)}</p>
  <dl>
    <dt>Why</dt><dd>${prose(why)}</dd>
    <dt>Fix</dt><dd>${prose(fix)}</dd>
    ${
      evidence?.kind === 'request'
        ? html`<dt>Request</dt><dd><code>${describeAccessRequest(evidence.accessRequest)}</code></dd>
    <dt>Verdict</dt><dd><code>${describeVerdict(evidence.verdict)}</code></dd>`
        : evidence && html`<dt>Evidence</dt><dd><code>${evidence.says}</code></dd>`
    }
    ${more}
  </dl>
</article>`
}

/** Renders text between backticks as code. */
const prose = (text: string): readonly (Markup | string)[] =>
  text.split('`').map((part, index) => (index % 2 === 0 ? part : html`<code>${part}</code>`))

export const suppressedPart = (suppressed: readonly Suppressed[]): Markup => html`
<h2 id="suppressed">Suppressed findings</h2>
${
  suppressed.length === 0
    ? html`<p class="soft">No suppressed findings.</p>`
    : suppressed.map(({ finding, suppression: { reason, owner, expires } }) =>
        findingCard(
          finding,
          html`<dt>Suppressed</dt><dd>by ${owner} until ${expires}: ${reason}</dd>`,
        ),
      )
}`
