import { afterAll, beforeAll, expect, it } from 'vitest'
import { openStage, type Stage, violated } from './stage.ts'

const consumers = ['orders', 'inventory', 'payments', 'shipping', 'customers']
let stage: Stage

beforeAll(async () => {
  stage = await openStage({ replicas: Object.fromEntries(consumers.map((name) => [name, 2])) })
})
afterAll(() => stage?.close())

it('two replicas of every consumer share the work; losing one of each loses nothing', async () => {
  const loading = stage.load({ rate: 60, seconds: 12 })
  for (const [index, name] of consumers.entries()) {
    await stage.accepted((index + 1) * 100)
    stage.platform.kill(index % 2 ? `${name}-2` : name, 'SIGKILL')
  }
  const result = await loading
  expect(result).toMatchObject({ unsettled: 0, dropped: 0 })
  expect(result.accepted).toBeGreaterThan(500)
  expect(violated(await stage.verify())).toEqual([])
})
