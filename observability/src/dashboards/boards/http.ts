import type { DataLink, Placed } from '../build/index.ts'
import { query, timeseries } from '../build/index.ts'
import { perSecond, quantile, share } from './expressions.ts'

/** Probes and scrapes are not what clients ask for. */
const asked = 'http_route!~"/livez|/readyz|/metrics|/openapi[.]json"'

export interface Scope {
  /** The label that tells the curves apart. */
  readonly by: string
  /** Further matchers, such as `service="$service"`. */
  readonly matchers?: string
  /** What it means that nothing was asked. */
  readonly emptyUntil?: string
  /** The links of curves that have no label `service`. */
  readonly links?: readonly DataLink[]
}

const requests = ({ matchers }: Scope, more = '') =>
  `http_server_request_duration_seconds_count{${[asked, matchers, more].filter(Boolean).join(',')}}`

/** Rate, errors, duration and saturation of what services answer, from left to right. */
export function goldenSignals(scope: Scope): Placed[] {
  const { by, matchers, emptyUntil, links } = scope
  const common = { ...(emptyUntil !== undefined && { emptyUntil }), ...(links && { links }) }
  const legend = `{{${by}}}`
  const all = perSecond(requests(scope), by)
  const failed = perSecond(requests(scope, 'http_response_status_code=~"5.."'), by)
  const selected = `{${[asked, matchers].filter(Boolean).join(',')}}`
  return [
    timeseries({
      title: 'Requests',
      unit: 'requests/s',
      about: 'How much is asked. A curve that falls to 0 has lost its callers, or its edge.',
      queries: [query(all, legend)],
      ...common,
    }),
    timeseries({
      title: 'Failed requests',
      unit: 'ratio',
      about: 'The share answered with 5xx. Refusals such as 404 or 422 are no failures.',
      queries: [query(share(failed, all), legend)],
      ...common,
    }),
    timeseries({
      title: 'Duration, 99th percentile',
      unit: 'seconds',
      about:
        'One request in a hundred takes longer. A dot is one sampled request: it leads to its trace.',
      queries: [
        query(quantile(0.99, 'http_server_request_duration_seconds', by, selected), legend),
      ],
      ...common,
    }),
    timeseries({
      title: 'Event loop, 99th percentile',
      unit: 'seconds',
      about:
        'How long one turn of the loop keeps all others waiting: the first thing that runs out.',
      queries: [eventLoop(scope)],
      alerts: ['EventLoopSlow', 'EventLoopBlocked'],
    }),
  ]
}

function eventLoop({ by, matchers = '' }: Scope) {
  const own = by === 'service' ? 'service' : 'instance'
  return query(`max by (${own}) (nodejs_eventloop_lag_p99_seconds{${matchers}})`, `{{${own}}}`)
}
