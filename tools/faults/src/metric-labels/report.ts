export interface MetricLabelsReport {
  readonly orders: number
  readonly accepted: number
  readonly series: number
  readonly deviations: readonly string[]
}

/** Orders that were not accepted did not reach the services whose labels they should fill. */
export const isAsExpected = ({ orders, accepted, deviations }: MetricLabelsReport): boolean =>
  accepted === orders && deviations.length === 0
