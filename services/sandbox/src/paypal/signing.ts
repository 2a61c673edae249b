import type { Deps } from '../deps.ts'
import type { Signing } from './webhook-key.ts'

/** How webhooks are signed, and where PayPal says that their certificate is. */
export const signingOf = ({ env, paypalKey }: Pick<Deps, 'env' | 'paypalKey'>): Signing => ({
  key: paypalKey,
  webhookId: env.PAYPAL_WEBHOOK_ID,
  certificates: 'https://api.sandbox.paypal.com/v1/notifications/certs',
})
