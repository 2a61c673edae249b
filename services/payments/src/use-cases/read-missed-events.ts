import type { EventLists } from '../clients/event-list.ts'
import type { Deps } from '../deps.ts'
import { webhooks } from '../metrics.ts'
import type { ResultWriter } from '../result-writer.ts'
import { findFailing } from '../store/failing-events.ts'
import type { ReadPosition } from '../store/provider-events.ts'
import { findWebhooks } from '../store/webhooks.ts'
import { recordEvent } from './record-event.ts'

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
  const ids = listed.map(({ eventId }) => eventId)
  const [recorded, failing] = await Promise.all([
    findWebhooks(db, provider, ids),
    findFailing(db, provider, ids),
  ])
  const missed = listed.filter(({ eventId }) => !recorded.has(eventId) && !failing.has(eventId))
  let events = 0
  for (const notice of missed)
    if ((await recordEvent({ db, log }, results, provider, notice)) === 'recorded') events += 1
  if (events > 0) {
    webhooks.inc({ provider, outcome: 'fetched' }, events)
    log.info({ provider, events }, 'applied events whose webhooks were missed')
  }
  return startedAt
}
