import { gauge } from '@stoa/service'
import type { Admission } from './admission.ts'
import type { Deps } from './deps.ts'
import { pruneAnswers } from './store/idempotency.ts'
import { openOrders } from './store/read.ts'
import { sweep } from './use-cases/sweep.ts'

const everyMs = 1_000
const pruneEvery = 3_600

/** Looks after orders that nobody answers, and measures those under way. */
export function startSweeper(deps: Deps, admission: Pick<Admission, 'reasons'>) {
  const oldest = gauge({
    name: 'saga_oldest_seconds',
    help: 'Age of the last step of the order that waits longest',
    labels: ['status'],
  })
  gauge({
    name: 'saga_open_orders',
    help: 'Orders that are not settled yet',
    labels: ['status'],
    async collect(set) {
      set.reset()
      oldest.reset()
      for (const { status, n, oldest: seconds } of await openOrders(deps.db)) {
        set.set({ status }, n)
        oldest.set({ status }, seconds)
      }
    },
  })

  let runs = 0
  let running = Promise.resolve()
  // A process does not know what could be stored before it was started.
  let stalledUntil = deps.now()
  const run = async () => {
    if (admission.reasons().length > 0) {
      stalledUntil = deps.now()
      return
    }
    try {
      await sweep(deps, stalledUntil)
      if (++runs % pruneEvery === 0) await pruneAnswers(deps.db)
    } catch (error) {
      stalledUntil = deps.now()
      deps.log.warn({ err: error }, 'the sweep failed; it runs again')
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
