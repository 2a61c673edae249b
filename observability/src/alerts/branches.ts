import { type Node, parsePromql } from '../promql/parse.ts'

/** The expressions that a whole expression joins by `or`; one when it joins none. */
export const branchesOf = (expression: string): string[] => textsOf(parsePromql(expression))

function textsOf(node: Node): string[] {
  const [left, operator, ...rest] = node.children
  const right = rest.at(-1)
  return node.kind === 'BinaryExpr' && operator?.kind === 'Or' && left && right
    ? [...textsOf(left), ...textsOf(right)]
    : [node.text]
}

/** The expression without each of its branches, once for each; none when there is only one. */
export function withoutEachBranch(expression: string): string[] {
  const branches = branchesOf(expression)
  return branches.length === 1
    ? []
    : branches.map((_, at) => branches.toSpliced(at, 1).join('\nor '))
}
