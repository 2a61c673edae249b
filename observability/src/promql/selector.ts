import { childOf, type Node, nodesOf, unquoted } from './parse.ts'

export interface Selector {
  /** Undefined when the selector matches on labels alone. */
  readonly metric: string | undefined
  /** The labels that the matchers name. */
  readonly labels: readonly string[]
}

/** Reads a VectorSelector. */
export function selectorOf(node: Node): Selector {
  const matchers = nodesOf(node, 'UnquotedLabelMatcher')
  const labels = matchers.flatMap((matcher) => childOf(matcher, 'LabelName')?.text ?? [])
  const byName = matchers.find((matcher) => childOf(matcher, 'LabelName')?.text === '__name__')
  const literal = byName && childOf(byName, 'StringLiteral')
  return {
    metric: childOf(node, 'Identifier')?.text ?? (literal && unquoted(literal)),
    labels: labels.filter((label) => label !== '__name__'),
  }
}

export const selectorsOf = (root: Node): Selector[] =>
  nodesOf(root, 'VectorSelector').map(selectorOf)
