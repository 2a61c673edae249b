import type { Finding } from '../../rules/rule.ts'
import { describeQuestion, describeVerdict } from '../describe.ts'
import type { Suppressed } from '../report.ts'
import { html, type Markup } from './markup.ts'

export const findingsPart = (findings: readonly Finding[]): Markup => html`
<h2 id="findings">Findings</h2>
${
  findings.length === 0
    ? html`<p><span class="chip ok">nothing found</span> Every rule was asked and none had anything to say.</p>`
    : findings.map((finding) => findingCard(finding))
}`

const findingCard = (finding: Finding, more?: Markup): Markup => {
  const { code, severity, resource, message, at, why, mend, demonstration } = finding
  return html`
<article class="finding ${severity}">
  <header><span class="chip ${severity}">${severity}</span><h3>${code} · ${resource}</h3><span class="mono soft">${at.file}:${at.line}</span></header>
  <p style="margin-top:8px">${prose(message)}</p>
  <dl>
    <dt>Why</dt><dd>${prose(why)}</dd>
    <dt>Mend</dt><dd>${prose(mend)}</dd>
    ${
      demonstration?.kind === 'request'
        ? html`<dt>Request</dt><dd><code>${describeQuestion(demonstration.question)}</code></dd>
    <dt>Answer</dt><dd><code>${describeVerdict(demonstration.verdict)}</code></dd>`
        : demonstration && html`<dt>Shown by</dt><dd><code>${demonstration.says}</code></dd>`
    }
    ${more}
  </dl>
</article>`
}

/** Code between backticks, as the sentences of the rules write it. */
const prose = (text: string): readonly (Markup | string)[] =>
  text.split('`').map((part, index) => (index % 2 === 0 ? part : html`<code>${part}</code>`))

export const suppressedPart = (suppressed: readonly Suppressed[]): Markup => html`
<h2 id="suppressed">Suppressed findings</h2>
${
  suppressed.length === 0
    ? html`<p class="soft">None: nobody answers for a finding that is left as it is.</p>`
    : suppressed.map(({ finding, suppression: { reason, owner, expires } }) =>
        findingCard(finding, html`<dt>Left by</dt><dd>${owner}, until ${expires}: ${reason}</dd>`),
      )
}`
