import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  authorise,
  cancel,
  capture,
  card,
  newOrder,
  type RunningService,
  refund,
  startService,
} from './testing-service.ts'
import { handleCommands } from './use-cases/handle-commands.ts'
import { perform } from './use-cases/perform.ts'

let service: RunningService
beforeAll(async () => {
  service = await startService()
})
afterAll(() => service.stop())
beforeEach(async () => {
  service.fake.forget()
  await sql`truncate payments, refunds, strays, outbox, inbox`.execute(service.db)
})

/** A second replica that is stopped in its work, before its request is sent or after the response has come. */
function stoppedReplica(when: 'before' | 'after') {
  const resumed = Promise.withResolvers<void>()
  const stopped = Promise.withResolvers<void>()
  const { log, now } = service.deps
  const worker = service.startWorker({
    async run(task, leftMs) {
      const options = { log, now, leftMs, pause: async () => {}, shopperMs: 900_000 }
      const work = () => perform(service.providers, task, options)
      const result = when === 'after' ? await work() : undefined
      stopped.resolve()
      await resumed.promise
      return result ?? work()
    },
  })
  return {
    async handle(...batch: Parameters<RunningService['handle']>) {
      await handleCommands({ ...service.deps, begin: worker.begin }, batch)
      await stopped.promise
    },
    async claimExpired() {
      await service.makeDue()
      worker.claimNow()
      await stopped.promise
    },
    async resume() {
      resumed.resolve()
      await worker.settled()
      await worker.stop()
    },
  }
}

describe('of a replica that stopped while it held the lease', () => {
  it.each([
    ['authorisation', 'before'],
    ['authorisation', 'after'],
    ['capture', 'before'],
    ['capture', 'after'],
    ['refund', 'before'],
    ['refund', 'after'],
    ['void', 'before'],
    ['void', 'after'],
  ] as const)(
    'another carries out the %s, and its late result (stopped %s the request) has no second effect',
    async (step, when) => {
      const order = newOrder()
      const commands = {
        authorisation: [authorise(order, card)],
        capture: [capture(order)],
        refund: [refund(order, 200)],
        void: [cancel(order)],
      }
      if (step !== 'authorisation') await service.go(authorise(order, card))
      if (step === 'refund') await service.go(capture(order))
      const replica = stoppedReplica(when)
      await replica.handle(...commands[step])
      await service.goOn()
      const [published, payment] = [await service.published(order), await service.payment(order)]
      await replica.resume()
      const events = {
        authorisation: 'authorised',
        capture: 'captured',
        refund: 'refunded',
        void: 'voided',
      }
      expect(published.at(-1)).toBe(events[step])
      expect(await service.published(order)).toEqual(published)
      expect(await service.payment(order)).toEqual(payment)
      const refunded = step === 'refund' ? 200 : 0
      expect(service.fake.held(order)).toMatchObject([{ provider: 'stripe', refunded }])
    },
  )

  it('the late result counts for nothing while another carries out the step', async () => {
    const order = newOrder()
    await service.go(authorise(order, card))
    const [first, second] = [stoppedReplica('before'), stoppedReplica('before')]
    await first.handle(capture(order))
    await second.claimExpired()
    service.fake.meet('stripe', 'capture', 'refuse')
    await first.resume()
    expect(await service.published(order)).toEqual(['authorised'])
    await second.resume()
    expect(await service.published(order)).toEqual(['authorised', 'captured'])
    expect(service.fake.held(order)).toMatchObject([{ status: 'captured' }])
  })

  it('an authorisation that may have been sent never goes to the next provider', async () => {
    const order = newOrder()
    const replica = stoppedReplica('after')
    await replica.handle(authorise(order, card))
    service.fake.meet('stripe', 'authorise', 'limit')
    await service.goOn()
    expect(await service.payment(order)).toMatchObject({ provider: 'stripe', status: 'pending' })
    await service.goOn()
    expect(await service.published(order)).toEqual(['authorised'])
    await replica.resume()
    expect(service.fake.held(order)).toMatchObject([{ provider: 'stripe', status: 'held' }])
  })

  it('an authorisation that it gets after the fail-over is released', async () => {
    const order = newOrder()
    const replica = stoppedReplica('before')
    await replica.handle(authorise(order, card))
    service.fake.meet('stripe', 'authorise', 'refuse')
    await service.goOn()
    expect(await service.payment(order)).toMatchObject({ provider: 'paypal', status: 'authorised' })
    await replica.resume()
    await service.makeDue()
    await service.checkAbandoned()
    expect(service.fake.held(order)).toMatchObject([
      { provider: 'paypal', status: 'held' },
      { provider: 'stripe', status: 'released' },
    ])
    expect(await service.published(order)).toEqual(['authorised'])
  })
})
