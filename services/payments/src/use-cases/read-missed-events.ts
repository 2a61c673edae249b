import type { EventLists } from '../clients/event-list.ts'
import type { WebhookNotice } from '../clients/stripe-webhook.ts'
import type { Deps } from '../deps.ts'
import { webhooks } from '../metrics.ts'
import type { ResultWriter } from '../result-writer.ts'
import {
  type FailingEvent,
  findFailing,
  forgetRecorded,
  saveFailing,
} from '../store/failing-events.ts'
import type { ReadPosition } from '../store/provider-events.ts'
import { findWebhooks } from '../store/webhooks.ts'
import { recordEvent } from './record-event.ts'

/** A provider delivers an event again for a while before it counts as missed, so that lists are read again that far back. */
const overlapMs = 3_600_000

/** The events since a list was read last, and those that failed before: they are listed further back. */
async function list(
  read: EventLists[keyof EventLists],
  since: Date,
  failing: readonly FailingEvent[],
): Promise<readonly WebhookNotice[]> {
  const [oldest] = failing
  const listed = await read(since)
  const fromMs = oldest && oldest.failedAt.getTime() - overlapMs
  if (fromMs === undefined || fromMs >= since.getTime()) return listed
  const ids = new Set(failing.map(({ eventId }) => eventId))
  for (const { eventId } of listed) ids.delete(eventId)
  const before = await read(new Date(fromMs))
  return [...before.filter(({ eventId }) => ids.has(eventId)), ...listed]
}

/**
 * Applies the events of a provider that no webhook brought, and again those that could not be recorded; returns until when its
 * list has been read.
 */
export async function readMissedEvents(
  { db, log, now }: Pick<Deps, 'db' | 'log' | 'now'>,
  lists: EventLists,
  results: ResultWriter,
  { provider, readUntil }: ReadPosition,
): Promise<Date> {
  const startedAt = now()
  const since = new Date(readUntil.getTime() - overlapMs)
  const failing = await findFailing(db, provider)
  const due = failing.filter(({ isDue }) => isDue)
  const waiting = new Set(failing.filter(({ isDue }) => !isDue).map(({ eventId }) => eventId))
  const listed = await list(lists[provider], since, due)
  const known = await findWebhooks(
    db,
    provider,
    listed.map(({ eventId }) => eventId),
  )
  const missed = listed.flatMap(({ eventId, type, result }) =>
    result && !known.has(eventId) && !waiting.has(eventId)
      ? [{ result, event: { provider, eventId, type } }]
      : [],
  )
  let events = 0
  for (const one of missed)
    if ((await recordEvent({ db, log }, results, one)) === 'recorded') events += 1
  await forgetRecorded(db, provider)
  // One that the provider lists no longer, or that is of no use any more, is not looked for without end.
  const read = new Set(missed.map(({ event }) => event.eventId))
  for (const { eventId } of due)
    if (!read.has(eventId) && !known.has(eventId))
      await saveFailing(db, { provider, eventId }, null)
  if (events > 0) {
    webhooks.inc({ provider, outcome: 'fetched' }, events)
    log.info({ provider, events }, 'applied events whose webhooks were missed')
  }
  return startedAt
}
