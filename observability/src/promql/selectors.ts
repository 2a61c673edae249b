import { parser } from '@prometheus-io/lezer-promql'

export interface Matcher {
  readonly label: string
  readonly operator: string
  readonly value: string
}

/** A metric with the matchers on its labels. */
export interface Selector {
  readonly metric: string
  readonly matchers: readonly Matcher[]
}

const matcher = /^\s*(\w+)\s*(=~|!~|!=|=)\s*["'`](.*)["'`]\s*$/s

/** The selectors of an expression that name their metric. */
export function selectorsOf(expression: string): Selector[] {
  const found: Selector[] = []
  parser.parse(expression).iterate({
    enter({ name, node }) {
      const identifier = name === 'VectorSelector' ? node.getChild('Identifier') : null
      if (!identifier) return
      const texts = node
        .getChild('LabelMatchers')
        ?.getChildren('UnquotedLabelMatcher')
        .map(({ from, to }) => expression.slice(from, to))
      found.push({
        metric: expression.slice(identifier.from, identifier.to),
        matchers: (texts ?? []).flatMap((text) => {
          const [, label, operator, value] = matcher.exec(text) ?? []
          return label && operator && value !== undefined ? [{ label, operator, value }] : []
        }),
      })
    },
  })
  return found
}
