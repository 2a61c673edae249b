import type { Deps } from './deps.ts'
import { pruneDueCaptures } from './store/due-captures.ts'
import { pruneFailing } from './store/failing-events.ts'
import { pruneUnmatched } from './store/unmatched-events.ts'
import { pruneWebhooks } from './store/webhooks.ts'

const everyMs = 3_600_000
const prunes = [pruneWebhooks, pruneFailing, pruneUnmatched, pruneDueCaptures]

/** Deletes old webhook events, and what is due no longer, every hour; returns how to stop. */
export function startPruning({ db, log }: Pick<Deps, 'db' | 'log'>): () => void {
  const prune = () =>
    void Promise.all(prunes.map((one) => one(db))).catch((err) =>
      log.warn({ err }, 'deleting old events and captures failed; retrying in an hour'),
    )
  const timer = setInterval(prune, everyMs)
  return () => clearInterval(timer)
}
