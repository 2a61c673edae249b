import { isTransient } from '@stoa/postgres'
import type { Admission } from './admission.ts'
import type { Deps } from './deps.ts'
import { measureOpenOrders } from './metrics.ts'
import { pruneAnswers } from './store/idempotency.ts'
import { pruneQuotes } from './store/quotes.ts'
import { createJudge } from './use-cases/judge.ts'
import { sweep } from './use-cases/sweep.ts'

const everyMs = 1_000
const pruneEvery = 3_600

/** Judges late orders and sweeps overdue ones once a second, prunes idempotency records, and measures open orders. */
export function startSweeper(deps: Deps, admission: Pick<Admission, 'reasons'>) {
  measureOpenOrders(deps.db)
  const judge = createJudge(deps)
  let runs = 0
  let running = Promise.resolve()
  // A process does not know what could be stored before it was started.
  let stalledUntil = deps.now()
  const run = async () => {
    await judge().catch((err) =>
      deps.log.warn({ err }, 'judging late orders failed; trying again in 1 s'),
    )
    if (admission.reasons().length > 0) {
      stalledUntil = deps.now()
      return
    }
    try {
      await sweep(deps, stalledUntil)
      if (++runs % pruneEvery === 0) {
        await pruneAnswers(deps.db)
        await pruneQuotes(deps.db)
      }
    } catch (error) {
      if (isTransient(error)) stalledUntil = deps.now()
      deps.log.warn({ err: error }, 'sweeping overdue orders failed; trying again in 1 s')
    }
  }
  const timer = setInterval(() => {
    running = running.then(run)
  }, everyMs)
  return {
    async stop() {
      clearInterval(timer)
      await running
    },
  }
}
