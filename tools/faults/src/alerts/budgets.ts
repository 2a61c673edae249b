import { query } from '@stoa/observability/prometheus'
import { until } from '@stoa/run'

const burnt = 'slo:burn_rate:ratio6h > 1'
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

/** Deletes what was counted for error budgets since then. */
async function forget(prometheus: string, since: Date): Promise<void> {
  const chosen = new URLSearchParams({ 'match[]': counted, start: since.toISOString() })
  const response = await fetch(`${prometheus}/api/v1/admin/tsdb/delete_series?${chosen}`, {
    method: 'POST',
    signal: AbortSignal.timeout(10_000),
  })
  if (!response.ok)
    throw new Error(`expected 204, found ${response.status}: ${await response.text()}`)
}

/**
 * Has each fault begin with the error budgets of a shop that was well: faults are minutes apart here, and six hours are six of them.
 * What was burnt since then is forgotten, and resolves once there are hours of orders to compare with.
 */
export async function restoreBudgets(prometheus: string, since: Date): Promise<void> {
  if ((await query(prometheus, burnt)).length > 0) await forget(prometheus, since)
  const isRestored = async () =>
    (await query(prometheus, burnt)).length === 0 && (await query(prometheus, hasHours)).length > 0
  await until('the error budgets of a shop that is well', isRestored, hoursWithinMs)
}
