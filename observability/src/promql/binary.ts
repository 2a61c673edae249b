import { type Labels, labelsIn, minus, plus } from './labels.ts'
import { childOf, type Node } from './parse.ts'
import type { Reader, Shape } from './reader.ts'
import { bareNumber, combined, quotientOf } from './units.ts'
import type { SeriesType } from './vocabulary.ts'

const comparisons = new Set(['Eql', 'Neq', 'Lss', 'Lte', 'Gtr', 'Gte'])

export function binaryShape(node: Node, reader: Reader): Shape {
  const [first, operator] = node.children
  const last = node.children.at(-1)
  if (!first || !operator || !last) throw new Error(`an operator without operands: ${node.text}`)
  const left = reader.shapeOf(first)
  const right = reader.shapeOf(last)
  const matching = childOf(node, 'MatchingModifierClause')
  if (matching) expectMatchingLabels(matching, left, right, node, reader)
  return {
    labels: labelsOf(operator.kind, matching, left, right),
    ...(childOf(node, 'BoolModifier')
      ? { unit: bareNumber, type: 'gauge' }
      : { unit: unitOf(operator.kind, left, right), type: typeOf(operator.kind, left, right) }),
  }
}

function expectMatchingLabels(
  matching: Node,
  left: Shape,
  right: Shape,
  where: Node,
  reader: Reader,
) {
  if (childOf(matching, 'On')) {
    reader.expectLabels(labelsIn(matching), left, where)
    reader.expectLabels(labelsIn(matching), right, where)
  }
  if (childOf(matching, 'GroupLeft')) reader.expectLabels(includedBy(matching), right, where)
  if (childOf(matching, 'GroupRight')) reader.expectLabels(includedBy(matching), left, where)
}

/** The labels of `group_left (…)`, which stand after those of `on (…)`. */
const includedBy = (matching: Node): string[] =>
  labelsIn({ ...matching, children: matching.children.slice(2) })

function labelsOf(operator: string, matching: Node | undefined, left: Shape, right: Shape): Labels {
  if (operator === 'Or') return plus(left.labels, right.labels)
  if (operator === 'And' || operator === 'Unless') return left.labels
  if (matching && childOf(matching, 'GroupLeft')) return plus(left.labels, includedBy(matching))
  if (matching && childOf(matching, 'GroupRight')) return plus(right.labels, includedBy(matching))
  if (matching && childOf(matching, 'On')) return new Set(labelsIn(matching))
  const many = left.labels.size > 0 ? left.labels : right.labels
  return matching ? minus(many, labelsIn(matching)) : many
}

const returnsLeft = (operator: string): boolean =>
  comparisons.has(operator) || operator === 'And' || operator === 'Unless'

function unitOf(operator: string, { unit: left }: Shape, { unit: right }: Shape): string {
  if (returnsLeft(operator)) return left
  if (operator === 'Div') return quotientOf(left, right)
  return operator === 'Or' ? left || right : combined(left, right)
}

function typeOf(operator: string, { type: left }: Shape, { type: right }: Shape): SeriesType {
  return left === 'counter' || (right === 'counter' && !returnsLeft(operator)) ? 'counter' : 'gauge'
}
