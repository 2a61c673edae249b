import { isCapturePending, type Payment, type Refund } from './payment.ts'
import type { Deed } from './testing-settled.ts'

/** The provider tells that it has settled the capture that the payment waits for. */
export const isEndOf = (deed: Deed, payment: Payment): boolean =>
  'is' in deed &&
  deed.step === 'capture' &&
  deed.lease === undefined &&
  (deed.is === 'done' || deed.is === 'refused') &&
  isCapturePending(payment) &&
  payment.captureRef === (('captureRef' in deed && deed.captureRef) || deed.ref)

/** A worker takes it up. */
export const isRequested = ({ status, providerRef }: Refund) =>
  status === 'pending' && providerRef === null
