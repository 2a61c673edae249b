import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { publishes } from './topology.ts'

const declared = parse(readFileSync(join(import.meta.dirname, '../service.yaml'), 'utf8'))

it('publishes what service.yaml declares, and consumes nothing', () => {
  expect([...publishes].sort()).toEqual([...declared.publishes].sort())
  expect(declared.consumes).toEqual([])
})
