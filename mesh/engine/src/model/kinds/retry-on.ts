import { z } from 'zod'

const known = new Set([
  '5xx',
  'gateway-error',
  'reset',
  'reset-before-request',
  'connect-failure',
  'envoy-ratelimited',
  'retriable-4xx',
  'refused-stream',
  'retriable-status-codes',
  'retriable-headers',
  'http3-post-connect-failure',
  'cancelled',
  'deadline-exceeded',
  'internal',
  'resource-exhausted',
  'unavailable',
])

const isStatus = (word: string) => /^\d{3}$/.test(word) && Number(word) >= 100 && Number(word) < 600

/**
 * `retryOn`, split at commas without trimming as Istio does, so a space after a comma is refused.
 */
export const retryOn = z.string().superRefine((value, context) => {
  for (const word of value.split(',')) {
    if (known.has(word) || isStatus(word)) continue
    context.addIssue({ code: 'custom', message: `"${word}" is not a retry condition` })
  }
})
