import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { kinds } from '../model/kinds.ts'
import { fieldsOf } from './fields.ts'
import { fieldsPage } from './fields-page.ts'
import { isMatch } from './pattern.ts'
import { pageFile } from './write-fields.ts'

test('docs/mesh-fields.md matches the schemas', () => {
  expect(readFileSync(pageFile, 'utf8')).toBe(fieldsPage())
})

test.each(Object.keys(kinds) as (keyof typeof kinds)[])(
  'each unsupported field of %s is in its schema',
  (kind) => {
    const paths = fieldsOf(kind).map(({ path }) => path)
    const unmatched = kinds[kind].unsupported
      .map((one) => (typeof one === 'string' ? one : one.path))
      .filter((pattern) => !paths.some((path) => isMatch(pattern, path)))
    expect(unmatched).toEqual([])
  },
)
