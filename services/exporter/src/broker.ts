import { z } from 'zod'
import { type Sample, sample } from './sample.ts'

const count = z.number().nonnegative()

export const health = z.object({ status: z.string() })

export const varz = z.object({
  connections: count,
  mem: count,
  slow_consumers: count,
  in_msgs: count,
  out_msgs: count,
  jetstream: z.object({
    config: z.object({ max_storage: count }),
    stats: z.object({ storage: count }),
    /** Absent for a server that belongs to no cluster. */
    meta: z.object({ cluster_size: count }).optional(),
  }),
})

/** How many servers form the broker, whether they run or not. */
export const serversOf = ({ jetstream }: z.infer<typeof varz>): number =>
  jetstream.meta?.cluster_size ?? 1

const consumer = z.object({
  name: z.string(),
  num_pending: count,
  num_ack_pending: count,
  num_redelivered: count,
  num_waiting: count,
  /** Absent for a server that belongs to no cluster. */
  cluster: z.object({ leader: z.string().optional() }).optional(),
})

export const jsz = z.object({
  account_details: z
    .array(
      z.object({
        stream_detail: z
          .array(
            z.object({
              name: z.string(),
              state: z.object({ messages: count, bytes: count, last_seq: count }),
              consumer_detail: z.array(consumer).default([]),
            }),
          )
          .default([]),
      }),
    )
    .default([]),
})

/** What one of the broker's servers reports. */
export interface ServerReport<Report> {
  /** The name of the server. */
  readonly server: string
  readonly report: Report
}

export interface BrokerReports {
  readonly health: readonly ServerReport<z.infer<typeof health>>[]
  readonly varz: readonly ServerReport<z.infer<typeof varz>>[]
  readonly jsz: readonly ServerReport<z.infer<typeof jsz>>[]
}

/** What nats-server reports, under the names of prometheus-nats-exporter with its flag `use_internal_server_name`. */
export const brokerSamples = ({ health, varz, jsz }: BrokerReports): readonly Sample[] => [
  ...health.map(({ server, report }) =>
    sample('nats_healthz_status', report.status === 'ok' ? 0 : 1, { server_id: server }),
  ),
  ...varz.flatMap(serverSamples),
  ...jsz.flatMap(({ server, report }) =>
    report.account_details
      .flatMap(({ stream_detail }) => stream_detail)
      .flatMap((stream) => streamSamples(stream, server)),
  ),
]

function serverSamples({ server, report }: BrokerReports['varz'][number]): readonly Sample[] {
  const { jetstream } = report
  const labels = { server_id: server }
  return [
    ...(['connections', 'mem', 'slow_consumers', 'in_msgs', 'out_msgs'] as const).map((field) =>
      sample(`nats_varz_${field}`, report[field], labels),
    ),
    sample('nats_varz_jetstream_stats_storage', jetstream.stats.storage, labels),
    sample('nats_varz_jetstream_config_max_storage', jetstream.config.max_storage, labels),
  ]
}

type Stream = z.infer<typeof jsz>['account_details'][number]['stream_detail'][number]

function streamSamples(
  { name, state, consumer_detail }: Stream,
  server: string,
): readonly Sample[] {
  const stream = { server_id: server, stream_name: name }
  return [
    sample('nats_stream_total_messages', state.messages, stream),
    sample('nats_stream_total_bytes', state.bytes, stream),
    sample('nats_stream_last_seq', state.last_seq, stream),
    ...consumer_detail.flatMap((one) => {
      const isLeader = !one.cluster || one.cluster.leader === server
      const labels = {
        ...{ ...stream, consumer_name: one.name },
        is_consumer_leader: String(isLeader),
      }
      return (['num_pending', 'num_ack_pending', 'num_redelivered', 'num_waiting'] as const).map(
        (field) => sample(`nats_consumer_${field}`, one[field], labels),
      )
    }),
  ]
}
