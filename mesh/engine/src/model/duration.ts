import { z } from 'zod'

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }
const part = /(\d+(?:\.\d+)?)(ms|s|m|h)/g
const whole = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/

/** Parses a Go duration such as `1m30s` to milliseconds; undefined when the text is not one. */
export function durationMs(text: string): number | undefined {
  if (!whole.test(text)) return undefined
  return [...text.matchAll(part)].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * (unitMs[unit ?? ''] ?? 0),
    0,
  )
}

/** A duration of whole milliseconds, at least one, as Istio accepts it; parsed to milliseconds. */
export const duration = z.string().transform((text, context) => {
  const ms = durationMs(text)
  if (ms !== undefined && ms >= 1 && Number.isInteger(ms)) return ms
  context.addIssue({
    code: 'custom',
    message: 'must be a duration of whole milliseconds, such as 2s',
  })
  return z.NEVER
})
