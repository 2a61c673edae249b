import { AppError } from '@stoa/service'
import type { Deps } from '../deps.ts'

/** What a caller is told while the database is away or full: the request may be repeated. */
export function unavailable({ log }: Pick<Deps, 'log'>, cause: unknown): AppError {
  log.warn({ err: cause }, 'orders not accepted: the database is unavailable')
  return new AppError('unavailable', 'no orders are accepted at the moment; try again later', {
    retryAfterSeconds: 5,
  })
}
