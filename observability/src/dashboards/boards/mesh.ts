import {
  type Board,
  edgeLinks,
  query,
  type Row,
  recordLinks,
  stat,
  table,
  timeseries,
  variable,
} from '../build/index.ts'
import { orZero } from './expressions.ts'
import { byCallee, byWorkload, mtlsShare, named, unknownShare } from './mesh-expressions.ts'

const to = 'destination=~"$destination"'
const requests = (more = '') => `mesh:requests:rate1m{${to}${more}}`
const pairs = (expr: string) => named(expr)
const sumOf = (more: string, by: string) => `sum by (${by}) (${requests(more)})`
const both = 'source, destination'
const shareOf = (more: string, by: string) =>
  `(${sumOf(more, by)} or 0 * ${sumOf('', by)}) / (${sumOf('', by)} > 0)`
const ejected = byCallee('envoy_cluster_outlier_detection_ejections_active', 'max')
const slowest = (by: string) =>
  `histogram_quantile(0.99, sum by (le, ${by}) (mesh:request_milliseconds:bucket_rate5m{${to}}))`

/** The links of series by the called service. */
const ofCalled = {
  links: recordLinks(variable('__field.labels.destination')),
  linksByName: { 'istio-ingressgateway': edgeLinks },
}

const whom: Row = {
  title: 'Who calls whom?',
  first:
    '**First:** a pair that you do not expect, or one without identity. `npx stoa audit` compares these calls with the declared and the permitted ones.',
  lines: [
    [
      stat({
        title: 'Calls with mutual TLS',
        unit: 'ratio',
        about:
          'Of the requests between services; strict means all. The edge takes clients without certificates.',
        queries: [query(mtlsShare, 'mutual TLS')],
        limits: { bad: 1, below: true },
      }),
      stat({
        title: 'Calls without a known caller',
        unit: 'ratio',
        about: 'Of the requests between services: these are missing in every panel by caller.',
        queries: [query(unknownShare, 'unknown')],
        limits: { warning: 0.001 },
      }),
      stat({
        title: 'Denied requests',
        unit: 'requests/s',
        about: 'By an authorisation policy, or for their token. Security says who and where.',
        queries: [query(orZero('sum(mesh:requests:rate1m{denied="true"})'), 'denied')],
      }),
      stat({
        title: 'Ejected endpoints',
        unit: 'endpoints',
        about:
          'Instances that get no requests for a while because they failed. Each caller ejects for itself: of each service, the most that one has.',
        queries: [query(orZero(`sum(${ejected})`), 'ejected')],
        alerts: ['InstanceEjected'],
      }),
    ],
    [
      table({
        title: 'Calls',
        about: 'As the called side counts them.',
        rows: { source: 'Caller', destination: 'Called' },
        destinations: ['destination'],
        columns: [
          { title: 'Requests', unit: 'requests/s', expr: pairs(sumOf('', both)) },
          { title: 'Failed', unit: 'ratio', expr: pairs(shareOf(',class="5xx"', both)) },
          { title: 'Denied', unit: 'ratio', expr: pairs(shareOf(',denied="true"', both)) },
          { title: 'Mutual TLS', unit: 'ratio', expr: pairs(shareOf(',mtls="true"', both)) },
          { title: '99 % within', unit: 'milliseconds', expr: pairs(slowest(both)) },
        ],
        sortBy: 'Requests',
      }),
    ],
  ],
}

const signals: Row = {
  title: 'Which service fails, as its callers see it?',
  first:
    '**First:** compare with the same service on its own dashboard: what is slow or fails only here happens in a sidecar or between two.',
  lines: [
    [
      timeseries({
        title: 'Requests',
        unit: 'requests/s',
        ...ofCalled,
        about: 'By the called service.',
        queries: [query(sumOf('', 'destination'), '{{destination}}')],
      }),
      timeseries({
        title: 'Failed requests',
        unit: 'ratio',
        ...ofCalled,
        about: 'Answered with 5xx, by the service or by its sidecar.',
        queries: [query(shareOf(',class="5xx"', 'destination'), '{{destination}}')],
      }),
      timeseries({
        title: 'Duration, 99th percentile',
        unit: 'milliseconds',
        ...ofCalled,
        about: 'Measured by the sidecar of the called service.',
        queries: [query(slowest('destination'), '{{destination}}')],
      }),
      timeseries({
        title: 'Requests refused for a limit',
        unit: 'requests/s',
        links: recordLinks(variable('__field.labels.callee')),
        about:
          'More requests or connections than the DestinationRule allows; the caller gets 503 at once.',
        queries: [
          query(
            byCallee('rate(envoy_cluster_upstream_rq_pending_overflow[$__rate_interval])'),
            '{{callee}}',
          ),
        ],
      }),
    ],
  ],
}

const repairs: Row = {
  title: 'What does the mesh repair?',
  first:
    '**First:** retries. A few hide a restart; many hide a failing instance, which outlier detection ejects.',
  lines: [
    [
      timeseries({
        title: 'Retries',
        unit: 'requests/s',
        links: recordLinks(variable('__field.labels.callee')),
        about: 'Requests that a sidecar sent again.',
        queries: [
          query(
            `${byCallee('rate(envoy_cluster_upstream_rq_retry[$__rate_interval])')} > 0`,
            '{{callee}}',
          ),
        ],
        emptyUntil:
          'Nothing was retried. A read that fails with 503 or a reset is, and shows here.',
      }),
      timeseries({
        title: 'Ejected endpoints',
        unit: 'endpoints',
        about:
          'Instances without requests, by service: the most of them that one caller has ejected.',
        queries: [query(`${ejected} > 0`, '{{callee}}')],
        emptyUntil:
          'No endpoint is ejected. One that answers five times in a row with 5xx shows here.',
      }),
      timeseries({
        title: 'Healthy endpoints',
        unit: 'ratio',
        about: 'Of those that a caller knows; the lowest share over all callers.',
        queries: [
          query(
            byWorkload('envoy_cluster_membership_healthy / (envoy_cluster_membership_total > 0)'),
            'as {{workload}} sees them',
          ),
        ],
        max: 1,
        limits: { bad: 1, below: true },
      }),
      timeseries({
        title: 'Open breakers',
        unit: 'boolean',
        about: '1 while a limit of a DestinationRule is reached.',
        queries: [
          query(
            `${byCallee('envoy_cluster_circuit_breakers_default_rq_open', 'max')}`,
            '{{callee}} requests',
          ),
          query(
            `${byCallee('envoy_cluster_circuit_breakers_default_rq_pending_open', 'max')}`,
            '{{callee}} waiting',
          ),
        ],
        limits: { bad: 1 },
      }),
    ],
  ],
}

export const mesh: Board = {
  uid: 'stoa-mesh',
  title: 'Mesh',
  about:
    'Who calls whom, is every call encrypted and known, and what do the sidecars refuse or repair?',
  variables: [
    {
      name: 'destination',
      label: 'Called service',
      query: 'label_values(mesh:requests:rate1m, destination)',
    },
  ],
  rows: [whom, signals, repairs],
}
