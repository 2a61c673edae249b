import { gauge, type HistogramSeries, histogram } from '@stoa/service'
import type pg from 'pg'
import { operationOf, operations } from './operation.ts'

const duration = histogram({
  name: 'db_client_operation_duration_seconds',
  help: 'Time of a SQL statement, without the wait for a connection',
  labels: { db_operation_name: operations },
})

/** Where the duration of a statement counts. */
export const durationOf = (text: string): HistogramSeries =>
  duration.of({ db_operation_name: operationOf(text) })

const pools = new Set<pg.Pool>()

const sum = (read: (pool: pg.Pool) => number): number =>
  [...pools].reduce((total, pool) => total + read(pool), 0)

gauge({
  name: 'db_client_connection_count',
  help: 'Connections of the pool',
  labels: { state: ['idle', 'used'] },
}).from(() => [
  [{ state: 'idle' }, sum(({ idleCount }) => idleCount)],
  [{ state: 'used' }, sum(({ totalCount, idleCount }) => totalCount - idleCount)],
])

gauge({
  name: 'db_client_connection_max',
  help: 'Connections that the pool may have',
}).from(() => sum(({ options }) => options.max))

gauge({
  name: 'db_client_connection_pending_requests',
  help: 'Callers that wait for a connection of the pool',
}).from(() => sum(({ waitingCount }) => waitingCount))

/** Measures the pool until the returned function is called. */
export function measurePool(pool: pg.Pool): () => void {
  pools.add(pool)
  return () => void pools.delete(pool)
}
