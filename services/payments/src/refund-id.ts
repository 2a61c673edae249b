import { v5 as uuidv5 } from 'uuid'
import type { Payment, Provider, Refund } from './payment.ts'

const namespace = 'b1f7d9a4-53f0-4c0e-9d0a-5f1c7a4c2f10'

/** The id of a refund that was made at the provider, the same in each of its events. */
export const refundIdOf = (provider: Provider, ref: string): string =>
  uuidv5(`${provider}:${ref}`, namespace)

/** An attempt that the provider has a record of stays known by its reference when the next one begins: its events may come late. */
export const earlierAttempt = (
  { provider }: Payment,
  { providerRef: ref, ...refund }: Refund,
): Refund[] =>
  ref === null || provider === null || provider === 'account'
    ? []
    : [
        {
          ...{ ...refund, refundId: refundIdOf(provider, ref), providerRef: ref },
          ...{ attempts: 0, attempt: 0, keysUsed: 0, lease: null },
        },
      ]
