import { expect, test } from 'vitest'
import { openReplacements } from './replacements.ts'

/** Replacements that end when the test says so, or when they are aborted. */
function openTest(pace = { atOnce: 1, slowAfterMs: 60_000 }) {
  const begun: string[] = []
  const ended: string[] = []
  const finish = new Map<string, () => void>()
  const replacements = openReplacements(async (name, outdated) => {
    begun.push(name)
    const end = Promise.withResolvers<string>()
    finish.set(name, () => end.resolve(name))
    outdated.addEventListener('abort', () => end.resolve(`${name} aborted`))
    ended.push(await end.promise)
  }, pace)
  const settled = () => new Promise((resolve) => setImmediate(resolve))
  const finished = async (name: string) => {
    finish.get(name)?.()
    await settled()
  }
  return { replacements, begun, ended, finished, settled }
}

test('a request for what waits is no second one', async () => {
  const { replacements, begun, finished } = openTest()
  for (const names of [['orders'], ['payments', 'catalog'], ['catalog', 'payments']])
    replacements.request(names)
  expect(begun).toEqual(['orders'])
  for (const name of ['orders', 'payments', 'catalog']) await finished(name)
  expect(begun).toEqual(['orders', 'payments', 'catalog'])
  replacements.request(['payments'])
  expect(begun).toHaveLength(4)
})

test('a request for what is under way aborts it, and replaces once more', async () => {
  const { replacements, begun, ended, finished, settled } = openTest()
  replacements.request(['orders'])
  replacements.request(['orders'])
  await settled()
  expect([begun, ended]).toEqual([['orders', 'orders'], ['orders aborted']])
  await finished('orders')
  expect(ended).toEqual(['orders aborted', 'orders'])
})

test('one that takes long holds up no other, and is not begun twice', async () => {
  const { replacements, begun } = openTest({ atOnce: 1, slowAfterMs: 1 })
  replacements.request(['orders', 'payments'])
  await expect.poll(() => begun).toEqual(['orders', 'payments'])
  replacements.request(['catalog'])
  await expect.poll(() => begun).toEqual(['orders', 'payments', 'catalog'])
})

test('two are begun beside each other, and the third when one of them has ended', async () => {
  const { replacements, begun, finished } = openTest({ atOnce: 2, slowAfterMs: 60_000 })
  replacements.request(['orders', 'payments', 'catalog'])
  expect(begun).toEqual(['orders', 'payments'])
  await finished('payments')
  expect(begun).toEqual(['orders', 'payments', 'catalog'])
})

test('a stop aborts what is under way, and begins nothing that waits', async () => {
  const { replacements, begun, ended } = openTest()
  replacements.request(['orders', 'payments'])
  await replacements.stop()
  expect([begun, ended]).toEqual([['orders'], ['orders aborted']])
})
