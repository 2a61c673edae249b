import { parser } from '@grafana/lezer-logql'

export class NotLogql extends Error {}

export interface LogqlNames {
  /** Labels of the stream selectors. */
  readonly streamLabels: readonly string[]
  /** Fields that filters read, which Loki keeps as structured metadata. */
  readonly fields: readonly string[]
}

/** Parses one LogQL expression. Throws NotLogql with the position of the first fault. */
export function parseLogql(expression: string): LogqlNames {
  const streamLabels = new Set<string>()
  const fields = new Set<string>()
  const tree = parser.parse(expression)
  tree.iterate({
    enter({ type, name, from, to, node }) {
      if (type.isError) throw new NotLogql(`no LogQL at character ${from + 1}: ${expression}`)
      if (name !== 'Identifier' || node.parent?.name !== 'Matcher') return
      const names = node.parent.parent?.name === 'LabelFilter' ? fields : streamLabels
      names.add(expression.slice(from, to))
    },
  })
  if (streamLabels.size === 0) throw new NotLogql(`no stream is selected: ${expression}`)
  return { streamLabels: [...streamLabels], fields: [...fields] }
}
