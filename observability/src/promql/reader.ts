import type { Labels } from './labels.ts'
import type { Node } from './parse.ts'
import type { SeriesType } from './vocabulary.ts'

/** The labels, the unit and the type of an expression's result. */
export interface Shape {
  readonly labels: Labels
  readonly unit: string
  readonly type: SeriesType
}

/** Reads the shape of each part of an expression, and collects the names in it that nothing exposes. */
export interface Reader {
  shapeOf(node: Node): Shape
  /** The unit of what the histogram below `node` measures. */
  measuredBy(node: Node): string
  /** Collects those of `names` that are no labels of `operand`. */
  expectLabels(names: readonly string[], operand: Pick<Shape, 'labels'>, where: Node): void
  /** Collects a function whose operand has the other type, such as `rate` of a gauge. */
  expectType(type: SeriesType, operand: Pick<Shape, 'type'>, where: Node): void
}
