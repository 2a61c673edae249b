import type { Percentiles } from './latency-histogram.ts'

/** What `stoa load --json` prints. `offered` = `accepted` + `failed` + `dropped` once every request has a final response. */
export interface LoadResult {
  readonly offered: number
  readonly accepted: number
  readonly confirmed: number
  /** Rejected, or without a final response. */
  readonly failed: number
  /** Never sent, because `maxOutstanding` requests had no final response. */
  readonly dropped: number
  /** From the start to the last confirmation, or to the end of the arrivals if that is later. */
  readonly confirmedPerSecond: number
  /** From the intended start to the 202. */
  readonly acceptMs: Percentiles
  /** From the intended start to when the confirmation was observed. */
  readonly confirmMs: Percentiles
  readonly shipped: number
  readonly cancelled: number
  /** Accepted or still without a final response, and neither shipped nor cancelled when the wait ended. */
  readonly unsettled: number
  /** Of `failed`: those without any final response. */
  readonly unknown: number
  /** `failed` by status. */
  readonly failures: Readonly<Record<string, number>>
  readonly historyFile: string
}

/** Every order offered was accepted and confirmed, and none is still open. */
export const everyOrderSettled = (result: LoadResult): boolean =>
  result.failed === 0 &&
  result.dropped === 0 &&
  result.unsettled === 0 &&
  result.confirmed === result.accepted
