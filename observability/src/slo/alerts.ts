import type { AlertRule, RuleGroup } from '../rules/rule-file.ts'
import type { Kind } from './objectives.ts'
import { type BurnWindow, burnWindows, leastBadEvents } from './windows.ts'

interface KindText {
  readonly kind: Kind
  readonly alert: string
  readonly bad: string
  /** The root causes whose own alerts make this one redundant. */
  readonly follows: string
}

const kinds: readonly KindText[] = [
  {
    ...{ kind: 'availability', alert: 'AvailabilityBurn', bad: 'requests fail with 5xx' },
    follows: 'broker database disk service',
  },
  {
    ...{ kind: 'latency', alert: 'LatencyBurn', bad: 'requests are slower than the threshold' },
    follows: 'broker database disk ingress service',
  },
  {
    ...{ kind: 'handling', alert: 'HandlingBurn' },
    bad: 'batches of messages are handled slower than the threshold',
    follows: 'broker database disk service',
  },
  {
    ...{ kind: 'checkout', alert: 'CheckoutBurn' },
    bad: 'accepted orders are not confirmed in time',
    follows: 'broker checkout database disk ingress messaging provider',
  },
  {
    ...{ kind: 'edge', alert: 'EdgeBurn', bad: 'requests from outside fail with 5xx' },
    follows: 'broker database disk edge service',
  },
]

/**
 * The sandbox plays the outside world, with faults on demand; the failures that it counts wake no one. The edge's own objective
 * holds requests to it on a laptop: the edge's samples do not say which service a request was for.
 */
const real = 'service!="sandbox"'

/** The 5-minute counts, one after another, make the window's; its last minutes alone may be enough. */
const enoughBad = (long: string) =>
  `(slo:bad:increase5m >= ${leastBadEvents} or sum_over_time(slo:bad:increase5m[${long}:5m]) >= ${leastBadEvents})`

const burns = (kind: Kind, { long, short, factor }: BurnWindow) =>
  [
    `slo:burn_rate:ratio${long}{kind="${kind}",${real}} > ${factor}`,
    `slo:burn_rate:ratio${short} > ${factor}`,
    enoughBad(long),
  ].join(' and ')

const paces = [
  { severity: 'page', suffix: 'Fast', pending: '2m' },
  { severity: 'ticket', suffix: 'Slow', pending: '15m' },
] as const

const budgetLeft =
  'Error budget left of 30 days: {{ with printf `slo:budget_left:ratio{slo="%s"}` $labels.slo | query }}{{ . | first | value | humanizePercentage }}{{ else }}unknown{{ end }}.'

const alertsOf = ({ kind, alert, bad, follows }: KindText): AlertRule[] =>
  paces.map(({ severity, suffix, pending }) => ({
    alert: `${alert}${suffix}`,
    expr: burnWindows
      .filter((window) => window.severity === severity)
      .map((window) => `(${burns(kind, window)})`)
      .join(' or '),
    for: pending,
    labels: { severity, owner: '{{ $labels.owner }}', follows },
    annotations: {
      summary: `{{ $labels.slo }}: ${bad}, {{ printf "%.1f" $value }} times as many as the objective allows`,
      description: budgetLeft,
      runbook_url: `docs/runbooks/${alert}${suffix}.md`,
    },
  }))

/** Only in a cluster does a target go while it should run. The edge's have another name there. */
const targets = [
  'count by (service) (up{job="services"})',
  'count by (service) (last_over_time(up{job="services",namespace!=""}[1d]))',
  'count by (service) (up{job="sidecars",service="edge"})',
  `label_replace(count(last_over_time(up{job="sidecars",service="istio-ingressgateway"}[1d])), "service", "edge", "", "")`,
]

const withoutData: AlertRule = {
  alert: 'SloWithoutData',
  // Only of what runs: not every platform runs each service.
  expr: `(slo:objective:ratio{${real}} unless slo:events:increase5m) and on (service) (${targets.join(' or ')})`,
  for: '10m',
  labels: { severity: 'ticket', owner: '{{ $labels.owner }}', follows: 'service' },
  annotations: {
    summary: '{{ $labels.slo }}: no instance of {{ $labels.service }} is scraped',
    description: 'Without data the burn-rate alerts of this objective cannot fire.',
    runbook_url: 'docs/runbooks/SloWithoutData.md',
  },
}

/** The alerts of all objectives, present and future: they select by the kind of an objective. */
export const alertGroups = (): RuleGroup[] => [
  { name: 'slo', rules: [...kinds.flatMap(alertsOf), withoutData] },
]
