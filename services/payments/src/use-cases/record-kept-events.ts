import { errorText } from '@stoa/service'
import type { FetchEvent, ProviderEvents } from '../clients/event-list.ts'
import type { WebhookNotice } from '../clients/notice.ts'
import { readKept } from '../clients/notices.ts'
import type { Deps } from '../deps.ts'
import type { Provider } from '../payment.ts'
import type { ResultWriter } from '../result-writer.ts'
import {
  findDueFailing,
  forgetFailing,
  forgetRecorded,
  type KeptEvent,
  saveFailing,
} from '../store/failing-events.ts'
import { findMatched, forgetMatched, forgetUnmatched } from '../store/unmatched-events.ts'
import { recordEvent } from './record-event.ts'

/** Further ones are recorded a minute later. */
const atOnce = 100

/** The event from what was kept of it; undefined when that tells nothing. */
function fromKept(
  provider: Provider,
  { eventId, type, payload }: KeptEvent,
): WebhookNotice | undefined {
  if (type === null || payload === null) return undefined
  const notice = readKept(provider, eventId, type, payload)
  return notice.result && notice
}

/** The event as the provider has it, or why it cannot be fetched. */
async function fetched(fetch: FetchEvent, eventId: string): Promise<WebhookNotice | string> {
  try {
    return { ...(await fetch(eventId)), eventId }
  } catch (err) {
    return `it could not be fetched: ${errorText(err)}`
  }
}

/** Records an event that failed before. */
async function retry(
  deps: Pick<Deps, 'db' | 'log'>,
  results: ResultWriter,
  provider: Provider,
  fetch: FetchEvent,
  kept: KeptEvent,
): Promise<void> {
  const { eventId } = kept
  const notice = fromKept(provider, kept) ?? (await fetched(fetch, eventId))
  if (typeof notice === 'string') {
    await saveFailing(deps.db, { provider, eventId }, notice)
    return
  }
  const done = await recordEvent(deps, results, provider, notice)
  if (done !== 'failing') await forgetFailing(deps.db, provider, eventId)
}

/**
 * Records the kept events of a provider: those that failed, as far as they are due and there is time, and those whose payments are
 * known by now.
 */
export async function recordKeptEvents(
  { db, log }: Pick<Deps, 'db' | 'log'>,
  { fetch }: Pick<ProviderEvents, 'fetch'>,
  results: ResultWriter,
  provider: Provider,
  leftMs: () => number,
): Promise<void> {
  await forgetRecorded(db, provider)
  for (const kept of await findDueFailing(db, provider, atOnce)) {
    if (leftMs() <= 0) break
    await retry({ db, log }, results, provider, fetch[provider], kept)
  }
  for (const kept of await findMatched(db, provider, atOnce)) {
    const notice = readKept(provider, kept.eventId, kept.type, kept.payload)
    const done = await recordEvent({ db, log }, results, provider, notice)
    if (done !== 'recorded') await forgetUnmatched(db, provider, kept.eventId)
  }
  await forgetMatched(db, provider)
}
