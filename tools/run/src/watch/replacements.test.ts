import { expect, test } from 'vitest'
import { openReplacements } from './replacements.ts'

test('requests during a replacement lead to one more', async () => {
  const replaced: string[] = []
  const first = Promise.withResolvers<void>()
  const replacements = openReplacements(async (name) => {
    replaced.push(name)
    await first.promise
  })
  replacements.request(['orders'])
  for (const names of [['orders'], ['payments', 'orders'], ['payments']])
    replacements.request(names)
  first.resolve()
  await replacements.settled()
  expect(replaced).toEqual(['orders', 'orders', 'payments'])
  replacements.request(['payments'])
  await replacements.settled()
  expect(replaced).toHaveLength(4)
})
