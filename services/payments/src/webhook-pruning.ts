import type { Deps } from './deps.ts'
import { pruneFailing } from './store/failing-events.ts'
import { pruneUnmatched } from './store/unmatched-events.ts'
import { pruneWebhooks } from './store/webhooks.ts'

const everyMs = 3_600_000

/** Deletes old webhook events every hour; returns how to stop. */
export function startWebhookPruning({ db, log }: Pick<Deps, 'db' | 'log'>): () => void {
  const prune = () =>
    void Promise.all([pruneWebhooks(db), pruneFailing(db), pruneUnmatched(db)]).catch((err) =>
      log.warn({ err }, 'deleting old webhook events failed; retrying in an hour'),
    )
  const timer = setInterval(prune, everyMs)
  return () => clearInterval(timer)
}
