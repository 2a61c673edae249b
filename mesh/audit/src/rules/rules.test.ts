import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { contextOfScene, type Scene } from '../../test/scene.ts'
import { rules } from './index.ts'
import { findingsOf, type Rule, type Severity } from './rule.ts'

interface Finds extends Scene {
  readonly severity?: Severity
  /** A part of the finding's message. */
  readonly says?: string
  readonly count?: number
}

interface Rows {
  readonly code: string
  readonly finds: readonly Finds[]
  readonly quiet: readonly Scene[]
}

const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
const rowFiles = files.filter((file) => file.endsWith('.rows.yaml'))
const grid = new Map(
  rowFiles.map((file) => {
    const rows = parse(readFileSync(join(import.meta.dirname, file), 'utf8')) as Rows
    return [rows.code, { ...rows, file }] as const
  }),
)

describe.each(rules.map((rule) => [rule.code, rule] as const))('%s', (code, rule: Rule) => {
  const { finds = [], quiet = [], file = '' } = grid.get(code) ?? {}
  const dir = join(import.meta.dirname, file, '..')

  it.each(finds.map((row) => [row.name, row] as const))('finds: %s', (_, row) => {
    const found = findingsOf(rule, contextOfScene(row, dir))
    expect(found.length).toBeGreaterThan(0)
    expect(found.map(({ severity }) => severity)).toContain(row.severity ?? rule.severity)
    if (row.says) expect(found.map(({ message }) => message).join('\n')).toContain(row.says)
    if (row.count) expect(found).toHaveLength(row.count)
  })

  it.each(quiet.map((row) => [row.name, row] as const))('does not find: %s', (_, row) => {
    expect(findingsOf(rule, contextOfScene(row, dir)).map(({ message }) => message)).toEqual([])
  })
})

describe('the test rows', () => {
  it('cover rules with unique codes, in order', () => {
    const codes = rules.map(({ code }) => code)
    expect(codes).toEqual([...new Set(codes)].sort())
  })

  it('contain a finding row and a quiet row for every rule', () => {
    const lacking = rules.filter(({ code }) => {
      const rows = grid.get(code)
      return !rows?.finds.length || !rows.quiet.length
    })
    expect(lacking.map(({ code }) => code)).toEqual([])
  })

  it('belong to existing rules', () => {
    const codes = new Set<string>(rules.map(({ code }) => code))
    expect([...grid.keys()].filter((code) => !codes.has(code))).toEqual([])
  })

  it('contain an error with evidence for every rule of severity error', () => {
    const withoutEvidence = rules
      .filter(({ severity }) => severity === 'error')
      .filter((rule) => {
        const { finds = [], file = '' } = grid.get(rule.code) ?? {}
        return !finds.some((row) =>
          findingsOf(rule, contextOfScene(row, join(import.meta.dirname, file, '..'))).some(
            ({ severity, evidence }) => severity === 'error' && evidence !== undefined,
          ),
        )
      })
    expect(withoutEvidence.map(({ code }) => code)).toEqual([])
  })
})
