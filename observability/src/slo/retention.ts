import { z } from 'zod'
import { durationMs } from '../promql/duration.ts'

const windowMs = durationMs('30d')
const timeoutMs = 10_000

const schema = z.object({ data: z.object({ storageRetention: z.string() }) })

/** How long the Prometheus keeps samples, such as `1d`, when that is less than the 30 days of an error budget. */
export async function readShortRetention(url: string): Promise<string | null> {
  const signal = AbortSignal.timeout(timeoutMs)
  const response = await fetch(`${url}/api/v1/status/runtimeinfo`, { signal })
  const { storageRetention } = schema.parse(await response.json()).data
  return shortRetention(storageRetention)
}

/** By the words of Prometheus: `1d`, `32d or 1GB`, or only a size. */
export function shortRetention(storageRetention: string): string | null {
  const [kept = ''] = storageRetention.split(' or ')
  return /^\d+[a-z]/.test(kept) && durationMs(kept) < windowMs ? kept : null
}
