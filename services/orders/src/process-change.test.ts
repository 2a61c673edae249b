import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { announcementsOf } from './commands.ts'
import { decide, decideReply } from './decide.ts'
import { fold } from './fold.ts'
import { evolve, isOpen, type Order, placedOrder } from './order.ts'
import type { OrderEvent, OrderPlaced, Reply } from './order-event.ts'
import { idleSteps, readySteps, type Saga, checkout as today } from './saga.ts'
import { foldOfRelease01, replyOfRelease01, stepsOfRelease01 } from './testing-release-0-1.ts'
import type { StoredEvent } from './upcast.ts'

const stock = { after: [], retryMs: 5_000, deadlineMs: 20_000 } as const
const money = { after: ['stock'], retryMs: 10_000, deadlineMs: 45_000 } as const
const parcel = { after: ['money'], retryMs: 10_000, deadlineMs: 45_000 } as const
const capture = { after: ['parcel'], retryMs: 10_000 } as const

/** The process of release 0.1; today's may have other steps. */
const checkout: Saga = {
  steps: { stock, money, parcel, capture },
  milestones: [
    { event: 'order.confirmed', from: 'placed', steps: ['stock', 'money'] },
    { event: 'order.shipped', from: 'confirmed', steps: ['parcel', 'capture'] },
  ],
}

const withoutParcel: Saga = {
  steps: { stock, money, capture: { ...capture, after: ['money'] } },
  milestones: [
    { event: 'order.confirmed', from: 'placed', steps: ['stock', 'money'] },
    { event: 'order.shipped', from: 'confirmed', steps: ['capture'] },
  ],
}

/** Stock and money are requested together. */
const besideEachOther: Saga = {
  ...checkout,
  steps: {
    stock,
    money: { ...money, after: [] },
    parcel: { ...parcel, after: ['stock', 'money'] },
    capture,
  },
}

const orderId = '0197a000-0000-7000-8000-000000000001'
const at = new Date(0)

const placedUnder = (saga: Saga): OrderPlaced => ({
  type: 'order.placed',
  data: {
    requested: readySteps(saga, idleSteps),
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
  },
})

const stored = (events: readonly (OrderEvent | OrderPlaced)[]) =>
  events.map((event) => ({ ...event, at }) as unknown as StoredEvent)

const reply = (type: Reply['type']) =>
  ({ type, data: { reason: 'no', trackingNumber: 'STOA123', skus: [] } }) as Reply

type Story = readonly (Reply['type'] | 'request-new-steps')[]

/** The events of an order that these replies meet under this process. */
function play(saga: Saga, story: Story, events: readonly StoredEvent[]): StoredEvent[] {
  const all = [...events]
  for (const type of story) {
    const order = fold(orderId, all)
    all.push(
      ...stored(
        type === 'request-new-steps'
          ? decide({ type }, order, saga)
          : decideReply(reply(type), order, saga),
      ),
    )
  }
  return all
}

const done = [
  'inventory.reserved',
  'payments.authorised',
  'shipping.booked',
  'shipping.handed_over',
  'payments.captured',
] as const
const allReplies = [
  ...done,
  'inventory.rejected',
  'payments.declined',
  'shipping.rejected',
  'payments.capture_refused',
  'shipping.cancelled',
  'inventory.released',
  'payments.voided',
] as const
/** What release 0.1 understood. */
const before = [
  'inventory.reserved',
  'payments.authorised',
  'shipping.booked',
  'payments.captured',
] as const
const repliesBefore = [...before, ...allReplies.slice(done.length)]
/** Every reply that may still be missing, in the order in which they are requested, twice over. */
const theRest: Story = [...done, ...allReplies.slice(-3), 'request-new-steps', ...done, ...done]

const stories = fc.array(fc.constantFrom(...allReplies), { maxLength: 12 })

describe.each([
  ['a step more', withoutParcel, checkout],
  ['a step less', checkout, withoutParcel],
  ['steps beside each other', checkout, besideEachOther],
  ['steps one after the other again', besideEachOther, checkout],
  ['a hand-over before the capture', checkout, today],
])('an order under way when its process gets %s', (_, before, after) => {
  it('keeps what it has done, and comes to its end by the new process', () => {
    fc.assert(
      fc.property(stories, (story) => {
        const events = play(before, story, stored([placedUnder(before)]))
        const standing = fold(orderId, events)
        const finished = fold(orderId, play(after, theRest, events))
        expect(isOpen(finished)).toBe(false)
        if (!isOpen(standing)) expect(finished).toEqual(standing)
        for (const [name, state] of Object.entries(standing.steps))
          if (state === 'done' && finished.status === 'shipped')
            expect([name, finished.steps[name as keyof Order['steps']]]).toEqual([name, 'done'])
      }),
    )
  })
})

