import { describe, expect, it } from 'vitest'
import { announcementsOf, pendingCommands } from './commands.ts'
import { decide, decideReply } from './decide.ts'
import { evolve, type Order } from './order.ts'
import { play, reply, toConfirmed, toHandedOver } from './testing-rules.ts'

const heldUntil = '2026-02-01T00:00:00.000Z'
const authorised = [reply('payments.authorised', { heldUntil })]
const after = (replies: readonly ReturnType<typeof reply>[], from: Order) =>
  replies.reduce((order, one) => decideReply(one, order).reduce(evolve, order), from)
const reserved = play(['inventory.reserved'])
const confirmed = after(authorised, reserved)
const ready = after([reply('shipping.booked')], confirmed)
const capturing = decide({ type: 'capture-early' }, ready).reduce(evolve, ready)

const commandsOf = (type: Parameters<typeof reply>[0], order: Order) => {
  const events = decideReply(reply(type), order)
  return announcementsOf(order, events.reduce(evolve, order), events)
}
const booking = (messages: readonly { type: string; data: unknown }[]) =>
  messages.find(({ type }) => type === 'shipping.book')?.data

describe('shipping is told', () => {
  it('with the booking when the authorisation ends, and again when it is asked again', () => {
    expect(booking(pendingCommands(confirmed))).toMatchObject({ heldUntil })
    expect(booking(pendingCommands(ready))).toMatchObject({ heldUntil })
  })

  it('of no end where the provider names none', () => {
    expect(booking(pendingCommands(play(toConfirmed)))).not.toHaveProperty('heldUntil')
  })

  it('that the money is captured before the parcel is handed over', () => {
    expect(booking(commandsOf('payments.captured', capturing))).toMatchObject({ heldUntil: null })
    expect(booking(commandsOf('payments.captured', confirmed))).toMatchObject({ heldUntil: null })
  })

  it('nothing more once the parcel has left, or where no end was known', () => {
    const left = after([reply('shipping.handed_over')], ready)
    expect(booking(commandsOf('payments.captured', left))).toBeUndefined()
    expect(booking(commandsOf('payments.captured', play(toHandedOver)))).toBeUndefined()
  })
})

it('an order whose authorisation waits for its shopper or a review books no parcel and is not ready', () => {
  const waiting = after([reply('payments.action_required')], reserved)
  for (const order of [reserved, waiting]) {
    expect(booking(commandsOf('shipping.booked', order))).toBeUndefined()
    expect(after([reply('shipping.booked')], order).status).toBe('placed')
    expect(booking(pendingCommands(order))).toBeUndefined()
  }
})
