import { type Board, edgeLinks, logsLink, query, type Row, timeseries } from '../build/index.ts'
import { orZero, perSecond } from './expressions.ts'

const noCollector =
  'No collector runs here. Start the platform with `--observability`; `npx stoa tools build collector` builds it.'

const judged = 'otelcol_processor_tail_sampling_global_count_traces_sampled_total'
const byPolicy = 'otelcol_processor_tail_sampling_count_traces_sampled_total{sampled="true"}'
const late = 'otelcol_processor_tail_sampling_early_releases_from_cache_decision_total'
const requests = 'otelcol_http_server_request_duration_seconds_count'

const way: Row = {
  title: 'Do traces get through?',
  first:
    '**First:** received runs above what services sent, since sidecars send spans as well. Received and nothing kept: the policies of `observability/collector.yaml`. Kept and nothing sent: Jaeger.',
  lines: [
    [
      timeseries({
        title: 'Spans',
        unit: 'spans/s',
        about:
          'Services and sidecars send to the collector, which judges whole traces and sends those that it keeps to Jaeger.',
        queries: [
          query(
            perSecond('otel_sdk_exporter_span_exported_total{error_type=""}'),
            'sent by services',
          ),
          query(perSecond('otelcol_receiver_accepted_spans_total'), 'received'),
          query(perSecond('otelcol_exporter_sent_spans_total'), 'sent to Jaeger'),
        ],
        emptyUntil: noCollector,
      }),
      timeseries({
        title: 'Traces that were judged',
        unit: 'traces/s',
        links: edgeLinks,
        about: 'Every error and every slow trace is kept, and a share of the others.',
        queries: [
          query(perSecond(`${judged}{sampled="true"}`), 'kept'),
          query(perSecond(`${judged}{sampled="false"}`), 'not kept'),
        ],
        colours: { kept: 'good', 'not kept': 'faint' },
        stacked: true,
        emptyUntil: noCollector,
      }),
      timeseries({
        title: 'Why traces are kept',
        unit: 'traces/s',
        links: edgeLinks,
        about: 'By policy; a slow trace with an error counts twice.',
        queries: [query(perSecond(byPolicy, 'policy'), '{{policy}}')],
        emptyUntil: noCollector,
      }),
    ],
  ],
}

const lost = (selector: string) => orZero(`sum(increase(${selector}[5m]))`)

const losses: Row = {
  title: 'What is lost?',
  first:
    '**First:** who drops. Services drop when the collector is away, the collector when Jaeger is. Then the queue and the waiting traces: they fill before anything is dropped.',
  lines: [
    [
      timeseries({
        title: 'Spans dropped',
        unit: 'spans',
        links: [logsLink('collector')],
        about: 'Within 5 minutes, by who dropped them and why. There should be none.',
        queries: [
          query(lost('otelcol_exporter_send_failed_spans_total'), 'Jaeger did not take them'),
          query(lost('otelcol_exporter_enqueue_failed_spans_total'), 'queue to Jaeger full'),
          query(lost('otelcol_receiver_refused_spans_total'), 'memory of the collector short'),
          query(
            lost('otel_sdk_exporter_span_exported_total{error_type="failed"}'),
            'the collector did not take them',
          ),
          query(
            lost('otel_sdk_processor_span_processed_total{error_type="queue_full"}'),
            'queue of a service full',
          ),
        ],
        alerts: ['TracesDropped'],
      }),
      timeseries({
        title: 'Traces dropped',
        unit: 'traces',
        links: [logsLink('collector')],
        about: 'Within 5 minutes: too many waited to be judged, or one was larger than 1 MiB.',
        queries: [
          query(
            lost('otelcol_processor_tail_sampling_sampling_trace_dropped_too_early_total'),
            'too early',
          ),
          query(
            lost('otelcol_processor_tail_sampling_traces_dropped_too_large_total'),
            'too large',
          ),
        ],
        limits: { warning: 1 },
      }),
      timeseries({
        title: 'Requests refused by the collector',
        unit: 'requests/s',
        links: [logsLink('collector')],
        about:
          'Malformed, too large, or not of the kind that it takes. Its memory running short is 503.',
        queries: [
          query(orZero(perSecond(`${requests}{http_response_status_code=~"[45].."}`)), 'refused'),
        ],
      }),
    ],
    [
      timeseries({
        title: 'Queue to Jaeger',
        unit: 'ratio',
        about: 'The share that is used. At 100 % further spans are dropped.',
        queries: [
          query('max(otelcol_exporter_queue_size / otelcol_exporter_queue_capacity)', 'used'),
        ],
        limits: { warning: 0.5, bad: 0.9 },
        max: 1,
        emptyUntil: noCollector,
      }),
      timeseries({
        title: 'Traces that wait to be judged',
        unit: 'traces',
        about:
          'Each waits for 60 seconds, or for `STOA_TRACES_DECISION_WAIT`. Beyond 20,000 the oldest are dropped; the memory may run short before.',
        queries: [
          query('sum(otelcol_processor_tail_sampling_sampling_traces_on_memory)', 'waiting'),
        ],
        limits: { warning: 15_000, bad: 20_000 },
        emptyUntil: noCollector,
      }),
      timeseries({
        title: 'Spans after the decision',
        unit: 'spans',
        links: [logsLink('collector')],
        about:
          'Within 5 minutes. Those of a kept trace follow it; others are dropped, and an error among them is lost with its trace.',
        queries: [
          query(lost(`${late}{sampled="true"}`), 'kept'),
          query(lost(`${late}{sampled="false"}`), 'dropped'),
        ],
      }),
    ],
  ],
}

export const telemetry: Board = {
  uid: 'stoa-telemetry',
  title: 'Telemetry',
  about: 'Do traces get through, which are kept, and what is lost?',
  rows: [way, losses],
}
