/** Whether a rate was sustained. */
export interface Trial {
  readonly ratePerSecond: number
  readonly sustained: boolean
}

export interface SearchPlan {
  readonly startRate: number
  /** Until both a sustained and a failed rate are known, each rate is this factor above or below the one before. */
  readonly factor: number
  /** The search ends when the lowest failed rate is at most this fraction above the highest sustained one. */
  readonly within: number
  readonly maxTrials: number
}

/** The rate to try next; undefined when the search is over. */
export function nextRate(plan: SearchPlan, trials: readonly Trial[]): number | undefined {
  if (trials.length >= plan.maxTrials) return undefined
  const rates = (sustained: boolean) =>
    trials.filter((trial) => trial.sustained === sustained).map((trial) => trial.ratePerSecond)
  const best = Math.max(0, ...rates(true))
  const worst = Math.min(Number.POSITIVE_INFINITY, ...rates(false))
  if (trials.length === 0) return plan.startRate
  if (worst === Number.POSITIVE_INFINITY) return Math.round(best * plan.factor)
  if (best === 0) return Math.round(worst / plan.factor)
  if (worst / best <= 1 + plan.within) return undefined
  return Math.round((best + worst) / 2)
}

/** The highest sustained rate below every failed one; undefined when there is none. */
export function bestRate(trials: readonly Trial[]): number | undefined {
  const failed = trials.filter(({ sustained }) => !sustained)
  const ceiling = Math.min(Number.POSITIVE_INFINITY, ...failed.map((trial) => trial.ratePerSecond))
  const held = trials.filter((trial) => trial.sustained && trial.ratePerSecond < ceiling)
  return held.length === 0 ? undefined : Math.max(...held.map((trial) => trial.ratePerSecond))
}
