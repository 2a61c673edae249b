import { z } from 'zod'
import { type Sample, sample } from './sample.ts'

const count = z.number().nonnegative()

export const health = z.object({ status: z.string() })

export const varz = z.object({
  server_name: z.string(),
  connections: count,
  mem: count,
  slow_consumers: count,
  in_msgs: count,
  out_msgs: count,
  jetstream: z.object({
    config: z.object({ max_storage: count }),
    stats: z.object({ storage: count }),
  }),
})

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

export interface BrokerReports {
  readonly health: z.infer<typeof health>
  readonly varz: z.infer<typeof varz>
  readonly jsz: z.infer<typeof jsz>
}

/** What nats-server reports, under the names of prometheus-nats-exporter. */
export const brokerSamples = ({ health, varz, jsz }: BrokerReports): readonly Sample[] => [
  sample('nats_healthz_status', health.status === 'ok' ? 0 : 1),
  sample('nats_varz_connections', varz.connections),
  sample('nats_varz_mem', varz.mem),
  sample('nats_varz_slow_consumers', varz.slow_consumers),
  sample('nats_varz_in_msgs', varz.in_msgs),
  sample('nats_varz_out_msgs', varz.out_msgs),
  sample('nats_varz_jetstream_stats_storage', varz.jetstream.stats.storage),
  sample('nats_varz_jetstream_config_max_storage', varz.jetstream.config.max_storage),
  ...jsz.account_details
    .flatMap(({ stream_detail }) => stream_detail)
    .flatMap((stream) => streamSamples(stream, varz.server_name)),
]

type Stream = z.infer<typeof jsz>['account_details'][number]['stream_detail'][number]

function streamSamples(
  { name, state, consumer_detail }: Stream,
  server: string,
): readonly Sample[] {
  const stream = { stream_name: name }
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
