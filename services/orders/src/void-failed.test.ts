import { describe, expect, it } from 'vitest'
import { announcementsOf, pendingCommands } from './commands.ts'
import { decide } from './decide.ts'
import { decideNews } from './news.ts'
import { evolve, isOpen, type Order } from './order.ts'
import { settle } from './settle.ts'
import { waitsOf } from './settlement.ts'
import { cancel, play, reply, toReady } from './testing-rules.ts'

const cancelling = decide(cancel, play(toReady)).reduce(evolve, play(toReady))
const waiting = play(['shipping.cancelled', 'inventory.released'], cancelling)
const ended = play(['payments.voided'], waiting)
const typesOf = (events: readonly { readonly type: string }[]) => events.map(({ type }) => type)

function told(order: Order) {
  const events = decideNews(reply('payments.void_failed', { reason: 'not_enough' }), order)
  return { events, after: events.reduce(evolve, order) }
}

describe.each([
  ['that waits for its money to be given back', waiting],
  ['that ended with its money given back, as far as it was told', ended],
])('an order %s', (_, order) => {
  const { events, after } = told(order)

  it('is put on hold by a void that has failed, and nothing is requested', () => {
    expect(typesOf(events)).toEqual(['payments.void_failed', 'hold.begun'])
    expect(after.hold).toEqual({
      reason: 'the payment provider refuses to give the money back: not_enough',
      since: '2026-06-01T12:00:00.000Z',
    })
    expect(isOpen(after)).toBe(true)
    expect(announcementsOf(order, after, events)).toEqual([])
    expect(told(after).events).toEqual([])
  })

  it('has its void requested again when an order manager resumes it', () => {
    const resumed = decide({ type: 'resume', by: 'olga', note: 'paid in' }, after)
    const now = resumed.reduce(evolve, after)
    expect(typesOf(announcementsOf(after, now, resumed))).toEqual(['payments.void'])
    expect(typesOf(pendingCommands(now))).toEqual(['payments.void'])
    expect(told(now).after.hold).toEqual(after.hold)
  })

  it('ends when an order manager settles it, and when the money is given back', () => {
    expect(waitsOf(after)).toEqual([{ step: 'money', outcomes: ['voided', 'refunded'] }])
    const settlement = { step: 'money', outcome: 'refunded', reference: 're_1' } as const
    const declared = settle({ type: 'settle', by: 'olga', reason: 'paid', settlement }, after)
    const ends = order.status === 'cancelled' ? [] : ['order.cancelled']
    expect(typesOf(declared)).toEqual(['hold.settled', 'payments.voided', ...ends])
    const voided = decideNews(reply('payments.voided'), after)
    expect(typesOf(voided)).toEqual(['payments.voided', ...ends])
    const now = voided.reduce(evolve, after)
    expect([now.status, now.hold, isOpen(now)]).toEqual(['cancelled', undefined, false])
  })
})

it('an order that gives nothing back ignores a void that has failed', () => {
  expect(told(play(toReady)).events).toEqual([])
})
