import { type Board, query, type Row, stat, timeseries } from '../build/index.ts'
import { perSecond } from './expressions.ts'
import { deadLetters, lag, outboxAge, redelivered } from './messages.ts'

/** Of several exporters, one figure of each server of the broker. */
const byServer = (expr: string) => `max by (server_id) (${expr})`
const messages = (metric: string) => `sum(${byServer(`rate(${metric}[$__rate_interval])`)})`

/** Replicas of the broker disagree for a moment: the leader of a consumer knows. */
const consumers = (metric: string) =>
  `max by (stream_name, consumer_name) (${metric}{is_consumer_leader="true"})`
const consumer = '{{stream_name}} → {{consumer_name}}'

const well: Row = {
  title: 'Is the broker well?',
  first:
    '**First:** health, then storage. A broker that does not store stops the acceptance of orders before anything is lost; the databases hold every message meanwhile.',
  lines: [
    [
      stat({
        title: 'Answers',
        unit: 'boolean',
        about: 'Whether the broker answers the exporter.',
        queries: [query('min(nats_up)', 'answers')],
        isYesNo: true,
        limits: { bad: 1, below: true },
      }),
      stat({
        title: 'Healthy',
        unit: '',
        about: 'As each server of the broker says of itself: all of them.',
        queries: [query('max(nats_healthz_status) == bool 0', 'healthy')],
        isYesNo: true,
        limits: { bad: 1, below: true },
      }),
      stat({
        title: 'Storage used',
        unit: 'ratio',
        about: 'Of what streams may use, on each server.',
        queries: [
          query(
            byServer(
              'nats_varz_jetstream_stats_storage / (nats_varz_jetstream_config_max_storage > 0)',
            ),
            '{{server_id}}',
          ),
        ],
        alerts: ['BrokerStorageFull'],
      }),
      stat({
        title: 'Memory',
        unit: 'bytes',
        about: 'Of each nats-server.',
        queries: [query(byServer('nats_varz_mem'), '{{server_id}}')],
      }),
      stat({
        title: 'Connections',
        unit: 'connections',
        about: 'One of each instance of a service, and the exporter’s.',
        queries: [query(`sum(${byServer('nats_varz_connections')})`, 'connections')],
      }),
      stat({
        title: 'Slow consumers',
        unit: 'clients',
        about:
          'Connections that the broker closed because the client read too slowly, in the time shown.',
        queries: [
          query(`sum(${byServer('increase(nats_varz_slow_consumers[$__range])')})`, 'closed'),
        ],
        limits: { bad: 1 },
      }),
    ],
  ],
}

const streams: Row = {
  title: 'What flows?',
  first:
    '**First:** a stream whose rate falls to 0 while orders are accepted: its publisher is cut off. Compare with the outbox below.',
  lines: [
    [
      timeseries({
        title: 'Messages stored',
        unit: 'messages/s',
        about:
          'By stream, per second. Each server counts its copy of the stream: the highest is shown.',
        queries: [
          query(
            'max by (stream_name) (rate(nats_stream_last_seq[$__rate_interval]))',
            '{{stream_name}}',
          ),
        ],
      }),
      timeseries({
        title: 'Messages of the broker',
        unit: 'messages/s',
        about:
          'All that its servers received and sent, to each other too, acknowledgements included.',
        queries: [
          query(messages('nats_varz_in_msgs'), 'received'),
          query(messages('nats_varz_out_msgs'), 'sent'),
        ],
        colours: { received: 'normal', sent: 'faint' },
      }),
      timeseries({
        title: 'Size of the streams',
        unit: 'bytes',
        about: 'Old messages are removed: every one is in the outbox of its service.',
        queries: [query('max by (stream_name) (nats_stream_total_bytes)', '{{stream_name}}')],
        stacked: true,
      }),
      timeseries({
        title: 'Messages in the streams',
        unit: 'messages',
        about: 'By stream.',
        queries: [query('max by (stream_name) (nats_stream_total_messages)', '{{stream_name}}')],
        stacked: true,
      }),
    ],
  ],
}

const consuming: Row = {
  title: 'Do consumers keep up?',
  first:
    '**First:** messages that wait for a consumer. If they grow and none is unacknowledged, it does not ask for more: it is down or cut off. If many are unacknowledged, its handler is stuck.',
  lines: [
    [
      lag(),
      timeseries({
        title: 'Not sent yet',
        unit: 'messages',
        about: 'Messages that wait in the stream for the consumer.',
        queries: [query(consumers('nats_consumer_num_pending'), consumer)],
      }),
      timeseries({
        title: 'Sent and not acknowledged',
        unit: 'messages',
        about: 'A batch is acknowledged once its transaction is committed.',
        queries: [query(consumers('nats_consumer_num_ack_pending'), consumer)],
      }),
      timeseries({
        title: 'Sent more than once',
        unit: 'messages',
        about: 'And still not acknowledged. These messages fail again and again.',
        queries: [query(consumers('nats_consumer_num_redelivered'), consumer)],
      }),
    ],
  ],
}

const wrong: Row = {
  title: 'What does not get through?',
  first:
    '**First:** dead letters: `npx stoa dead-letters` lists each with its reason, and `npx stoa dead-letters replay` hands them to their service again.',
  lines: [
    [
      outboxAge(),
      timeseries({
        title: 'Refused by the broker',
        unit: 'messages',
        about: 'Messages refused for their content, and streams for which nothing is stored.',
        queries: [
          query('max by (service) (outbox_refused_messages)', '{{service}}: messages'),
          query(
            'max by (service, messaging_stream) (messaging_storage_refused)',
            '{{service}}: {{messaging_stream}} not stored',
            'boolean',
          ),
        ],
        alerts: ['OutboxMessageRefused'],
      }),
      redelivered(),
      deadLetters(),
    ],
    [
      timeseries({
        title: 'Duplicates',
        unit: 'events/s',
        about: 'Events that an inbox had already: they had no effect.',
        queries: [query(perSecond('messaging_duplicates_total', 'service'), '{{service}}')],
        emptyUntil:
          'There was no duplicate. A consumer that is killed after its commit makes some.',
      }),
      timeseries({
        title: 'Entries of the inboxes',
        unit: 'messages',
        about: 'As Postgres estimates them. They are pruned by age.',
        queries: [query('max by (service) (inbox_entries)', '{{service}}')],
      }),
      timeseries({
        title: 'Oldest parked event',
        unit: 'seconds',
        about: 'It failed and is retried; later events of the same order wait behind it.',
        queries: [query('max by (service) (parked_events_oldest_seconds)', '{{service}}')],
        alerts: ['EventsParked'],
      }),
    ],
  ],
}

export const jetstream: Board = {
  uid: 'stoa-jetstream',
  title: 'NATS JetStream',
  about: 'Is the broker well, what flows, do the consumers keep up, and what does not get through?',
  rows: [well, streams, consuming, wrong],
}
