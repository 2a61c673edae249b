import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { consumersOf } from './consumers.ts'
import type { Deps } from './deps.ts'
import { consumes, publishes } from './topology.ts'

const declared = parse(readFileSync(join(import.meta.dirname, '../service.yaml'), 'utf8'))

it('publishes what service.yaml declares', () => {
  expect([...publishes].sort()).toEqual([...declared.publishes].sort())
})

it('consumes what service.yaml declares, and handles each subject', () => {
  const handled = consumersOf({} as Deps).flatMap(({ definitions }) => definitions)
  expect(Object.values(consumes).flat().sort()).toEqual([...declared.consumes].sort())
  expect(handled.map(({ type }) => type).sort()).toEqual([...declared.consumes].sort())
})
