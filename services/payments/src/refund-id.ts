import { v5 as uuidv5 } from 'uuid'
import { isDeclared, type Payment, type Provider, type Refund } from './payment.ts'

const namespace = 'b1f7d9a4-53f0-4c0e-9d0a-5f1c7a4c2f10'

/** The id of a refund that was made at the provider, the same in each of its events. */
export const refundIdOf = (provider: Provider, ref: string): string =>
  uuidv5(`${provider}:${ref}`, namespace)

/** The id of an attempt that was declared: its reference may turn out to be that of another refund. */
const declaredIdOf = ({ refundId, attempt }: Refund): string =>
  uuidv5(`declared:${refundId}:${attempt}`, namespace)

function earlierId({ provider }: Payment, refund: Refund): string | undefined {
  if (provider === null || provider === 'account') return undefined
  if (isDeclared(refund)) return declaredIdOf(refund)
  return refund.providerRef === null ? undefined : refundIdOf(provider, refund.providerRef)
}

/**
 * An attempt that was declared, or that the provider has a record of, stays known by its reference when the next one begins: its
 * events may come late.
 */
export function earlierAttempt(payment: Payment, refund: Refund): Refund[] {
  const refundId = earlierId(payment, refund)
  if (refundId === undefined) return []
  return [{ ...refund, refundId, attempts: 0, attempt: 0, keysUsed: 0, lease: null }]
}
