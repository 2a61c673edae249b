import { z } from 'zod'

const size = z.string().regex(/^\d+(m|Mi|Gi|MiB)$/)
const mebibytes = (text: string) => Number.parseInt(text, 10) * (text.endsWith('Gi') ? 1024 : 1)

/** What bounds the memory of a Jaeger that stores traces in it. */
const schema = z.strictObject({
  maxTraces: z.int(),
  limiter: z.union([
    z.object({ limit_mib: z.int(), spike_limit_mib: z.int() }),
    z.object({ limit_percentage: z.int(), spike_limit_percentage: z.int() }),
  ]),
  /** The memory of its container. */
  container: size,
  GOMEMLIMIT: size,
})

export type JaegerMemory = z.input<typeof schema>

/** Measured with 200 traces of orders, 39 spans each, in Jaeger's memory. */
const kibibytesOfTrace = 38

/** Traces of a busy time have more spans than the mean, and queries need memory, too. */
const shareOfTraces = 0.65

/** Why a Jaeger would refuse the newest traces before it forgets the oldest. */
export function memoryFaults(memory: unknown): string[] {
  const { maxTraces, limiter, container, GOMEMLIMIT } = schema.parse(memory)
  const all = mebibytes(container)
  const softLimit =
    'limit_mib' in limiter
      ? limiter.limit_mib - limiter.spike_limit_mib
      : ((limiter.limit_percentage - limiter.spike_limit_percentage) / 100) * all
  const traces = (maxTraces * kibibytesOfTrace) / 1024
  return [
    ...(traces <= softLimit * shareOfTraces
      ? []
      : [`${maxTraces} traces take ${Math.round(traces)} of ${Math.round(softLimit)} MiB`]),
    ...(mebibytes(GOMEMLIMIT) <= softLimit && softLimit < all
      ? []
      : [
          `GOMEMLIMIT is ${GOMEMLIMIT}, spans are refused from ${Math.round(softLimit)} MiB, and the container has ${container}`,
        ]),
  ]
}
