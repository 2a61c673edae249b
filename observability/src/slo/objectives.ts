import type { Service, Topology } from '@stoa/topology'
import { durationBucketsSeconds, leMatcher } from './buckets.ts'

export type Kind = 'availability' | 'latency' | 'handling' | 'checkout' | 'edge'

/** An objective of a service.yaml, as counts that Prometheus can take. */
export interface Objective {
  readonly slo: string
  readonly kind: Kind
  readonly service: string
  readonly owner: string
  /** The share of events that must be good, such as 0.999. */
  readonly target: number
  /** Null: the objective has no threshold. */
  readonly thresholdMs: number | null
  /** Events within 5 minutes: an expression without labels. */
  readonly events: string
  /** Those of them that were not good. */
  readonly bad: string
}

const latencyTarget = 0.99

const isUp = (service: string) => `sum(up{job="services",service="${service}"} == 1)`

/** While a service is scraped and has counted nothing yet, its events are 0 and not absent. */
const counted = (selector: string, service: string) =>
  `sum(increase(${selector}[5m])) or 0 * ${isUp(service)}`

const requests = (matchers: string) =>
  `http_server_request_duration_seconds_count{job="services",${matchers}}`

/** Health checks, scrapes, documents and paths that no route has are not what clients ask a service for. */
const notAsked = '/livez|/readyz|/metrics|/openapi[.]json|/[*]|unmatched'
const asked = `http_route!~"${notAsked}"`
/** A webhook waits until the batch that records it is full or its `linger` is over; no client waits for the answer. */
const waitedFor = `http_route!~"${notAsked}|/webhooks/.+"`

const shareOf = (percent: number) => Number((percent / 100).toFixed(6))

function availability({ name, owner, slo }: Service): Objective {
  const ofService = `service="${name}",${asked}`
  return {
    ...{ slo: `${name}-availability`, kind: 'availability', service: name, owner },
    target: shareOf(slo.availability),
    thresholdMs: null,
    events: counted(requests(ofService), name),
    bad: counted(requests(`${ofService},http_response_status_code=~"5.."`), name),
  }
}

/** @throws Error when the histogram has no bucket at the threshold */
function bucketOf(service: string, field: string, thresholdMs: number): string {
  const seconds = thresholdMs / 1_000
  if (durationBucketsSeconds.includes(seconds)) return leMatcher(seconds)
  const known = durationBucketsSeconds.map((bucket) => bucket * 1_000).join(', ')
  throw new Error(
    `services/${service}/service.yaml: slo.${field}: expected a bucket of the histograms (${known} ms), found ${thresholdMs}`,
  )
}

interface Durations {
  readonly field: 'answerMsP99' | 'acceptMsP99' | 'handleMsP99'
  readonly suffix: string
  readonly kind: Kind
  readonly histogram: string
  readonly matchers: string
}

const notFailed = 'http_response_status_code!~"5.."'
const durations: readonly Durations[] = [
  {
    ...{ field: 'answerMsP99', suffix: 'latency', kind: 'latency' },
    ...{
      histogram: 'http_server_request_duration_seconds',
      matchers: `,${waitedFor},${notFailed}`,
    },
  },
  {
    ...{ field: 'acceptMsP99', suffix: 'accept', kind: 'latency' },
    histogram: 'http_server_request_duration_seconds',
    matchers: `,http_route="/v1/orders",http_request_method="POST",${notFailed}`,
  },
  {
    ...{ field: 'handleMsP99', suffix: 'handling', kind: 'handling' },
    ...{ histogram: 'messaging_process_duration_seconds', matchers: '' },
  },
]

const withinThreshold =
  ({ name, owner, slo }: Service) =>
  ({ field, suffix, kind, histogram, matchers }: Durations): Objective[] => {
    const thresholdMs = slo[field]
    if (thresholdMs === undefined) return []
    const of = `job="services",service="${name}"${matchers}`
    const within = `${histogram}_bucket{${of},${bucketOf(name, field, thresholdMs)}}`
    const all = `${histogram}_count{${of}}`
    const slow = `clamp_min(sum(increase(${all}[5m])) - sum(increase(${within}[5m])), 0)`
    return [
      {
        ...{ slo: `${name}-${suffix}`, kind, service: name, owner },
        ...{ target: latencyTarget, thresholdMs },
        events: counted(all, name),
        bad: `${slow} or 0 * ${isUp(name)}`,
      },
    ]
  }

/** Of the orders accepted, those confirmed, or cancelled for a reason of business, within their time. */
function checkout({ name, owner, slo }: Service): Objective[] {
  if (slo.confirmMsP99 === undefined) return []
  return [
    {
      ...{ slo: 'checkout', kind: 'checkout', service: name, owner },
      ...{ target: latencyTarget, thresholdMs: slo.confirmMsP99 },
      events: counted('checkout_orders_judged_total{job="services"}', name),
      bad: counted('checkout_orders_judged_total{job="services",verdict="late"}', name),
    },
  ]
}

/** What clients see of all services: the edge also answers for those that it cannot reach. */
function edge({ owner, slo }: Service): Objective[] {
  if (slo.edgeAvailability === undefined) return []
  const isEdgeUp = `sum(up{job="sidecars",service=~"edge|istio-ingressgateway"} == 1)`
  const answered = (matchers: string) =>
    `sum(mesh:edge_requests:increase5m${matchers}) or 0 * ${isEdgeUp}`
  return [
    {
      ...{ slo: 'edge-availability', kind: 'edge', service: 'edge', owner },
      ...{ target: shareOf(slo.edgeAvailability), thresholdMs: null },
      ...{ events: answered(''), bad: answered('{class="5xx"}') },
    },
  ]
}

/** Every objective of every service. @throws Error for a threshold that no bucket has */
export const objectivesOf = (topology: Pick<Topology, 'services'>): Objective[] =>
  topology.services.flatMap((service) => [
    availability(service),
    ...durations.flatMap(withinThreshold(service)),
    ...checkout(service),
    ...edge(service),
  ])
