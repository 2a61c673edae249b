import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { consumersOf } from './consumers.ts'
import type { Deps } from './deps.ts'
import { consumes, publishes } from './topology.ts'

const said = parse(readFileSync(join(import.meta.dirname, '../service.yaml'), 'utf8'))

it('publishes what service.yaml says', () => {
  expect([...publishes].sort()).toEqual([...said.publishes].sort())
})

it('consumes what service.yaml says, and handles each subject', () => {
  const handled = consumersOf({} as Deps).flatMap(({ definitions }) => definitions)
  expect(Object.values(consumes).flat().sort()).toEqual([...said.consumes].sort())
  expect(handled.map(({ type }) => type).sort()).toEqual([...said.consumes].sort())
})
