import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { announcementsOf, askAgain } from './commands.ts'
import { deadlineOf, givenUp } from './deadline.ts'
import { decide, decideReply } from './decide.ts'
import { evolve, isOpen, type Order, type OrderEvent, type Placed, placedOrder } from './order.ts'
import { checkout, stepNames } from './saga.ts'

const placed: Placed = {
  customerId: 'c-1',
  lines: [{ sku: 'MUG', quantity: 2, unitPriceMinor: 500 }],
  currency: 'GBP',
  totalMinor: 1000,
  pieces: 2,
  weightGrams: 600,
  payment: { type: 'account' },
  delivery: {
    carrier: 'own-fleet',
    address: { name: 'A', street: 'B 1', city: 'C', postcode: 'D1', country: 'GB' },
  },
}
const fresh = placedOrder(
  '0197a000-0000-7000-8000-000000000001',
  placed,
  '2026-01-01T00:00:00.000Z',
)

const reply = (type: string, data: Record<string, unknown> = {}): OrderEvent => ({ type, data })

const play = (types: readonly string[], from = fresh): Order =>
  types.reduce((order, type) => {
    const data = { reason: 'no', trackingNumber: 'STOA123', provider: 'account' }
    return decideReply(reply(type, data), order).reduce(evolve, order)
  }, from)

const saidBy = (type: string, order: Order): string[] => {
  const events = decideReply(reply(type, { reason: 'no', trackingNumber: 'STOA123' }), order)
  return announcementsOf(order, events.reduce(evolve, order), events).map((said) => said.type)
}

const cancel = { type: 'cancel', reason: 'changed my mind' } as const
const happy = ['inventory.reserved', 'payments.authorised', 'shipping.booked', 'payments.captured']

describe('the way of an order', () => {
  it('confirms an order once stock and money are there, ships it once the parcel is paid', () => {
    expect(play(happy.slice(0, 2)).status).toBe('confirmed')
    expect(play(happy)).toMatchObject({ status: 'shipped', trackingNumber: 'STOA123' })
  })

  it.each([
    ['inventory.reserved', 0, ['payments.authorise']],
    ['payments.authorised', 1, ['shipping.book', 'order.confirmed']],
    ['shipping.booked', 2, ['payments.capture']],
    ['payments.captured', 3, ['order.shipped']],
  ] as const)('answers %s with what comes next', (type, steps, said) => {
    expect(saidBy(type, play(happy.slice(0, steps)))).toEqual(said)
  })

  it.each([
    ['inventory.rejected', 0, ['order.cancelled'], 'cancelled'],
    ['payments.declined', 1, ['inventory.release'], 'cancelling'],
    ['shipping.rejected', 2, ['inventory.release', 'payments.void'], 'cancelling'],
    [
      'payments.capture_refused',
      3,
      ['inventory.release', 'payments.void', 'shipping.cancel'],
      'cancelling',
    ],
  ] as const)('takes back on %s what was done before', (type, steps, said, status) => {
    const before = play(happy.slice(0, steps))
    expect(saidBy(type, before)).toEqual(said)
    expect(play([type], before).status).toBe(status)
  })

  it('is cancelled only when every compensation is answered', () => {
    const cancelling = play(['shipping.rejected'], play(happy.slice(0, 2)))
    expect(play(['inventory.released'], cancelling).status).toBe('cancelling')
    expect(play(['inventory.released', 'payments.voided'], cancelling).status).toBe('cancelled')
  })

  it('takes back a step that was asked for and not answered', () => {
    const order = decide(cancel, fresh).reduce(evolve, fresh)
    expect(order.steps.stock).toBe('undoing')
    expect(askAgain(order).map(({ type }) => type)).toEqual(['inventory.release'])
  })

  it('does not cancel what is on its way', () => {
    expect(() => decide(cancel, play(happy.slice(0, 3)))).toThrow(/on its way/)
    expect(() => decide(cancel, play(happy))).toThrow(/on its way/)
  })

  it('makes nothing of a reply that it has had', () => {
    const shipped = play(happy)
    for (const type of happy) expect(decideReply(reply(type), shipped)).toEqual([])
  })

  it('never strands an order: from any replies in any order, the right ones bring it to an end', () => {
    const types = stepNames.flatMap((name) =>
      [checkout[name].done, checkout[name].refused, checkout[name].undone].filter(
        (type) => type !== undefined,
      ),
    )
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...types, 'cancel'), { maxLength: 20 }), (story) => {
        let order = fresh
        for (const type of story) {
          const wish = type === 'cancel' && order.steps.parcel !== 'done'
          const events = wish
            ? decide(cancel, order)
            : type === 'cancel'
              ? []
              : decideReply(reply(type, { reason: 'no' }), order)
          order = events.reduce(evolve, order)
        }
        const finished = play(
          [...happy, 'inventory.released', 'payments.voided', 'shipping.cancelled'],
          order,
        )
        expect(['shipped', 'cancelled']).toContain(finished.status)
        expect(isOpen(finished)).toBe(false)
      }),
    )
  })

  it('never ships a cancelled order nor keeps money or stock of one', () => {
    const types = [
      ...happy,
      'inventory.rejected',
      'payments.declined',
      'shipping.rejected',
      'inventory.released',
      'payments.voided',
      'shipping.cancelled',
    ]
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...types), { maxLength: 20 }), (story) => {
        const order = play(story)
        if (order.status !== 'cancelled') return
        for (const name of stepNames)
          expect(['idle', 'refused', 'undone']).toContain(order.steps[name])
      }),
    )
  })
})

describe('refunds', () => {
  const refund = (amountMinor: number, currency = 'GBP') =>
    ({
      type: 'refund',
      refundId: `r-${amountMinor}`,
      amountMinor,
      currency,
      reason: 'broken',
    }) as const

  it('never exceed what was paid', () => {
    const shipped = play(happy)
    const once = decide(refund(700), shipped).reduce(evolve, shipped)
    expect(() => decide(refund(301), once)).toThrow(/at most 300/)
    expect(decide(refund(300), once)).toHaveLength(1)
  })

  it('leave room again when the provider refused them', () => {
    const shipped = play(happy)
    const asked = decide(refund(700), shipped).reduce(evolve, shipped)
    expect(isOpen(asked)).toBe(true)
    const refused = decideReply(
      reply('payments.refund_refused', { refundId: 'r-700' }),
      asked,
    ).reduce(evolve, asked)
    expect(isOpen(refused)).toBe(false)
    expect(decide(refund(1000), refused)).toHaveLength(1)
  })

  it('are for shipped orders, in their currency', () => {
    expect(() => decide(refund(1), fresh)).toThrow(/nothing to refund/)
    expect(() => decide(refund(1, 'EUR'), play(happy))).toThrow(/GBP/)
  })
})

describe('deadlines', () => {
  it('ask again before they give up', () => {
    for (const name of stepNames) {
      const { againMs, withinMs } = checkout[name]
      if (withinMs) expect(againMs).toBeLessThan(withinMs)
    }
  })

  it('give up a step that can be taken back, and never a capture', () => {
    expect(givenUp(fresh, 19_999)).toBeUndefined()
    expect(givenUp(fresh, 20_000)).toMatch(/stock/)
    expect(givenUp(play(happy.slice(0, 3)), 3_600_000)).toBeUndefined()
  })

  it('come sooner for the step that answers sooner', () => {
    const now = new Date(0)
    expect(deadlineOf(fresh, now).getTime()).toBe(5_000)
    expect(deadlineOf(play(happy.slice(0, 1)), now).getTime()).toBe(10_000)
  })
})
