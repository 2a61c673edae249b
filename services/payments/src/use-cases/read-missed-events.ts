import type { EventLists, EventPage } from '../clients/event-list.ts'
import type { Deps } from '../deps.ts'
import { webhooks } from '../metrics.ts'
import type { Provider } from '../payment.ts'
import type { ResultWriter } from '../result-writer.ts'
import { findFailing } from '../store/failing-events.ts'
import type { ReadPosition } from '../store/provider-events.ts'
import { findUnmatched } from '../store/unmatched-events.ts'
import { findWebhooks } from '../store/webhooks.ts'
import { recordEvent } from './record-event.ts'

/** A provider delivers an event again for a while before it counts as missed, so that lists are read again that far back. */
const overlapMs = 3_600_000
/**
 * Lists have the newest event first: what is to be read is read in parts, the oldest first, so that the rest can follow later. A part
 * that cannot be read within the lease is halved, down to the resolution of a provider's list.
 */
const longestPartMs = 20 * 60_000
const shortestPartMs = 1_000

/** Applies the events of a page that no webhook brought; returns how many. */
async function applyPage(
  { db, log }: Pick<Deps, 'db' | 'log'>,
  results: ResultWriter,
  provider: Provider,
  page: EventPage,
): Promise<number> {
  const notices = page.flatMap((notice) => notice ?? [])
  const unreadable = page.length - notices.length
  if (unreadable > 0) {
    webhooks.inc({ provider, outcome: 'unreadable' }, unreadable)
    log.error({ provider, unreadable }, 'a provider lists events that are none; they are left out')
  }
  const ids = notices.map(({ eventId }) => eventId)
  const known = await Promise.all([
    findWebhooks(db, provider, ids),
    findFailing(db, provider, ids),
    findUnmatched(db, provider, ids),
  ])
  const missed = notices.filter(({ eventId }) => !known.some((ids) => ids.has(eventId)))
  const done = await Promise.all(
    missed.map((notice) => recordEvent({ db, log }, results, provider, notice)),
  )
  return done.filter((is) => is === 'recorded').length
}

/** How far a list has been read, and whether that is all of it. */
export interface ReadEvents {
  readonly readUntil: Date
  readonly isAll: boolean
  /** How much to read in one go the next time. */
  readonly partMs: number
}

/** Half where not one part could be read in time, twice as much where there was time for many. */
function nextPartMs(partMs: number, readParts: number): number {
  if (readParts === 0) return Math.max(shortestPartMs, Math.floor(partMs / 2))
  return readParts > 3 ? Math.min(longestPartMs, partMs * 2) : partMs
}

/** Applies the events of a provider that no webhook brought, as far as there is time to read its list. */
export async function readMissedEvents(
  { db, log, now }: Pick<Deps, 'db' | 'log' | 'now'>,
  lists: EventLists,
  results: ResultWriter,
  { provider, readUntil, partMs }: Omit<ReadPosition, 'lease'>,
  leftMs: () => number,
): Promise<ReadEvents> {
  const startedAt = now().getTime()
  let from = readUntil.getTime() - overlapMs
  let readParts = 0
  let events = 0
  const readPart = async (to: number): Promise<boolean> => {
    for await (const page of lists[provider](new Date(from), new Date(to))) {
      events += await applyPage({ db, log }, results, provider, page)
      if (leftMs() <= 0) return false
    }
    return true
  }
  while (from < startedAt && leftMs() > 0) {
    const to = Math.min(from + partMs, startedAt)
    if (!(await readPart(to))) break
    from = to
    readParts += 1
  }
  if (events > 0) {
    webhooks.inc({ provider, outcome: 'fetched' }, events)
    log.info({ provider, events }, 'applied events whose webhooks were missed')
  }
  // From the position the overlap is read again: it never lies so far on that a part would be left out.
  const isAll = from >= startedAt
  return {
    ...{ readUntil: new Date(Math.min(from + overlapMs, startedAt)), isAll },
    partMs: nextPartMs(partMs, readParts),
  }
}
