import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { heard } from './consumers.ts'
import { published } from './published.ts'

const { publishes, consumes } = parse(
  readFileSync(new URL('../service.yaml', import.meta.url), 'utf8'),
)

it('publishes and consumes what service.yaml says, and nothing else', () => {
  expect([...published].sort()).toEqual([...publishes].sort())
  const consumed = Object.values(heard)
    .flat()
    .map(({ type }) => type)
  expect(consumed.sort()).toEqual([...consumes].sort())
})
