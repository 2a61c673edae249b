export interface BurnWindow {
  readonly severity: 'page' | 'ticket'
  readonly long: string
  readonly short: string
  /** The burn rate from which the budget of 30 days would be spent too early. */
  readonly factor: number
}

/** The windows of the SRE workbook: 2 %, 5 %, 10 % and 10 % of a month's budget are spent when they fire. */
export const burnWindows: readonly BurnWindow[] = [
  { severity: 'page', long: '1h', short: '5m', factor: 14.4 },
  { severity: 'page', long: '6h', short: '30m', factor: 6 },
  { severity: 'ticket', long: '1d', short: '2h', factor: 3 },
  { severity: 'ticket', long: '3d', short: '6h', factor: 1 },
]

/** Fewer bad events in the long window raise no alert: of ten requests an hour one failure would burn too fast. */
export const leastBadEvents = 5

/** @throws Error when even a service whose every request fails would not burn so fast */
export function checkReachable(slo: string, target: number): void {
  const fastest = Math.max(...burnWindows.map(({ factor }) => factor))
  if (fastest * (1 - target) < 1) return
  const least = ((1 - 1 / fastest) * 100).toFixed(2)
  throw new Error(
    `${slo}: an objective of ${target * 100} % can never burn ${fastest} times too fast; expected more than ${least} %`,
  )
}
