import { z } from 'zod'

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }
const part = /(\d+(?:\.\d+)?)(ms|s|m|h)/g
const whole = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/

/** A Go duration such as `1m30s` in milliseconds, or undefined when it is none. */
export function durationMs(text: string): number | undefined {
  if (!whole.test(text)) return undefined
  return [...text.matchAll(part)].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * (unitMs[unit ?? ''] ?? 0),
    0,
  )
}

/** A duration of at least one whole millisecond, as Istio accepts it; parsed to milliseconds. */
export const duration = z.string().transform((text, context) => {
  const ms = durationMs(text)
  if (ms !== undefined && ms >= 1 && Number.isInteger(ms)) return ms
  context.addIssue({ code: 'custom', message: 'is a duration of whole milliseconds, such as 2s' })
  return z.NEVER
})
