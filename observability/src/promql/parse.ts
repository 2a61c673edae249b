import type { SyntaxNode } from '@lezer/common'
import { parser } from '@prometheus-io/lezer-promql'

/** A node of a parsed expression, with its text. */
export interface Node {
  readonly kind: string
  readonly text: string
  readonly children: readonly Node[]
}

export class NotPromql extends Error {}

/** Parses one PromQL expression. Throws NotPromql with the position of the first fault. */
export function parsePromql(expression: string): Node {
  const tree = parser.parse(expression)
  tree.iterate({
    enter(node) {
      if (!node.type.isError) return
      const rest = expression.slice(node.from, node.from + 20)
      throw new NotPromql(`no PromQL at character ${node.from + 1}, \`${rest}\`: ${expression}`)
    },
  })
  const [root] = nodeOf(tree.topNode, expression).children
  if (!root) throw new NotPromql('the expression is empty')
  return root
}

function nodeOf(node: SyntaxNode, expression: string): Node {
  const children: Node[] = []
  for (let child = node.firstChild; child; child = child.nextSibling)
    children.push(nodeOf(child, expression))
  return { kind: node.name, text: expression.slice(node.from, node.to), children }
}

export const childOf = (node: Node, kind: string): Node | undefined =>
  node.children.find((child) => child.kind === kind)

/** Every node of that kind below `node`, itself included. */
export const nodesOf = (node: Node, kind: string): Node[] => [
  ...(node.kind === kind ? [node] : []),
  ...node.children.flatMap((child) => nodesOf(child, kind)),
]

/** The text of a string literal without its quotes. */
export const unquoted = ({ text }: Node): string => text.slice(1, -1)
