import {
  type Board,
  logs,
  query,
  type Row,
  recordLinks,
  timeseries,
  variable,
} from '../build/index.ts'
import { perSecond, quantile, share } from './expressions.ts'
import { goldenSignals } from './http.ts'
import { deadLetters, lag, outboxAge } from './messages.ts'

const service = '{service="$service"}'
const own = recordLinks(variable('service'))
const notAsked = 'Nobody asked this service for anything but its health in this time.'
const noMessages = 'This service consumes no messages.'
const noCalls = 'This service calls no other one.'
const noDatabase = 'This service has no database.'

const requests: Row = {
  title: 'Requests to it',
  first:
    '**First:** failures and duration by route. One route alone is a bug or a dependency of that route; all of them, the process or its database.',
  lines: [
    goldenSignals({
      by: 'http_route',
      matchers: 'service="$service"',
      emptyUntil: notAsked,
      links: own,
    }),
  ],
}

const handled = 'messaging_events_handled_total{service="$service"}'
const processed = 'messaging_process_duration_seconds'

const messages: Row = {
  title: 'Messages',
  first:
    '**First:** messages behind. If they grow while the handled ones go on, the service is too slow; if nothing is handled, it is blocked or cut off.',
  lines: [
    [
      timeseries({
        title: 'Events handled',
        unit: 'events/s',
        links: own,
        about: 'By what became of them: parked ones are retried, buried ones are dead letters.',
        queries: [query(perSecond(handled, 'outcome'), '{{outcome}}')],
        colours: { handled: 'normal', parked: 'warning', buried: 'bad' },
        emptyUntil: noMessages,
      }),
      lag(service, noMessages),
      timeseries({
        title: 'Time to handle a batch',
        unit: 'seconds',
        links: own,
        about: 'Up to 256 messages in one transaction.',
        queries: [
          query(quantile(0.5, processed, '', service), 'half within'),
          query(quantile(0.99, processed, '', service), '99 % within'),
        ],
        colours: { 'half within': 'faint', '99 % within': 'normal' },
        emptyUntil: noMessages,
      }),
      deadLetters(service, noMessages),
    ],
    [
      outboxAge(service, 'This service publishes no messages.'),
      timeseries({
        title: 'Messages in the outbox',
        unit: 'messages',
        about: 'Committed and not published yet. A few are normal under load.',
        queries: [query(`max by (service) (outbox_pending_messages${service})`, 'in the outbox')],
        emptyUntil: 'This service publishes no messages.',
      }),
    ],
  ],
}

const called = 'http_client_request_duration_seconds'
const calls = (more = '') => `${called}_count{service="$service"${more}}`
const allCalls = perSecond(calls(), 'server_address')
const failedCalls = perSecond(calls(',http_response_status_code=~"0|5.."'), 'server_address')

const dependencies: Row = {
  title: 'Its calls to others',
  first:
    '**First:** failures. While a breaker is open the calls are not sent at all, and their rate falls.',
  lines: [
    [
      timeseries({
        title: 'Calls',
        unit: 'requests/s',
        links: own,
        about: 'By the service that is called.',
        queries: [query(allCalls, '{{server_address}}')],
        emptyUntil: noCalls,
      }),
      timeseries({
        title: 'Failed calls',
        unit: 'ratio',
        links: own,
        about: 'Without a response, or with 5xx.',
        queries: [query(share(failedCalls, allCalls), '{{server_address}}')],
        emptyUntil: noCalls,
      }),
      timeseries({
        title: 'Duration of calls, 99th percentile',
        unit: 'seconds',
        links: own,
        about: 'As the caller sees it, retries of the mesh included.',
        queries: [query(quantile(0.99, called, 'server_address', service), '{{server_address}}')],
        emptyUntil: noCalls,
      }),
      timeseries({
        title: 'Open breakers',
        unit: 'boolean',
        about: '1 while a breaker is open: calls fail at once, so that the callee can recover.',
        queries: [
          query(
            `max by (server_address) (http_client_breaker_open${service})`,
            '{{server_address}}',
          ),
        ],
        alerts: ['BreakerOpen'],
        emptyUntil: noCalls,
      }),
    ],
  ],
}

