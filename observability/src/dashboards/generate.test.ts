import { describe, expect, it } from 'vitest'
import { boards } from './boards/index.ts'
import { dataSources } from './build/sources.ts'
import { generateDashboards } from './generate.ts'

interface Panel {
  readonly id: number
  readonly type: string
  readonly title?: string
  readonly description?: string
  readonly datasource?: { readonly type: string; readonly uid: string }
  readonly gridPos: {
    readonly x: number
    readonly y: number
    readonly w: number
    readonly h: number
  }
}

const dashboards = generateDashboards().map(({ path, text }) => ({
  ...{ path, text },
  ...(JSON.parse(text) as { uid: string; schemaVersion: number; panels: readonly Panel[] }),
}))

it('gives each dashboard an identity of its own', () => {
  expect(new Set(dashboards.map(({ uid }) => uid)).size).toBe(boards.length)
})

describe.each(dashboards)('$path', ({ text, schemaVersion, panels }) => {
  const ofData = panels.filter(({ type }) => type !== 'row' && type !== 'text')

  it('has the schema that file provisioning takes', () => {
    expect(schemaVersion).toBe(42)
  })

  it('fills each line of the grid, without overlap', () => {
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)} ${y + Math.floor(cell / w)}`),
    )
    expect(new Set(cells).size).toBe(cells.length)
    for (const line of Map.groupBy(panels, ({ gridPos }) => gridPos.y).values())
      expect(line.reduce((width, { gridPos }) => width + gridPos.w, 0)).toBe(24)
  })

  it('says in each row what to look at first', () => {
    const rows = panels.flatMap(({ type }, index) => (type === 'row' ? [index] : []))
    expect(rows.length).toBeGreaterThan(0)
    for (const row of rows) expect(panels[row + 1]?.type).toBe('text')
  })

  it('names each panel once, and explains it', () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
    for (const { title, description } of ofData) {
      expect(title).toMatch(/\S/)
      expect(description).toMatch(/\S/)
    }
  })

  it('names colours, which Grafana draws for a dark and a light page', () => {
    expect(text).not.toMatch(/"(#[0-9a-fA-F]{3,8}|rgba?\(.*)"/)
  })

  it('asks the provisioned data sources', () => {
    for (const { datasource } of ofData)
      expect(Object.values(dataSources)).toContainEqual(datasource)
  })
})
