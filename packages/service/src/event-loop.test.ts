import { setTimeout as wait } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { exposition } from './exposition.ts'

const lag = async (statistic: string): Promise<number> => {
  const { body } = await exposition()
  const [, value] =
    new RegExp(`^nodejs_eventloop_lag_${statistic}_seconds (\\S+)$`, 'm').exec(body) ?? []
  return Number(value)
}

it('reports the longest iteration of the event loop since the last scrape, once', async () => {
  await exposition()
  await wait(1)
  const end = performance.now() + 50
  while (performance.now() < end);
  await wait(1)
  const longest = await lag('max')
  expect(longest).toBeGreaterThanOrEqual(0.05)
  await wait(1)
  expect(await lag('max')).not.toBe(longest)
})

it('reports short iterations as short', async () => {
  await exposition()
  for (let turn = 0; turn < 20; turn += 1) await wait(1)
  expect(await lag('min')).toBeLessThan(0.01)
  expect(await lag('p50')).toBeGreaterThan(0)
})
