import { isTransient } from '@stoa/postgres'
import { errorText } from '@stoa/service'
import type { Deps } from '../deps.ts'
import { webhooks } from '../metrics.ts'
import type { ResultWriter } from '../result-writer.ts'
import { saveFailing } from '../store/failing-events.ts'
import type { WebhookEvent } from '../store/webhooks.ts'
import type { ReceivedResult } from './record-results.ts'

/**
 * Records what an event of a provider tells. One that cannot be recorded is noted, and read again from the provider's list: it
 * delays no other. @throws for a database that does not answer
 */
export async function recordEvent(
  { db, log }: Pick<Deps, 'db' | 'log'>,
  results: ResultWriter,
  received: ReceivedResult & { readonly event: WebhookEvent },
): Promise<'recorded' | 'failing'> {
  const { provider, eventId } = received.event
  try {
    await results.add(received)
    return 'recorded'
  } catch (err) {
    if (isTransient(err)) throw err
    await saveFailing(db, received.event, errorText(err))
    webhooks.inc({ provider, outcome: 'failed' })
    log.error(
      { err, provider, eventId },
      'an event of a provider could not be recorded; it is read from the list again in a minute',
    )
    return 'failing'
  }
}
