import type { Latencies } from './latencies.ts'

type Percentiles = ReturnType<Latencies['percentiles']>

/** What `stoa load --json` prints. offered = accepted + failed + dropped, when all had an answer in time. */
export interface LoadResult {
  readonly offered: number
  readonly accepted: number
  readonly confirmed: number
  /** Refused, or without an answer to the end. */
  readonly failed: number
  /** Not sent, as too many requests had no answer yet. */
  readonly dropped: number
  /** Over the whole time from the first arrival to the last confirmation. */
  readonly confirmedPerSecond: number
  /** From the intended start to the answer, and to when the confirmation was seen. */
  readonly acceptMs: Percentiles
  readonly confirmMs: Percentiles
  readonly shipped: number
  readonly cancelled: number
  /** Accepted or still asked for, and neither shipped nor cancelled when the wait ended. */
  readonly unsettled: number
  /** Of the failed: those that no answer was ever given to. */
  readonly unknown: number
  /** The failed by status. */
  readonly failures: Readonly<Record<string, number>>
  readonly historyFile: string
}

/** Everything offered was accepted and confirmed, and nothing is left open. */
export const isClean = (result: LoadResult): boolean =>
  result.failed === 0 &&
  result.dropped === 0 &&
  result.unsettled === 0 &&
  result.confirmed === result.accepted
