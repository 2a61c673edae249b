import { labelsIn, minus, plus } from './labels.ts'
import { childOf, type Node, nodesOf, unquoted } from './parse.ts'
import type { Reader, Shape } from './reader.ts'
import { bareNumber } from './units.ts'

/** Aggregations that return some of their input's series as they are. */
const selecting = new Set(['Topk', 'Bottomk', 'LimitK', 'LimitRatio'])
const counting = new Set(['Count', 'Group', 'CountValues'])

export function aggregateShape(node: Node, reader: Reader): Shape {
  const operator = childOf(node, 'AggregateOp')?.children[0]?.kind ?? ''
  const parameters = childOf(node, 'FunctionCallBody')?.children ?? []
  const operand = parameters.at(-1)
  if (!operand) throw new Error(`an aggregation without an operand: ${node.text}`)
  const shape = reader.shapeOf(operand)
  const modifier = childOf(node, 'AggregateModifier')
  const named = labelsIn(modifier)
  reader.expectLabels(named, shape, node)
  if (selecting.has(operator)) return shape

  const isWithout = modifier !== undefined && nodesOf(modifier, 'Without').length > 0
  const kept = isWithout ? minus(shape.labels, named) : new Set(named)
  const isCount = counting.has(operator) || (operator === 'Sum' && shape.unit === 'boolean')
  const valueLabel = operator === 'CountValues' && parameters[0] ? [unquoted(parameters[0])] : []
  return {
    labels: plus(kept, valueLabel),
    unit: isCount ? bareNumber : shape.unit,
    type: isCount ? 'gauge' : shape.type,
  }
}
