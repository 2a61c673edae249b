import { childOf, type Node, nodesOf } from './parse.ts'

export type Labels = ReadonlySet<string>

export const noLabels: Labels = new Set()

export const plus = (labels: Labels, more: Iterable<string>): Labels =>
  new Set([...labels, ...more])

export const minus = (labels: Labels, fewer: readonly string[]): Labels =>
  new Set([...labels].filter((label) => !fewer.includes(label)))

/** The names in the list of labels of a modifier such as `by (…)`. */
export const labelsIn = (modifier: Node | undefined): string[] => {
  const list = modifier && childOf(modifier, 'GroupingLabels')
  return list ? nodesOf(list, 'LabelName').map(({ text }) => text) : []
}
