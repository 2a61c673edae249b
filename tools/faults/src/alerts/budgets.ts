import { setTimeout as wait } from 'node:timers/promises'
import { query } from '@stoa/observability/prometheus'

/** As the alerts do it: without the sandbox, and where more than single events were bad. */
const burnt =
  'slo:burn_rate:ratio6h{service!="sandbox"} > 1 and sum_over_time(slo:bad:increase5m[360s:5s]) >= 5'
const counted = '{__name__=~"slo:(events|bad):increase5m"}'

/** Windows of five divided minutes, of so many divided hours, in which orders were judged. */
const windowsWithOrders = (hours: number): string =>
  `count_over_time((max_over_time(slo:events:increase5m{slo="checkout"}[5s]) > 0)[${hours * 60}s:5s])`

/**
 * The last hour is whole, and of the last six there is so much that six times the budget of what there is (which pages) is no less
 * than 14.4 times that of the hour (which pages as well).
 */
const hasHours = `${windowsWithOrders(1)} >= 12 and ${windowsWithOrders(6)} >= 30`
const hoursWithinMs = 240_000
const lookEveryMs = 500

/** The last seconds are kept: once no alert fires nothing is burnt in them, and they begin the next hour. */
const wellForMs = 20_000

/** Deletes what was counted for error budgets since then, but for the last seconds. */
async function forget(prometheus: string, since: Date): Promise<void> {
  const end = new Date(Date.now() - wellForMs)
  if (end <= since) return
  const chosen = new URLSearchParams({
    ...{ 'match[]': counted, start: since.toISOString(), end: end.toISOString() },
  })
  const response = await fetch(`${prometheus}/api/v1/admin/tsdb/delete_series?${chosen}`, {
    method: 'POST',
    signal: AbortSignal.timeout(10_000),
  })
  if (!response.ok)
    throw new Error(`expected 204, found ${response.status}: ${await response.text()}`)
}

/**
 * The error budgets of a platform that is well now. Has each fault begin with those of a shop that was well: faults are minutes apart
 * here, and six hours are six of them.
 */
export function budgetsOf(prometheus: string) {
  let since = new Date()
  return {
    /** Forgets what was burnt, and waits for hours of orders to compare with. Resolves to what is missing still after four minutes. */
    async restore(): Promise<readonly string[]> {
      const endsAt = Date.now() + hoursWithinMs
      for (;;) {
        const objectives = (await query(prometheus, burnt)).map(({ labels }) => labels.slo ?? '')
        const isBurnt = objectives.length > 0
        const isRestored = !isBurnt && (await query(prometheus, hasHours)).length > 0
        if (isRestored || Date.now() > endsAt) {
          since = new Date()
          return isBurnt || isRestored ? objectives : ['no hours of orders']
        }
        if (isBurnt) await forget(prometheus, since)
        await wait(lookEveryMs)
      }
    },
  }
}
