import { expect, test } from 'vitest'
import type { Row } from './databases.ts'
import { merge } from './merge.ts'

async function* inBlocks(keys: string, size: number): AsyncGenerator<Row[]> {
  for (let at = 0; at < keys.length; at += size)
    yield [...keys.slice(at, at + size)].map((key) => [key])
}

const told = async (left: string, right: string, size: number) => {
  const pairs: string[] = []
  await merge(inBlocks(left, size), inBlocks(right, size), (a, b) =>
    pairs.push(`${a?.[0] ?? '-'}${b?.[0] ?? '-'}`),
  )
  return pairs.join(' ')
}

test.each([1, 2, 100])(
  'each key is told once, with what either side has (blocks of %i)',
  async (size) => {
    expect(await told('acdf', 'abdeg', size)).toBe('aa -b c- dd -e f- -g')
    expect(await told('', 'ab', size)).toBe('-a -b')
    expect(await told('ab', '', size)).toBe('a- b-')
  },
)
