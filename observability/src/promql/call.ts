import { type Labels, minus, noLabels, plus } from './labels.ts'
import { childOf, type Node, unquoted } from './parse.ts'
import type { Reader, Shape } from './reader.ts'
import { bareNumber, expectedType, typeOfCall, unitOfCall } from './units.ts'

const withoutLabels = new Set(['Vector', 'Scalar', 'Pi'])

export function callShape(node: Node, reader: Reader): Shape {
  const name = childOf(node, 'FunctionIdentifier')?.children[0]?.kind ?? ''
  const parameters = childOf(node, 'FunctionCallBody')?.children ?? []
  if (name === 'Time') return { labels: noLabels, unit: 'seconds', type: 'gauge' }
  const shapes = parameters.filter(isVector).map((parameter) => reader.shapeOf(parameter))
  const operand = shapes[0]
  if (!operand || withoutLabels.has(name))
    return {
      ...{ labels: noLabels, unit: operand?.unit ?? bareNumber },
      type: operand?.type ?? 'gauge',
    }
  const expected = expectedType(name)
  if (expected) reader.expectType(expected, operand, node)
  const isQuantile = name === 'HistogramQuantile'
  const unit = isQuantile ? reader.measuredBy(node) : unitOfCall(name, operand.unit)
  return { labels: labelsOf(name, parameters, operand), unit, type: typeOfCall(name, operand.type) }
}

const isVector = ({ kind }: Node) => !kind.endsWith('Literal')

function labelsOf(name: string, parameters: readonly Node[], operand: Shape): Labels {
  if (name === 'HistogramQuantile') return minus(operand.labels, ['le'])
  const target = parameters[1]
  return (name === 'LabelReplace' || name === 'LabelJoin') && target
    ? plus(operand.labels, [unquoted(target)])
    : operand.labels
}
