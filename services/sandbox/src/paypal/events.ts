import type { Outcome } from '../faults/perform.ts'
import type { Collection, Store } from '../state/store.ts'
import type { viewEvent } from './view.ts'

export type PaypalEvent = ReturnType<typeof viewEvent>

/** Listed events have this reference: those about money that a request did not settle. */
export const listed = 'listed'

export const paypalEvents = (store: Store): Collection<PaypalEvent> =>
  store.collection('paypal_event')

/** `GET /v1/notifications/webhooks-events` of a time. */
export async function listEvents(
  store: Store,
  startTime: string,
  endTime?: string,
): Promise<Outcome> {
  const found = await paypalEvents(store).findByRef(listed)
  const events = found.filter(
    ({ create_time: at }) => startTime <= at && (!endTime || at <= endTime),
  )
  return {
    reply: { status: 200, body: JSON.stringify({ events, count: events.length, links: [] }) },
  }
}
