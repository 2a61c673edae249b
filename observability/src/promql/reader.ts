import type { Labels } from './labels.ts'
import type { Node } from './parse.ts'

/** The labels and the unit of an expression's result. */
export interface Shape {
  readonly labels: Labels
  readonly unit: string
}

/** Reads the shape of each part of an expression, and collects the names in it that nothing exposes. */
export interface Reader {
  shapeOf(node: Node): Shape
  /** The unit of what the histogram below `node` measures. */
  measuredBy(node: Node): string
  /** Collects those of `names` that are no labels of `operand`. */
  expectLabels(names: readonly string[], operand: Pick<Shape, 'labels'>, where: Node): void
}
