/** One reading of the database's clock, between two of this process's monotonic clock. */
export interface ClockReading {
  readonly sentMs: number
  readonly databaseMs: number
  readonly receivedMs: number
}

/**
 * What to add to the monotonic clock for the database's time. The database read its clock after the query was sent and before
 * the answer was received, so that a reading proves an upper and a lower bound; what was known is changed only where it lies
 * outside of them. A slow answer therefore spoils nothing, however late it is.
 */
export function correctedBase(
  knownMs: number | undefined,
  { sentMs, databaseMs, receivedMs }: ClockReading,
): number {
  const [least, most] = [databaseMs - receivedMs, databaseMs - sentMs]
  return Math.min(Math.max(knownMs ?? (least + most) / 2, least), most)
}
