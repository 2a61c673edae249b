import { isTransient } from '@stoa/postgres'
import { type Batch, batch } from '@stoa/work'
import type { Deps } from './deps.ts'
import { type ReceivedResult, type Recorded, recordResults } from './use-cases/record-results.ts'

export type ResultWriter = Batch<ReceivedResult, Recorded>

const batching = { maxItems: 256, linger: 60, splitOn: (error: unknown) => !isTransient(error) }

/** Records results of the provider worker and of webhooks, many in one transaction. */
export const createResultWriter = (deps: Deps): ResultWriter =>
  batch((results) => recordResults(deps, results), batching)
