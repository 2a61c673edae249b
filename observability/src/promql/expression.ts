import { parser } from '@prometheus-io/lezer-promql'
import { durationMs, durationText } from './duration.ts'

const durationNode = 'NumberDurationLiteralInDurationContext'

interface Span {
  readonly from: number
  readonly to: number
}

/** The places of a parsed expression. @throws Error when it does not parse */
function spansOf(expression: string) {
  const names: Span[] = []
  const equalNames: string[] = []
  const durations: Span[] = []
  parser.parse(expression).iterate({
    enter({ type, name, from, to, node }) {
      if (type.isError)
        throw new Error(`not PromQL, from character ${from + 1} on: ${expression.trim()}`)
      if (name === 'Identifier' && node.parent?.name === 'VectorSelector') names.push({ from, to })
      if (name === durationNode) durations.push({ from, to })
      if (name === 'UnquotedLabelMatcher') {
        const text = expression.slice(from, to)
        const [, quoted] = /^__name__\s*=\s*["'](.+)["']$/.exec(text) ?? []
        if (quoted) equalNames.push(quoted)
        else if (text.startsWith('__name__'))
          throw new Error(`a metric is named by a pattern, which no check can follow: ${text}`)
      }
    },
  })
  return { names, equalNames, durations }
}

/** The names of the metrics that a PromQL expression reads. @throws Error when it does not parse */
export function metricsOf(expression: string): string[] {
  const { names, equalNames } = spansOf(expression)
  const found = names.map(({ from, to }) => expression.slice(from, to))
  return [...new Set([...found, ...equalNames])].sort()
}

/** The expression with each range, offset and step replaced. */
export function replaceDurations(expression: string, replace: (ms: number) => number): string {
  let text = expression
  for (const { from, to } of spansOf(expression).durations.reverse())
    text =
      text.slice(0, from) + durationText(replace(durationMs(text.slice(from, to)))) + text.slice(to)
  return text
}
