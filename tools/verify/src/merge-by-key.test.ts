import { expect, test } from 'vitest'
import type { Row } from './databases.ts'
import { mergeByKey } from './merge-by-key.ts'

async function* inBlocks(keys: string, size: number): AsyncGenerator<Row[]> {
  for (let at = 0; at < keys.length; at += size)
    yield [...keys.slice(at, at + size)].map((key) => [key])
}

const pairsOf = async (left: string, right: string, size: number) => {
  const pairs: string[] = []
  await mergeByKey(inBlocks(left, size), inBlocks(right, size), (a, b) =>
    pairs.push(`${a?.[0] ?? '-'}${b?.[0] ?? '-'}`),
  )
  return pairs.join(' ')
}

test.each([1, 2, 100])(
  'each key is reported once, with the row of either side (blocks of %i)',
  async (size) => {
    expect(await pairsOf('acdf', 'abdeg', size)).toBe('aa -b c- dd -e f- -g')
    expect(await pairsOf('', 'ab', size)).toBe('-a -b')
    expect(await pairsOf('ab', '', size)).toBe('a- b-')
  },
)

test('both sides are closed when one of them fails', async () => {
  const closed: string[] = []
  async function* open(name: string, fails: boolean): AsyncGenerator<Row[]> {
    try {
      yield [['a']]
      if (fails) throw new Error('unreadable')
      yield [['b']]
    } finally {
      closed.push(name)
    }
  }
  const merged = mergeByKey(open('left', false), open('right', true), () => undefined)
  await expect(merged).rejects.toThrow('unreadable')
  expect(closed.sort()).toEqual(['left', 'right'])
})
