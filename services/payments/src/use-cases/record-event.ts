import { isTransient } from '@stoa/postgres'
import { errorText } from '@stoa/service'
import type { WebhookNotice } from '../clients/notice.ts'
import type { Deps } from '../deps.ts'
import { webhooks } from '../metrics.ts'
import type { Provider } from '../payment.ts'
import type { ResultWriter } from '../result-writer.ts'
import { saveFailing } from '../store/failing-events.ts'

/**
 * Records what an event of a provider tells. One that cannot be recorded, or read, is kept and tried again: it delays no other.
 * @throws for a database that does not answer
 */
export async function recordEvent(
  { db, log }: Pick<Deps, 'db' | 'log'>,
  results: ResultWriter,
  provider: Provider,
  { result, unreadable, eventId, type, payload }: WebhookNotice,
  traceparent?: string,
): Promise<'recorded' | 'failing' | 'of_no_use'> {
  if (unreadable !== undefined) {
    // Its fields are not known here, so that none is kept: it is fetched from the provider when it is tried again.
    await saveFailing(db, { provider, eventId, type }, unreadable)
    webhooks.inc({ provider, outcome: 'unreadable' })
    log.error(
      { provider, eventId, type },
      'an event of a provider has a form that cannot be read; its id is kept, and it is fetched and tried again, less and less often',
    )
    return 'failing'
  }
  if (!result) return 'of_no_use'
  const event = { provider, eventId, type, payload }
  try {
    await results.add({ result, event, traceparent })
    return 'recorded'
  } catch (err) {
    if (isTransient(err)) throw err
    await saveFailing(db, event, errorText(err))
    webhooks.inc({ provider, outcome: 'failed' })
    log.error(
      { err, provider, eventId },
      'an event of a provider could not be recorded; it is kept and tried again, less and less often',
    )
    return 'failing'
  }
}
