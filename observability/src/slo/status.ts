import { query } from '../prometheus/query.ts'

/** How an objective stands. A figure is null while Prometheus has none. */
export interface SloStatus {
  readonly slo: string
  readonly kind: string
  readonly service: string
  readonly owner: string
  /** Shares of good events: what is wanted, and what was reached in 30 days. */
  readonly objective: number
  readonly reached: number | null
  /** Share of the error budget of 30 days; below 0 when more was spent. */
  readonly budgetLeft: number | null
  /** Of the last hour; at 1 the budget lasts 30 days. */
  readonly burnRate: number | null
  readonly eventsLastHour: number | null
}

type BySlo = ReadonlyMap<string, number>

const figures = {
  errors: 'slo:errors:ratio30d',
  budgetLeft: 'slo:budget_left:ratio',
  burnRate: 'slo:burn_rate:ratio1h',
  events: 'sum_over_time(slo:events:increase5m[1h:5m])',
} as const

/** Asks a Prometheus that evaluates `rules/slo.yaml`. */
export async function readSloStatus(url: string): Promise<SloStatus[]> {
  const bySlo = async (expression: string): Promise<BySlo> =>
    new Map(
      (await query(url, expression)).map(({ labels, value }) => [labels.slo ?? '', value] as const),
    )
  const [objectives, errors, budgetLeft, burnRate, events] = await Promise.all([
    query(url, 'slo:objective:ratio'),
    bySlo(figures.errors),
    bySlo(figures.budgetLeft),
    bySlo(figures.burnRate),
    bySlo(figures.events),
  ])
  return objectives
    .map(({ labels, value: objective }) => {
      const { slo = '', kind = '', service = '', owner = '' } = labels
      const failed = errors.get(slo)
      return {
        ...{ slo, kind, service, owner, objective },
        reached: failed === undefined ? null : 1 - failed,
        budgetLeft: budgetLeft.get(slo) ?? null,
        burnRate: burnRate.get(slo) ?? null,
        eventsLastHour: events.get(slo) ?? null,
      }
    })
    .sort((one, other) => one.slo.localeCompare(other.slo))
}
