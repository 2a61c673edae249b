import { childOf, type Node, nodesOf, parsePromql, unquoted } from './parse.ts'

export interface Matcher {
  readonly label: string
  readonly operator: string
  readonly value: string
}

export interface Selector {
  /** Undefined when the selector matches on labels alone. */
  readonly metric: string | undefined
  /** Without the one of the name. */
  readonly matchers: readonly Matcher[]
}

const textOf = (node: Node, kind: string): string => childOf(node, kind)?.text ?? ''

const matcherOf = (node: Node): Matcher => {
  const value = childOf(node, 'StringLiteral')
  return {
    label: textOf(node, 'LabelName'),
    operator: textOf(node, 'MatchOp'),
    value: value ? unquoted(value) : '',
  }
}

/** Reads a VectorSelector. */
export function selectorOf(node: Node): Selector {
  const matchers = nodesOf(node, 'UnquotedLabelMatcher').map(matcherOf)
  return {
    metric:
      childOf(node, 'Identifier')?.text ??
      matchers.find(({ label }) => label === '__name__')?.value,
    matchers: matchers.filter(({ label }) => label !== '__name__'),
  }
}

export const selectorsOf = (root: Node): Selector[] =>
  nodesOf(root, 'VectorSelector').map(selectorOf)

/** The selectors of an expression. Throws NotPromql. */
export const selectorsIn = (expression: string): Selector[] => selectorsOf(parsePromql(expression))
