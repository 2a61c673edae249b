import { isTransient } from '@stoa/postgres'
import { gauge } from '@stoa/service'
import type { Admission } from './admission.ts'
import type { Deps } from './deps.ts'
import { pruneAnswers } from './store/idempotency.ts'
import { countOpen } from './store/orders.ts'
import { pruneQuotes } from './store/quotes.ts'
import { sweep } from './use-cases/sweep.ts'

const everyMs = 1_000
const pruneEvery = 3_600

/** Sweeps overdue orders once a second, prunes idempotency records, and measures open orders. */
export function startSweeper(deps: Deps, admission: Pick<Admission, 'reasons'>) {
  const oldest = gauge({
    name: 'saga_oldest_seconds',
    help: 'Time since the last step of the order that has waited longest',
    labels: ['status'],
  })
  const onHold = gauge({
    name: 'orders_on_hold',
    help: 'Orders that waited for so long that an order manager must resume them',
    labels: ['status'],
  })
  gauge({
    name: 'saga_open_orders',
    help: 'Orders that are neither shipped nor cancelled, or have a capture or a refund pending',
    labels: ['status'],
    async collect(set) {
      set.reset()
      oldest.reset()
      onHold.reset()
      for (const { status, count, onHold: held, oldestSeconds } of await countOpen(deps.db)) {
        set.set({ status }, count)
        onHold.set({ status }, held)
        oldest.set({ status }, oldestSeconds)
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