it('steps that run beside each other are requested together and confirm the order together', () => {
  const placed = placedUnder(besideEachOther)
  expect(placed.data.requested).toEqual(['stock', 'money'])
  const half = play(besideEachOther, ['payments.authorised'], stored([placed]))
  expect(fold(orderId, half).status).toBe('placed')
  const events = play(besideEachOther, ['inventory.reserved'], half)
  expect(fold(orderId, events)).toMatchObject({
    status: 'confirmed',
    steps: { stock: 'done', money: 'done', parcel: 'requested' },
  })
})

it('a refused step compensates the one that still runs beside it', () => {
  const events = play(
    besideEachOther,
    ['inventory.rejected'],
    stored([placedUnder(besideEachOther)]),
  )
  expect(fold(orderId, events)).toMatchObject({
    status: 'cancelling',
    steps: { stock: 'refused', money: 'compensating' },
  })
})

describe('an order of release 0.1', () => {
  const namesBefore = { requested: 'asked', compensating: 'undoing', compensated: 'undone' }
  const inOldWords = ({ status, reason, steps }: Order) => ({
    status,
    ...(reason && { reason }),
    steps: Object.fromEntries(
      stepsOfRelease01.map((name) => [
        name,
        namesBefore[steps[name] as keyof typeof namesBefore] ?? steps[name],
      ]),
    ),
  })
  /** The events that it stored for an order: so many good replies, then any. */
  const storedBefore = fc
    .tuple(fc.nat({ max: before.length }), fc.array(fc.constantFrom(...repliesBefore)))
    .map(([good, others]) => {
      const { type, data } = placedUnder(checkout)
      const { requested: _, ...placed } = data
      const first = { type, data: placed, at } as unknown as StoredEvent
      const events = [first]
      for (const next of [...before.slice(0, good), ...others])
        events.push(...replyOfRelease01(reply(next), events))
      return events
    })

  it('is read as that release read it', () => {
    fc.assert(
      fc.property(storedBefore, (events) => {
        expect(inOldWords(fold(orderId, events))).toEqual(foldOfRelease01(events))
      }),
    )
  })

  it('comes to its end by today’s process: shipped when its parcel leaves, unless it had ended', () => {
    fc.assert(
      fc.property(storedBefore, (events) => {
        const standing = fold(orderId, events)
        const finished = fold(orderId, play(today, theRest, events))
        expect(isOpen(finished)).toBe(false)
        if (!isOpen(standing)) expect(finished).toEqual(standing)
        else if (finished.status === 'shipped') expect(finished.steps.handover).toBe('done')
      }),
    )
  })

  it('whose capture was requested with its booking is ready once it is captured, and asks for its parcel', () => {
    const { type, data } = placedUnder(checkout)
    const events = play(
      checkout,
      ['inventory.reserved', 'payments.authorised', 'shipping.booked'],
      stored([{ type, data }]),
    )
    const standing = fold(orderId, events)
    expect(standing.steps).toMatchObject({ capture: 'requested', handover: 'idle' })
    const captured = decideReply(reply('payments.captured'), standing)
    const ready = captured.reduce(evolve, standing)
    expect(ready).toMatchObject({ status: 'ready', steps: { handover: 'requested' } })
    expect(announcementsOf(standing, ready, captured).map((message) => message.type)).toEqual([
      'shipping.book',
      'order.ready',
    ])
  })

  it('a placed order of release 0.1 has requested its stock', () => {
    const { type, data } = placedUnder(checkout)
    const { requested: _, ...placed } = data
    const event = { type, data: placed, at } as unknown as StoredEvent
    expect(fold(orderId, [event])).toEqual(
      placedOrder(orderId, placedUnder(checkout), at.toISOString()),
    )
  })

  it('an event of a type that this release does not know is refused', () => {
    const events = [...stored([placedUnder(checkout)]), { type: 'order.lost', data: {}, at }]
    expect(() => fold(orderId, events)).toThrow(/unknown type order\.lost/)
  })
})
