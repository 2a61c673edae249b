import type { GridPos } from '@grafana/grafana-foundation-sdk/dashboard'
import type { Row } from './board.ts'
import type { AnyPanel, Placed } from './panel.ts'
import { guide } from './text.ts'

/** Grafana's grid is this wide. */
const columns = 24
const headingHeight = 1
const guideHeight = 2

export interface Arranged {
  /** The heading of a row, or a panel. */
  readonly content: string | AnyPanel
  readonly position: GridPos
}

/** Puts each row's heading, its guide and its lines below one another; the panels of a line are equally large. */
export function arranged(rows: readonly Row[]): Arranged[] {
  const placed: Arranged[] = []
  let y = 0
  const line = (height: number, contents: readonly Arranged['content'][]) => {
    const w = columns / contents.length
    if (!Number.isInteger(w))
      throw new Error(`${contents.length} panels do not divide ${columns} columns`)
    contents.forEach((content, index) => {
      placed.push({ content, position: { x: index * w, y, w, h: height } })
    })
    y += height
  }
  for (const { title, first, lines } of rows) {
    line(headingHeight, [title])
    line(guideHeight, [guide(first)])
    for (const panels of lines)
      line(
        tallest(panels),
        panels.map(({ panel }) => panel),
      )
  }
  return placed
}

const tallest = (panels: readonly Placed[]) => Math.max(...panels.map(({ height }) => height))
