import { parser } from '@grafana/lezer-logql'

export class NotLogql extends Error {}

export interface LogqlNames {
  /** Labels of the stream selectors. */
  readonly streamLabels: readonly string[]
  /** Fields that filters read, which Loki keeps as structured metadata. */
  readonly fields: readonly string[]
  /** What labels and fields are compared with. */
  readonly matchers: readonly LogqlMatcher[]
}

export interface LogqlMatcher {
  readonly name: string
  readonly operator: string
  readonly value: string
}

/** Parses one LogQL expression. Throws NotLogql with the position of the first fault. */
export function parseLogql(expression: string): LogqlNames {
  const streamLabels = new Set<string>()
  const fields = new Set<string>()
  const matchers: LogqlMatcher[] = []
  const tree = parser.parse(expression)
  tree.iterate({
    enter({ type, name, from, to, node }) {
      if (type.isError) throw new NotLogql(`no LogQL at character ${from + 1}: ${expression}`)
      if (name !== 'Identifier' || node.parent?.name !== 'Matcher') return
      const names = node.parent.parent?.name === 'LabelFilter' ? fields : streamLabels
      const label = expression.slice(from, to)
      names.add(label)
      const rest = expression.slice(to, node.parent.to)
      const [, operator = '', value = ''] = /^\s*([=!~]+)\s*["`](.*)["`]$/.exec(rest) ?? []
      matchers.push({ name: label, operator, value })
    },
  })
  if (streamLabels.size === 0) throw new NotLogql(`no stream is selected: ${expression}`)
  return { streamLabels: [...streamLabels], fields: [...fields], matchers }
}
