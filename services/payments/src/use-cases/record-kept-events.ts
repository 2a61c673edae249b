import { readKept } from '../clients/notices.ts'
import type { Deps } from '../deps.ts'
import type { Provider } from '../payment.ts'
import type { ResultWriter } from '../result-writer.ts'
import {
  findDueFailing,
  forgetRecorded,
  type KeptEvent,
  saveFailing,
} from '../store/failing-events.ts'
import { findMatched, forgetMatched } from '../store/unmatched-events.ts'
import { recordEvent } from './record-event.ts'

/** Further ones are recorded a minute later. */
const atOnce = 100

const read = (provider: Provider, { eventId, type, payload }: KeptEvent) =>
  type === null || payload === null ? undefined : readKept(provider, eventId, type, payload)

/** Records the kept events of a provider: those that could not be recorded, as far as they are due, and those whose payments are known by now. */
export async function recordKeptEvents(
  { db, log }: Pick<Deps, 'db' | 'log'>,
  results: ResultWriter,
  provider: Provider,
): Promise<void> {
  const failing = await findDueFailing(db, provider, atOnce)
  for (const kept of [...failing, ...(await findMatched(db, provider, atOnce))]) {
    const notice = read(provider, kept)
    const done = notice && (await recordEvent({ db, log }, results, provider, notice))
    if (done === undefined || done === 'of_no_use')
      await saveFailing(db, { provider, eventId: kept.eventId }, null)
  }
  await forgetMatched(db, provider)
  await forgetRecorded(db, provider)
}
