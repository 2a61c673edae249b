import type { Placed } from './panel.ts'
import type { Variable } from './variable.ts'

export interface Row {
  readonly title: string
  /** What to look at first, in one or two lines. */
  readonly first: string
  /** The panels of a line share its width; at most six. */
  readonly lines: readonly (readonly Placed[])[]
}

export interface Board {
  readonly uid: string
  readonly title: string
  /** The questions that it answers. */
  readonly about: string
  readonly variables?: readonly Variable[]
  readonly rows: readonly Row[]
}
