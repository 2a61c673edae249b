import {
  type Board,
  edgeLinks,
  logs,
  query,
  type Row,
  recordLinks,
  stat,
  table,
  timeseries,
  variable,
} from '../build/index.ts'
import { perSecond } from './expressions.ts'
import { byWorkload, mtlsShare, named, unknownShare } from './mesh-expressions.ts'

const atEdge = 'destination="istio-ingressgateway"'
const sentByEdge = 'reporter="source",source_canonical_service="istio-ingressgateway"'
const refusalsOf = (requests: string) =>
  perSecond(`${requests},response_code=~"401|403|404|405|413|429"}`, 'response_code')
const remaining = 'envoy_listener_ssl_certificate_expiration_unix_time_seconds - time()'

const refused: Row = {
  title: 'Who is refused?',
  first:
    '**First:** a pair in the table: a caller that asks for what no policy allows is a fault, a wrong policy, or an intruder. `npx stoa mesh explain payments` shows the policies of a service by file and line.',
  lines: [
    [
      table({
        title: 'Denied requests',
        about: 'By policy, or for their token.',
        rows: { source: 'Caller', destination: 'Called', class: 'Answer' },
        destinations: ['destination'],
        columns: [
          {
            title: 'Requests',
            unit: 'requests/s',
            expr: named(
              'sum by (source, destination, class) (mesh:requests:rate5m{denied="true"}) > 0',
            ),
          },
        ],
        sortBy: 'Requests',
        emptyUntil: 'Nothing was denied in 5 minutes. `npx stoa audit --probe` makes some.',
      }),
      timeseries({
        title: 'Denied requests inside the platform',
        unit: 'requests/s',
        links: recordLinks(variable('__field.labels.destination')),
        about: 'By caller. There should be none.',
        queries: [
          query(
            named(
              'sum by (source, destination) (mesh:requests:rate1m{denied="true",destination!="istio-ingressgateway"}) > 0',
            ),
            '{{source}} → {{destination}}',
          ),
        ],
        emptyUntil: 'No service was denied a request. `npx stoa audit --probe` makes some.',
      }),
      timeseries({
        title: 'Denied connections to the broker',
        unit: 'connections/s',
        about: 'Callers that may not reach NATS.',
        queries: [
          query(
            `${perSecond('envoy_mesh_tcp_connections{denied="true"}', 'source_principal, destination')} > 0`,
            '{{source_principal}} → {{destination}}',
          ),
        ],
        emptyUntil: 'No connection was denied. `npx stoa audit --probe` makes some.',
      }),
    ],
  ],
}

const identity: Row = {
  title: 'Is every caller known?',
  first:
    '**First:** the shares: all calls inside have mutual TLS and a caller. Then the certificates: they live for 24 hours, and one below 8 hours was not renewed.',
  lines: [
    [
      stat({
        title: 'Calls with mutual TLS',
        unit: 'ratio',
        about: 'Of the requests between services.',
        queries: [query(mtlsShare, 'mutual TLS')],
        limits: { bad: 1, below: true },
      }),
      stat({
        title: 'Calls without a known caller',
        unit: 'ratio',
        about: 'Of the requests between services.',
        queries: [query(unknownShare, 'unknown')],
        limits: { warning: 0.001 },
      }),
      stat({
        title: 'Shortest life of a certificate',
        unit: 'seconds',
        about: 'Of all sidecars and the edge.',
        queries: [query(`min(${remaining})`, 'left')],
        alerts: ['CertificateExpires', 'CertificateExpired'],
      }),
      stat({
        title: 'Statistics left out',
        unit: 'series',
        about: 'Series that a sidecar did not count because there were too many.',
        queries: [
          query('sum(increase(envoy_server_stats_overflow_counter[$__range]))', 'left out'),
        ],
        limits: { warning: 1 },
      }),
    ],
    [
      timeseries({
        title: 'Life of the certificates',
        unit: 'seconds',
        about: 'By the workload that has it; each curve jumps up when it is renewed.',
        queries: [query(byWorkload(remaining), '{{workload}}')],
        alerts: ['CertificateExpires', 'CertificateExpired'],
      }),
      timeseries({
        title: 'Failed handshakes',
        unit: 'connections/s',
        about: 'By reason: no certificate, one of a foreign authority, or the wrong identity.',
        queries: [
          query(perSecond('envoy_listener_ssl_fail_verify_no_cert'), 'no certificate'),
          query(perSecond('envoy_listener_ssl_fail_verify_error'), 'not valid'),
          query(perSecond('envoy_listener_ssl_fail_verify_san'), 'wrong identity'),
        ],
        colours: { 'no certificate': 'warning', 'not valid': 'bad', 'wrong identity': 'strong' },
      }),
    ],
  ],
}

const edge: Row = {
  title: 'What arrives at the edge?',
  first:
    '**First:** 401 and 403 that rise alone are tokens that expired, or guesses; with 404 they are a scanner; 429 are limits that hold.',
  lines: [
    [
      timeseries({
        title: 'Answers of the edge',
        unit: 'requests/s',
        links: edgeLinks,
        about: 'By class.',
        queries: [query(`sum by (class) (mesh:requests:rate1m{${atEdge}})`, '{{class}}')],
        colours: { '2xx': 'normal', '3xx': 'faint', '4xx': 'warning', '5xx': 'bad' },
      }),
      timeseries({
        title: 'Refused at the edge',
        unit: 'requests/s',
        links: edgeLinks,
        about: 'For the token, the role, the path, the size, or a limit.',
        queries: [
          query(
            `(${refusalsOf(`envoy_mesh_requests{${atEdge}`)} or ${refusalsOf(`istio_requests_total{${sentByEdge}`)}) > 0`,
            '{{response_code}}',
          ),
        ],
        emptyUntil:
          'The edge refused nothing. A request without a token is answered with 401, an unknown path with 404.',
      }),
    ],
    [
      logs({
        title: 'Denied requests in the access logs',
        about: 'With the principal of the caller.',
        expr: '{service_name=~".+"} |= "rbac_access_denied"',
        emptyUntil: 'No denied request is among the logged ones.',
      }),
    ],
  ],
}

export const security: Board = {
  uid: 'stoa-security',
  title: 'Security',
  about: 'Who is refused, is every caller known, and what arrives at the edge?',
  rows: [refused, identity, edge],
}
