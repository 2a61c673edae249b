import { aggregateShape } from './aggregate.ts'
import { binaryShape } from './binary.ts'
import { callShape } from './call.ts'
import { noLabels } from './labels.ts'
import type { Node } from './parse.ts'
import type { Reader, Shape } from './reader.ts'
import { selectorOf, selectorsOf } from './selector.ts'
import { bareNumber } from './units.ts'
import type { Vocabulary } from './vocabulary.ts'

export interface Analysis extends Shape {
  /** Where the result are the buckets of a histogram: the unit of what was measured. */
  readonly measured: string | undefined
  /** Metrics that the vocabulary does not have. */
  readonly unknownMetrics: readonly string[]
  /** Labels that no series in their place can have, each with its place. */
  readonly unknownLabels: readonly string[]
  /** Functions of a gauge that only a counter has, and the other way round. */
  readonly wrongTypes: readonly string[]
}

const scalar: Shape = { labels: noLabels, unit: bareNumber, type: 'gauge' }

/** Finds what an expression returns, and the names and functions in it that are wrong. */
export function analyse(root: Node, vocabulary: Vocabulary): Analysis {
  const unknownMetrics = new Set<string>()
  const unknownLabels = new Set<string>()
  const wrongTypes = new Set<string>()

  const reader: Reader = {
    shapeOf(node) {
      if (node.kind === 'VectorSelector') return selectorShape(node)
      if (node.kind === 'BinaryExpr') return binaryShape(node, reader)
      if (node.kind === 'AggregateExpr') return aggregateShape(node, reader)
      if (node.kind === 'FunctionCall') return callShape(node, reader)
      if (node.kind.endsWith('Literal')) return scalar
      const inner = node.children.find(isOperand)
      return inner ? reader.shapeOf(inner) : scalar
    },
    measuredBy(node) {
      const { metric } = selectorsOf(node)[0] ?? {}
      return (metric === undefined ? undefined : vocabulary(metric)?.measured) ?? bareNumber
    },
    expectLabels(names, operand, where) {
      if (unknownMetrics.size > 0) return
      for (const name of names)
        if (!operand.labels.has(name)) unknownLabels.add(`${name} in ${where.text}`)
    },
    expectType(type, operand, where) {
      if (unknownMetrics.size === 0 && operand.type !== type)
        wrongTypes.add(`${where.text} is of a ${operand.type}, expected a ${type}`)
    },
  }

  function selectorShape(node: Node): Shape {
    const { metric, matchers } = selectorOf(node)
    const facts = metric === undefined ? undefined : vocabulary(metric)
    if (!facts) unknownMetrics.add(metric ?? node.text)
    else
      reader.expectLabels(
        matchers.map(({ label }) => label),
        facts,
        node,
      )
    return facts ?? scalar
  }

  const shape = reader.shapeOf(root)
  return {
    ...shape,
    measured: shape.labels.has('le') ? reader.measuredBy(root) : undefined,
    unknownMetrics: [...unknownMetrics],
    unknownLabels: [...unknownLabels],
    wrongTypes: [...wrongTypes],
  }
}

const operators = new Set(['UnaryOp', 'At', 'Offset', 'OffsetDurationExpr', 'DurationExpr'])
const isOperand = ({ kind }: Node) => !operators.has(kind)