const statements = 'db_client_operation_duration_seconds'
const connections = (state: string) =>
  `sum by (instance) (db_client_connection_count{service="$service",state="${state}"})`

const database: Row = {
  title: 'Its database',
  first:
    '**First:** callers that wait for a connection. If there are some while statements are fast, the pool is too small; if statements are slow, open [Postgres](/d/stoa-postgres).',
  lines: [
    [
      timeseries({
        title: 'Statements',
        unit: 'statements/s',
        about: 'By kind.',
        queries: [
          query(
            perSecond(`${statements}_count{service="$service"}`, 'db_operation_name'),
            '{{db_operation_name}}',
          ),
        ],
        emptyUntil: noDatabase,
      }),
      timeseries({
        title: 'Callers that wait for a connection',
        unit: 'requests',
        about: 'Above 0 for long: the pool is exhausted.',
        queries: [
          query(
            `sum by (instance) (db_client_connection_pending_requests${service})`,
            '{{instance}}',
          ),
        ],
        alerts: ['PoolExhausted'],
        emptyUntil: noDatabase,
      }),
      timeseries({
        title: 'Duration of statements, 99th percentile',
        unit: 'seconds',
        links: own,
        about: 'Without the wait for a connection.',
        queries: [
          query(quantile(0.99, statements, 'db_operation_name', service), '{{db_operation_name}}'),
        ],
        emptyUntil: noDatabase,
      }),
      timeseries({
        title: 'Connections in use',
        unit: 'ratio',
        about: 'Of those that the pool may open.',
        queries: [
          query(
            `${connections('used')} / sum by (instance) (db_client_connection_max${service})`,
            '{{instance}}',
          ),
        ],
        max: 1,
        emptyUntil: noDatabase,
      }),
    ],
  ],
}

const processes: Row = {
  title: 'Its processes',
  first: '**First:** CPU near 100 %: one process uses at most one core for JavaScript.',
  lines: [
    [
      timeseries({
        title: 'CPU',
        unit: 'seconds/s',
        about: 'Of one core.',
        queries: [
          query(perSecond(`process_cpu_seconds_total${service}`, 'instance'), '{{instance}}'),
        ],
      }),
      timeseries({
        title: 'Memory',
        unit: 'bytes',
        about: 'Resident: what the operating system counts. Its limit is in service.yaml.',
        queries: [
          query(`sum by (instance) (process_resident_memory_bytes${service})`, '{{instance}}'),
        ],
      }),
      timeseries({
        title: 'Used heap',
        unit: 'bytes',
        about: 'A floor that only rises is a leak.',
        queries: [
          query(`sum by (instance) (nodejs_heap_size_used_bytes${service})`, '{{instance}}'),
        ],
      }),
      timeseries({
        title: 'Time in garbage collection',
        unit: 'seconds/s',
        about: 'Share of the time; above 10 % the heap is too small.',
        queries: [
          query(perSecond(`nodejs_gc_duration_seconds_sum${service}`, 'instance'), '{{instance}}'),
        ],
        limits: { warning: 0.1 },
      }),
    ],
    [
      timeseries({
        title: 'Clock, compared with the database',
        unit: 'seconds',
        about: 'Above 0 it is ahead. Stored times follow the database; logs and traces do not.',
        queries: [query(`max by (instance) (clock_offset_seconds${service})`, '{{instance}}')],
        alerts: ['ClockSkewed'],
        emptyUntil: noDatabase,
      }),
      logs({
        title: 'Its log',
        about: 'Every line. Click one for its fields; its trace id leads to the trace.',
        expr: '{service_name="$service"}',
        emptyUntil: 'The service has logged nothing in this time.',
      }),
    ],
  ],
}

export const serviceBoard: Board = {
  uid: 'stoa-service',
  title: 'Service',
  about:
    'One service from what is asked of it to what it needs: requests, messages, calls, database, process, log.',
  variables: [
    {
      name: 'service',
      label: 'Service',
      query: 'label_values(up{job="services"}, service)',
      first: 'orders',
    },
  ],
  rows: [requests, messages, dependencies, database, processes],
}
