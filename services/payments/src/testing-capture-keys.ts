import { restMinor } from './capture.ts'
import type { Payment } from './payment.ts'
import type { ProviderResult } from './step-result.ts'
import type { HostileProvider } from './testing-hostile-provider.ts'
import { captureFactOf, type MadeCapture } from './testing-made.ts'
import { orderId } from './testing-settled.ts'

/** Requests for captures by their keys: Stripe repeats its answer, PayPal tells what became of the capture. */
export class CaptureKeys {
  private readonly known = new Map<number, { answer: ProviderResult; made: MadeCapture }>()

  request(
    provider: HostileProvider,
    payment: Payment,
    outcome: MadeCapture['status'],
  ): ProviderResult {
    const key = payment.captureAttempt + payment.keysUsed
    const known = this.known.get(key)
    const { name, captures } = provider
    if (known)
      return name === 'stripe'
        ? known.answer
        : captureFactOf({ orderId, provider: name }, known.made)
    const before = captures.length
    const answer = provider.captureNow(outcome, restMinor(payment))
    const made = captures[before]
    if (made) this.known.set(key, { answer, made })
    return answer
  }
}
