import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { outcomesOf, runCases } from './run-cases.ts'

const dir = join(import.meta.dirname, '../../cases')
const files = readdirSync(dir, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.jsonl'))
  .map((name) => join(dir, name))

test('the evaluator agrees with every case of a mesh of sidecars', async () => {
  const { total, agree, unsupported, disagree } = await runCases(files)
  expect(disagree).toEqual([])
  expect(unsupported.map(({ why }) => why)).toEqual(
    Array(6).fill('ambient mode is not supported: this mesh has sidecars'),
  )
  expect(agree).toBe(total - 6)
  expect(total).toBe(353)
})

describe('a case disagrees when', () => {
  const request = {
    source: { principal: null },
    destination: { port: 80 },
    protocol: 'http',
    path: '/a/../b',
    host: 'b',
  }
  const one = (more: object) =>
    outcomesOf('a.jsonl', JSON.stringify({ id: 'x', topic: 'authz', request, ...more }))[0]

  test.each([
    ['the decision differs', { expect: { decision: 'deny' } }],
    ['the status differs', { expect: { decision: 'allow', status: 403 } }],
    ['the path differs', { expect: { normalizedPath: '/a/b' } }],
    ['a header differs', { expect: { upstreamHeaders: { 'x-a': 'b' } } }],
    ['an authorizer was not called', { expect: { extAuthzCalled: ['ext'] } }],
    ['the mode differs', { expect: { effectiveMtlsMode: 'STRICT' } }],
  ])('%s', (_, more) => {
    expect(one(more)).toMatchObject({ kind: 'disagree', id: 'x' })
  })

  test('a case with policies that the model refuses is unsupported, with the reason', () => {
    const policies = [
      { apiVersion: 'security.istio.io/v1', kind: 'Nothing', metadata: { name: 'a' } },
    ]
    expect(one({ policies, expect: {} })).toMatchObject({
      kind: 'unsupported',
      why: expect.stringContaining('Nothing'),
    })
  })
})

test('a line that is not a case is refused with file and line', () => {
  expect(() => outcomesOf('a.jsonl', '\n{"id":1}')).toThrow('a.jsonl:2: not a case')
})
