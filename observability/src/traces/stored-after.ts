import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from '@stoa/topology'
import { parse } from 'yaml'
import { z } from 'zod'
import { durationMs } from '../promql/duration.ts'

const schema = z.object({
  processors: z.object({ tail_sampling: z.object({ decision_wait: z.string() }) }),
  exporters: z.object({
    otlp_http: z.object({
      sending_queue: z.object({ batch: z.object({ flush_timeout: z.string() }) }),
    }),
  }),
})

/** Envoys send their spans every 5 s, services every second; the rest is for a busy machine. */
const deliveryMs = 10_000

const setting = /^\$\{env:STOA_TRACES_DECISION_WAIT:-(\w+)\}$/

/**
 * How long after an order became ready its whole trace is stored, by the text of the collector's configuration. `decisionWait` is how long
 * the running collector waits before it decides; by default as long as the configuration says.
 */
export function storedAfterMs(
  decisionWait?: string,
  collector = readFileSync(join(repositoryRoot, 'observability/collector.yaml'), 'utf8'),
): number {
  const { processors, exporters } = schema.parse(parse(collector))
  const { decision_wait } = processors.tail_sampling
  const waited = decisionWait ?? setting.exec(decision_wait)?.[1] ?? decision_wait
  const { flush_timeout } = exporters.otlp_http.sending_queue.batch
  return durationMs(waited) + durationMs(flush_timeout) + deliveryMs
}
