import type { EventLists } from '../clients/event-list.ts'
import type { Deps } from '../deps.ts'
import { webhooks } from '../metrics.ts'
import type { ResultWriter } from '../result-writer.ts'
import type { ReadPosition } from '../store/provider-events.ts'
import { findWebhooks } from '../store/webhooks.ts'

/** A provider delivers an event again for a while before it counts as missed, so that lists are read again that far back. */
const overlapMs = 3_600_000

/** Applies the events of a provider that no webhook brought; returns until when its list has been read. */
export async function readMissedEvents(
  { db, log, now }: Pick<Deps, 'db' | 'log' | 'now'>,
  lists: EventLists,
  results: ResultWriter,
  { provider, readUntil }: ReadPosition,
): Promise<Date> {
  const startedAt = now()
  const listed = await lists[provider](new Date(readUntil.getTime() - overlapMs))
  const known = await findWebhooks(
    db,
    provider,
    listed.map(({ eventId }) => eventId),
  )
  const missed = listed.flatMap(({ eventId, result }) =>
    result && !known.has(eventId) ? [{ result, event: { provider, eventId } }] : [],
  )
  for (const one of missed) await results.add(one)
  if (missed.length > 0) {
    webhooks.inc({ provider, outcome: 'fetched' }, missed.length)
    log.info({ provider, events: missed.length }, 'applied events whose webhooks were missed')
  }
  return startedAt
}
