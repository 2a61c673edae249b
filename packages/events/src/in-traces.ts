import { inContexts, parseTraceparent, withLogFields } from '@stoa/service'
import type { Received } from './received.ts'

const textOf = (data: unknown, name: string): string | undefined => {
  const value = (data as Record<string, unknown> | null | undefined)?.[name]
  return typeof value === 'string' ? value : undefined
}

/** Runs work for these events: in their traces and, for a single one, with the ids of its order and customer in every log line. */
export function inTracesOf<Result>(batch: readonly Received[], work: () => Result): Result {
  const contexts = batch.flatMap(({ message }) => parseTraceparent(message?.traceparent) ?? [])
  const [one] = batch
  if (!one || batch.length > 1) return inContexts(contexts, work)
  const data = one.message?.data
  const fields = () => ({
    orderId: textOf(data, 'orderId'),
    customerId: textOf(data, 'customerId'),
  })
  return withLogFields(fields, () => inContexts(contexts, work))
}
