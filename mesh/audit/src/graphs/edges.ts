import type { Position } from '@stoa/mesh/policy'
import type { ObservedCall } from '../inputs/observed.ts'
import type { Row } from '../matrix/row.ts'

export interface Edge {
  readonly from: string
  readonly to: string
  /** The position of the declaration. */
  readonly at: Position
  readonly because: string
}

export interface PermittedEdge {
  readonly from: string
  readonly to: string
  readonly rows: readonly Row[]
}

export interface Graphs {
  /** Absent when no service.yaml was read. */
  readonly declared: readonly Edge[] | undefined
  readonly permitted: readonly PermittedEdge[]
  readonly observed: readonly ObservedEdge[] | undefined
}

export interface ObservedEdge {
  readonly from: string
  readonly to: string
  readonly calls: number
  readonly lastMs: number
  /** One of the calls. */
  readonly example: ObservedCall
}

export const edgeKey = ({ from, to }: { from: string; to: string }): string => `${from} → ${to}`
