import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStage, type Stage, violated } from './stage.ts'

let stage: Stage

beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage?.close())

const victims = [
  ...['orders', 'inventory', 'payments', 'shipping', 'customers', 'catalog'],
  ...['nats', 'postgres', 'orders-sidecar', 'nats-sidecar', 'edge'],
]

describe('an order that was acknowledged survives', () => {
  it.each(victims)('kill -9 of %s in the middle of load', async (victim) => {
    const loading = stage.load({ rate: 60, seconds: 8 })
    await stage.accepted(120)
    stage.platform.kill(victim, 'SIGKILL')
    const result = await loading
    await stage.platform.whenReady(victim)
    expect(result).toMatchObject({ unsettled: 0, dropped: 0 })
    expect(result.accepted).toBeGreaterThan(200)
    expect(violated(await stage.verify())).toEqual([])
  })
})
