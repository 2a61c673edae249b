import type { RecordingRule, RuleGroup } from '../rules/rule-file.ts'
import type { Objective } from './objectives.ts'

const shortWindows = ['5m', '30m', '1h', '2h', '6h'] as const
const longWindows = ['1d', '3d'] as const
const budgetWindow = '30d'

const labelsOf = ({ slo, kind, service, owner }: Objective) => ({ slo, kind, service, owner })

const countsOf = (objective: Objective): RecordingRule[] => [
  {
    record: 'slo:events:increase5m',
    expr: objective.events,
    labels: labelsOf(objective),
  },
  { record: 'slo:bad:increase5m', expr: objective.bad, labels: labelsOf(objective) },
  {
    record: 'slo:objective:ratio',
    expr: `vector(${objective.target})`,
    labels: labelsOf(objective),
  },
]

/** The mean of the 5-minute counts; its ratio weighs each event the same, in quiet hours and in busy ones. */
const mean = (series: string, window: string) =>
  window === '5m' ? `${series}:increase5m` : `avg_over_time(${series}:increase5m[${window}])`

/** No events are no errors: 0 and not NaN, which no alert would ever exceed. */
const errorRatio = (window: string) => {
  const events = mean('slo:events', window)
  return `${mean('slo:bad', window)} / (${events} > 0) or 0 * ${events}`
}

const burnRate = (window: string): RecordingRule => ({
  record: `slo:burn_rate:ratio${window}`,
  expr: `(${errorRatio(window)}) / (1 - slo:objective:ratio)`,
})

/** The recording rules of all objectives; the windows are computed once for all of them, by their labels. */
export const recordingGroups = (objectives: readonly Objective[]): RuleGroup[] => [
  { name: 'slo-counts', interval: '30s', rules: objectives.flatMap(countsOf) },
  { name: 'slo-burn-rates', interval: '30s', rules: shortWindows.map(burnRate) },
  {
    name: 'slo-budgets',
    interval: '2m',
    rules: [
      ...longWindows.map(burnRate),
      { record: `slo:errors:ratio${budgetWindow}`, expr: errorRatio(budgetWindow) },
      {
        record: 'slo:budget_left:ratio',
        expr: `1 - slo:errors:ratio${budgetWindow} / (1 - slo:objective:ratio)`,
      },
    ],
  },
]
