import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { publishes } from './topology.ts'

const said = parse(readFileSync(join(import.meta.dirname, '../service.yaml'), 'utf8'))

it('publishes what service.yaml says, and hears nothing', () => {
  expect([...publishes].sort()).toEqual([...said.publishes].sort())
  expect(said.consumes).toEqual([])
})
